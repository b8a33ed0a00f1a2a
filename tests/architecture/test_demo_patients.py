"""The demonstration patients as the program reads them: complete, free of complaints, and what their names promise."""

import json

import numpy as np
import pytest

from cdss.core.kinds import Modality, Severity
from cdss.readers.case_folder import read_case
from cdss.records.vitals import NUMERIC_VITALS
from cdss.text.pipeline import read_note

TINTED_FILM = "02-pneumonia-low-oxygen"
"""A film printed in an article, kept as it was published; the reader rightly says that it is a photograph."""


@pytest.fixture(scope="module")
def patients(repository):
    return {p.parent.name: read_case(p.parent) for p in sorted((repository / "resources/demo").glob("*/case.json"))}


def test_folders_hold_nothing_but_patients(repository, patients):
    folders = {p.name for p in (repository / "resources/demo").iterdir() if p.is_dir()}
    assert folders == set(patients)


def test_every_part_that_is_named_can_be_read(repository, patients):
    keys = {"images": Modality.IMAGE, "ecg": Modality.ECG, "vitals": Modality.VITALS, "note": Modality.NOTE}
    for name, case in patients.items():
        named = json.loads((repository / "resources/demo" / name / "case.json").read_text(encoding="utf-8"))
        assert {keys[k] for k in keys if k in named} == set(case.present), name


def test_reading_them_gives_no_warning(patients):
    warned = {n: [i.code for i in c.issues if i.severity is not Severity.INFO] for n, c in patients.items()}
    assert {name for name, codes in warned.items() if codes} <= {TINTED_FILM}
    assert warned[TINTED_FILM] in ([], ["film_tinted"])


def test_ids_are_unique_and_say_that_it_is_a_demonstration(patients):
    ids = [case.case_id for case in patients.values()]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith("demo-") for i in ids)
    assert len({case.patient.id for case in patients.values()}) == len(ids)


def test_the_case_of_the_course_comes_first(patients):
    case = next(iter(patients.values()))
    latest = case.vitals.latest
    assert (case.patient.age_years, case.patient.sex.value, case.arrival.mode.value) == (58, "M", "ambulance")
    assert f"{case.arrival.time:%H:%M}" == "14:22"
    assert (latest.heart_rate, latest.sbp, latest.dbp) == (110, 160, 95)
    assert "hypertension" in case.history
    assert "chest pain for 2 h" in case.chief_complaint
    assert len(case.present) == 4


def test_recordings_are_whole_and_in_millivolts(patients):
    for name, case in patients.items():
        for ecg in case.ecgs:
            assert ecg.missing_leads == (), name
            assert ecg.seconds == pytest.approx(10.0), name
            assert 0.2 < np.nanmax(np.abs(ecg.signal_mv)) < 6.0, name


def test_vital_signs_are_a_course_over_time(patients):
    for name, case in patients.items():
        if case.vitals is None:
            continue
        times = [row.time for row in case.vitals.rows]
        assert times == sorted(times) and times[0] >= case.arrival.time, name
        assert 20 <= (times[-1] - times[0]).total_seconds() / 60 <= 180, name
        measured = {f for f in NUMERIC_VITALS if getattr(case.vitals.latest, f) is not None}
        assert {"heart_rate", "resp_rate", "sbp", "spo2", "temperature_c"} <= measured, name


def test_notes_are_read_to_the_last_word(patients):
    for name, case in patients.items():
        if Modality.NOTE in case.present:
            read = read_note(case.chief_complaint, case.note.text)
            assert read.untranslated == (), name
            assert read.language == ("ko" if "korean" in name else "en"), name


def test_the_korean_patient_says_what_it_should(patients):
    case = next(c for n, c in patients.items() if "korean" in n)
    read = read_note(case.chief_complaint, case.note.text)
    assert "chest squeezing pain" in read.english
    denied = {read.displayed[s.start : s.end] for s in read.negated}
    assert denied == {"발열", "기침", "의식소실"}
