"""Parts of two patients must never be assessed together."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from pydicom.data import get_testdata_file

from cdss.core.kinds import Modality, Severity, Sex
from cdss.readers.case_folder import read_case, read_manifest
from cdss.readers.same_patient import completed_patient, same_patient_issues
from cdss.records.identity import PartIdentity, Patient

ARRIVED = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def part(identifier=None, age=None, sex=Sex.UNKNOWN, source="film.dcm", at=None):
    return PartIdentity(Modality.IMAGE, source, identifier, age, sex, at)


@pytest.mark.parametrize(
    ("patient", "other", "code"),
    [
        (Patient("A1"), part("B2"), "patient_ids_differ"),
        (Patient("A1"), part(" a1 "), None),
        (Patient(None, 44), part(None, 46.0), None),
        (Patient(None, 44), part(None, 46.1), "patient_ages_differ"),
        (Patient(None, None, Sex.MALE), part(sex=Sex.FEMALE), "patient_sexes_differ"),
        (Patient(None, None, Sex.MALE), part(sex=Sex.OTHER), None),
        (Patient("A1", 44, Sex.MALE), part(), None),
    ],
)
def test_contradictions(patient, other, code):
    found = same_patient_issues(patient, "case.json", [other], composite=False)
    assert [i.code for i in found] == ([code] if code else [])
    assert all(i.severity is Severity.STOP for i in found)


@pytest.mark.parametrize(
    ("age", "year", "code"),
    [(70, 2022, None), (72, 2022, None), (77, 2022, "patient_ages_differ"), (74, 2016, "patient_ages_differ")],
)
def test_on_an_earlier_film_the_patient_is_so_much_younger(age, year, code):
    film = part(age=age, at=datetime(year, 11, 20))
    found = same_patient_issues(Patient(None, 74), "case.json", [film], composite=False, arrival=ARRIVED)
    assert [i.code for i in found] == ([code] if code else [])


def test_two_files_of_different_years_are_of_one_patient_who_is_as_old_as_the_newer_says():
    old, new = part(age=70, at=datetime(2022, 3, 1)), part(age=74, source="ecg.dcm", at=datetime(2026, 3, 1))
    assert same_patient_issues(Patient(), "case.json", [old, new], composite=False) == ()
    patient, _ = completed_patient(Patient(), [old, new])
    assert patient.age_years == 74


def test_a_prior_film_of_three_years_ago_stops_nothing(folder, write_film, ramp):
    write_film(ramp(0, 4095), PatientID="A1", PatientAge="071Y", StudyDate="20231101")
    write_film(ramp(0, 4095), "new.dcm", PatientID="A1", PatientAge="074Y", StudyDate="20261120", StudyTime="140000")
    case = read_case(folder)
    assert not case.blocking and len(case.films) == 2 and case.patient.age_years == 74


def test_an_age_from_a_date_of_birth_is_said_as_a_clinician_would():
    (found,) = same_patient_issues(Patient(None, 34), "case.json", [part(None, 58.8912)], composite=False)
    assert "case.json says 34 years, film.dcm says 58.9 years" in found.text()


def test_two_parts_that_agree_with_the_manifest_may_contradict_each_other():
    found = same_patient_issues(
        Patient(None, 44), "case.json", [part(age=42.5), part(age=45.5, source="ecg.dcm")], False
    )
    assert "film.dcm" in found[0].text() and "ecg.dcm" in found[0].text() and "42.5" in found[0].text()


def test_film_and_ecg_of_two_patients_stop_the_case(folder, write_film, ramp):
    shutil.copy(get_testdata_file("waveform_ecg.dcm", download=False), folder / "ecg.dcm")
    write_film(ramp(0, 4095), PatientID="OTHER", PatientSex="F")
    case = read_case(folder)
    assert [i.code for i in case.blocking] == ["patient_ids_differ"]
    text = case.blocking[0].text()
    assert all(word in text for word in ("642341", "OTHER", "ecg.dcm", "film.dcm"))


def test_refused_part_of_another_patient_stops_the_case(folder, write_film, ramp):
    write_film(ramp(0, 4095), PatientID="OTHER", Modality="CT")
    case = read_manifest({"case_id": "x", "patient": {"id": "A1"}, "images": [{"path": "film.dcm"}]}, folder)
    assert [i.code for i in case.blocking] == ["patient_ids_differ"]


def test_composite_keeps_its_donors(folder, write_film, ramp):
    write_film(ramp(0, 4095), PatientID="OTHER", PatientAge="081Y", PatientSex="M")
    data = {
        "case_id": "x",
        "composite": True,
        "patient": {"id": "A1", "age_years": 44},
        "images": [{"path": "film.dcm"}],
    }
    case = read_manifest(data, folder)
    assert not case.blocking and {i.code for i in case.issues} == {"composite_donors_differ"}
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("A1", 44, Sex.UNKNOWN)
    assert case.part_identities[0].patient_id == "OTHER"


def test_header_completes_what_the_manifest_leaves_open(folder, write_film, ramp):
    write_film(ramp(0, 4095), PatientID="A1", PatientAge="081Y", PatientSex="M")
    case = read_manifest({"case_id": "x", "patient": {"age_years": 80}, "images": [{"path": "film.dcm"}]}, folder)
    assert case.patient == Patient("A1", 80, Sex.MALE)
    assert {i.code for i in case.issues} == {"patient_from_headers"}
