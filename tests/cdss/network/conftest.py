"""A film and an ECG as devices send them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian

UIDS = {"StudyInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2.3.4", "SOPInstanceUID": "1.2.3.4.5"}


def dx_film(**changed: object) -> Dataset:
    film = Dataset()
    film.file_meta = FileMetaDataset()
    film.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    film.SOPClassUID, film.Modality, film.ViewPosition = DigitalXRayImageStorageForPresentation, "DX", "PA"
    for keyword, value in (UIDS | {"PatientID": "p-7741", "PatientName": "Kim^Minjun"} | changed).items():
        setattr(film, keyword, value)
    film.PhotometricInterpretation, film.SamplesPerPixel, film.Rows, film.Columns = "MONOCHROME2", 1, 80, 80
    film.BitsAllocated, film.BitsStored, film.HighBit, film.PixelRepresentation = 8, 8, 7, 0
    film.PixelData = np.linspace(0, 255, 6400).astype("u1").tobytes()
    film.file_meta.MediaStorageSOPClassUID = film.SOPClassUID
    film.file_meta.MediaStorageSOPInstanceUID = film.SOPInstanceUID
    return film


@pytest.fixture
def film() -> Callable[..., Dataset]:
    """A DX film, with attributes changed."""
    return dx_film


def stored_ecg(**changed: object) -> Dataset:
    """The 12-lead recording that comes with pydicom, of the patient of the film."""
    recording = dcmread(get_testdata_file("waveform_ecg.dcm", download=False))
    for keyword, value in ({"PatientID": "p-7741", "PatientName": "Kim^Minjun"} | changed).items():
        setattr(recording, keyword, value)
    return recording


@pytest.fixture
def ecg() -> Dataset:
    """An ECG of that patient."""
    return stored_ecg()
