"""Attributes of a DICOM file: all are read, and whatever may tell who the patient is is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cdss.readers.dicom import read_film_dicom
from cdss.readers.dicom_tags import MAX_TAGS, tags_of
from cdss.records.dicom_tags import DicomTag

ANNEX_E: dict[str, object] = {
    "PatientName": "Kim^Minjun",
    "PatientID": "P-7741",
    "PatientBirthDate": "19620304",
    "PatientSex": "M",
    "PatientAge": "064Y",
    "PatientAddress": "12 Harbour Road",
    "PatientComments": "neighbour of Dr Lee",
    "OtherPatientIDs": "X-9",
    "IssuerOfPatientID": "HOSP",
    "EthnicGroup": "e",
    "Occupation": "pilot",
    "AdditionalPatientHistory": "fell at home",
    "AccessionNumber": "A-100",
    "StudyID": "S-5",
    "StudyDate": "20261120",
    "StudyTime": "142233",
    "SeriesDate": "20261120",
    "AcquisitionDate": "20261120",
    "AcquisitionTime": "142233",
    "AcquisitionDateTime": "20261120142233",
    "ContentDate": "20261120",
    "StudyDescription": "Chest of Mr Kim",
    "SeriesDescription": "portable",
    "ImageComments": "Kim again",
    "InstitutionName": "St Elsewhere",
    "InstitutionAddress": "1 Main Street",
    "InstitutionalDepartmentName": "ER",
    "ReferringPhysicianName": "Lee^Jiwoo",
    "PerformingPhysicianName": "Park^A",
    "OperatorsName": "Choi^B",
    "StationName": "ROOM3",
    "DeviceSerialNumber": "SN-44",
    "DetectorID": "D-3",
    "PlateID": "PL-1",
    "CassetteID": "C-1",
    "ProtocolName": "Kim chest",
    "AcquisitionDeviceProcessingDescription": "for Kim",
    "RequestedProcedureDescription": "CXR for Kim",
    "PerformedProcedureStepDescription": "CXR for Kim",
    "StudyInstanceUID": "1.2.3.4",
    "SeriesInstanceUID": "1.2.3.5",
    "FrameOfReferenceUID": "1.2.3.6",
    "DateOfSecondaryCapture": "20261120",
    "DateOfLastCalibration": "20261101",
}
"""Attributes of the basic profile that films carry (DICOM PS3.15 Table E.1-1)."""


def by_name(tags: tuple[DicomTag, ...], dataset: Dataset) -> dict[str, DicomTag]:
    names = {f"({e.tag.group:04X},{e.tag.element:04X})": e.keyword for e in dataset}
    return {names.get(tag.tag, tag.tag): tag for tag in tags if tag.depth == 0}


@pytest.fixture
def film_path(write_film, ramp) -> Path:
    return write_film(
        ramp(0, 4095),
        bits=12,
        ViewPosition="AP",
        KVP="110",
        Exposure="4",
        PixelSpacing=[0.15, 0.2],
        Manufacturer="ACME",
        WindowCenter=2048,
        **ANNEX_E,
    )


def test_what_the_profile_takes_away_is_identifying(film_path: Path) -> None:
    dataset = dcmread(film_path)
    read = by_name(tags_of(dataset), dataset)
    assert {name for name in ANNEX_E if not read[name].identifying} == set()
    assert read["SOPInstanceUID"].identifying
    assert read["PatientName"].value == "Kim^Minjun" and read["PatientName"].tag == "(0010,0010)"


def test_what_describes_the_picture_is_not(film_path: Path) -> None:
    dataset = dcmread(film_path)
    read = by_name(tags_of(dataset), dataset)
    plain = (
        "Modality",
        "ViewPosition",
        "KVP",
        "Exposure",
        "PixelSpacing",
        "Manufacturer",
        "WindowCenter",
        "Rows",
        "PixelData",
    )
    assert {name for name in plain if read[name].identifying} == set()
    assert (read["PixelSpacing"].value, read["PixelSpacing"].vr, read["KVP"].value) == ("0.15 \\ 0.2", "DS", "110")
    assert read["PixelData"].value == "12800 B"


def test_no_value_of_the_patient_stands_in_what_is_shown(film_path: Path) -> None:
    shown = " ".join(tag.value for tag in read_film_dicom(film_path, "f").value.tags if not tag.identifying)
    for value in ANNEX_E.values():
        if len(str(value)) > 3:
            assert str(value) not in shown


def test_private_attributes_are_identifying(film_path: Path) -> None:
    dataset = dcmread(film_path)
    block = dataset.private_block(0x0019, "KIM CORP", create=True)
    block.add_new(0x01, "DS", "1.5")
    private = [tag for tag in tags_of(dataset) if tag.tag.startswith("(0019")]
    assert len(private) == 2 and all(tag.identifying for tag in private)


def test_sequences_are_opened_and_only_coded_words_of_the_view_are_shown(film_path: Path) -> None:
    dataset, view, request = dcmread(film_path), Dataset(), Dataset()
    view.CodeValue, view.CodingSchemeDesignator, view.CodeMeaning = "399348003", "SCT", "antero-posterior"
    request.RequestedProcedureID, request.CodeMeaning, request.Rows = "R-1", "Kim", 3
    dataset.ViewCodeSequence, dataset.RequestAttributesSequence = Sequence([view]), Sequence([request])
    nested = {
        tag.name: tag for tag in tags_of(dataset) if tag.depth == 1 and tag.value in ("antero-posterior", "R-1", "3")
    }
    assert not nested["Code Meaning"].identifying
    assert nested["Requested Procedure ID"].identifying and nested["Rows"].identifying


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "image_dfl.dcm"])
def test_real_files_hide_the_patient_whatever_they_hold(name: str) -> None:
    dataset = dcmread(get_testdata_file(name, download=False))
    tags = tags_of(dataset)
    assert len(tags) >= len(dataset)
    shown = " ".join(tag.value for tag in tags if not tag.identifying)
    for keyword in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate", "StationName"):
        value = str(dataset.get(keyword) or "")
        assert not value or value not in shown


def test_a_file_of_too_many_attributes_is_cut(film_path: Path) -> None:
    dataset = dcmread(film_path)
    for index in range(MAX_TAGS + 10):
        dataset.add_new((0x0028, 0x8000) if index == 0 else (0x0029, 0x1000 + index), "LO", "x")
    assert len(tags_of(dataset)) == MAX_TAGS


def test_a_long_value_is_shortened(film_path: Path) -> None:
    dataset = dcmread(film_path)
    dataset.ImageComments = "k" * 500
    read = by_name(tags_of(dataset), dataset)
    assert len(read["ImageComments"].value) == 240 and read["ImageComments"].value.endswith("…")
