"""One assessed patient: with a film of their own that an archive sent, and as the composite case of the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from cdss.readers.dicom import read_film_dicom
from cdss.records.attribution import Method
from cdss.records.explanation import Explanation, ImageCam
from cdss.records.film import Film
from cdss.records.film_map import FilmMap
from cdss.records.identity import Patient
from cdss.report.dicom.save import save_dicom
from cdss.report.dicom.structured_report import Assessed
from cdss.session.state import Entry

PDF = b"%PDF-1.4 a page"
MADE = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
SENT = {
    "PatientName": "Kim^Minjun=金^民俊=김^민준",
    "PatientID": "P-7741",
    "PatientBirthDate": "19620304",
    "PatientSex": "M",
    "PatientAge": "064Y",
    "AccessionNumber": "A-100",
    "StudyID": "S-5",
    "StudyDate": "20261122",
    "StudyTime": "0915",
    "StudyDescription": "Chest PA",
    "ReferringPhysicianName": "Lee^Jiwoo",
    "StudyInstanceUID": "1.2.840.99.1",
    "SeriesInstanceUID": "1.2.840.99.1.2",
    "SOPInstanceUID": "1.2.840.99.1.2.3",
    "PatientOrientation": ["L", "F"],
    "BurnedInAnnotation": "NO",
}
"""What the archive's film says of patient, study and itself."""


def film_file(path: Path, **changed: object) -> Path:
    """A DX film of 90 x 120 pixels with the attributes of ``SENT``."""
    film = Dataset()
    film.file_meta = FileMetaDataset()
    film.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    film.SpecificCharacterSet, film.Modality = "ISO_IR 192", "DX"
    film.SOPClassUID = DigitalXRayImageStorageForPresentation
    for keyword, value in (SENT | changed).items():
        if value is not None:
            setattr(film, keyword, value)
    film.PhotometricInterpretation, film.SamplesPerPixel, film.Rows, film.Columns = "MONOCHROME2", 1, 90, 120
    film.BitsAllocated, film.BitsStored, film.HighBit, film.PixelRepresentation = 8, 8, 7, 0
    film.PixelData = np.linspace(0, 255, 90 * 120).astype("u1").tobytes()
    film.file_meta.MediaStorageSOPClassUID = film.SOPClassUID
    film.file_meta.MediaStorageSOPInstanceUID = film.get("SOPInstanceUID") or generate_uid()
    film.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def sent(tmp_path: Path) -> Callable[..., Film]:
    """The film as read, with attributes changed or (None) left out."""
    return lambda **changed: read_film_dicom(film_file(tmp_path / "film.dcm", **changed), "film.dcm").value


@pytest.fixture(scope="session")
def composite(entry: Entry) -> Assessed:
    """The demonstration patient: a PNG film of another person."""
    return Assessed(entry.case, replace(entry.assessment, composite=True), MADE)


@pytest.fixture(scope="session")
def own(entry: Entry, tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    """A patient whose film an archive sent."""
    film = read_film_dicom(film_file(tmp_path_factory.mktemp("sent") / "film.dcm"), "film.dcm").value
    case = replace(entry.case, composite=False, films=(film,), patient=Patient("P-7741", 64.0))
    return Assessed(case, replace(entry.assessment, composite=False), MADE)


@pytest.fixture(scope="session")
def explanation() -> Explanation:
    """A map of pneumonia with its peak low at the reader's left, and a signed one of the risk."""
    spot = np.zeros((6, 8), dtype=np.float32)
    spot[4:, :3] = 1.0
    fused = FilmMap(Method.GRAD_CAM, "risk", np.where(spot > 0, 1.0, -0.5).astype(np.float32), effect=0.2)
    return Explanation(image_cam=ImageCam({"pneumonia": spot}, {}, fused))


def written_and_read(folder: Path, assessed: Assessed, *more: object) -> dict[str, Dataset]:
    """The objects written into ``folder`` and read back, by the end of their name."""
    return {path.stem.removeprefix("case-"): dcmread(path) for path in save_dicom(folder, "case", assessed, *more)}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict[str, Dataset]]:
    """The objects of one export, written and read back."""
    return lambda *more: written_and_read(tmp_path, *more)


@pytest.fixture(scope="session")
def own_files(own: Assessed, explanation: Explanation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Dataset]:
    """All objects of the patient with a film of their own; not to be changed."""
    return written_and_read(tmp_path_factory.mktemp("own"), own, explanation, PDF)


@pytest.fixture(scope="session")
def composite_files(
    composite: Assessed, explanation: Explanation, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Dataset]:
    """All objects of the composite patient; not to be changed."""
    return written_and_read(tmp_path_factory.mktemp("composite"), composite, explanation, PDF)
