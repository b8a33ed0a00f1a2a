"""What a note says of its patient, against the record; recordings of another day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cdss.core.kinds import Consciousness, Modality, Severity, Sex
from cdss.guards.contradictions import contradictions, stated_person
from cdss.records.case import Case, Note
from cdss.records.identity import Arrival, Patient
from cdss.records.vitals import Vitals, VitalsRow

ARRIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def case(text, age=45.0, sex=Sex.MALE, scale=None, **more):
    vitals = Vitals("v", (VitalsRow(heart_rate=80, consciousness=scale),))
    return Case("c", Patient(age_years=age, sex=sex), note=Note("n", text), vitals=vitals, **more)


def found(*arguments, **keywords):
    return {one.code: one for one in contradictions(case(*arguments, **keywords))}


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("72F with chest pain", 72, Sex.FEMALE),
        ("72 y/o M c/o SOB", 72, Sex.MALE),
        ("45-year-old man with cough", 45, Sex.MALE),
        ("A 50-year-old right-handed female presents", 50, Sex.FEMALE),
        ("Ms. X is a 61 yo female", 61, Sex.FEMALE),
        ("M/45 chest pain", 45, Sex.MALE),
        ("F / 8 fever", 8, Sex.FEMALE),
        ("Pt is a 34 F c/o HA", 34, Sex.FEMALE),
        ("58세 남자, 흉통", 58, Sex.MALE),
        ("72세/여 호흡곤란", 72, Sex.FEMALE),
        ("patient is 33 years old", 33, Sex.UNKNOWN),
    ],
)
def test_age_and_sex_are_read_from_the_note(text, age, sex):
    stated = stated_person(text)
    assert (stated.age_years, stated.sex) == (age, sex)
    assert stated.words in text


@pytest.mark.parametrize(
    "text",
    [
        "Her mother, 72 yo female, has COPD",
        "lives with wife, 80-year-old woman",
        "surgery at age 12 years old",
        "smoker 30 PY, pain 8/10, BP 120/80",
        "temp 39 for 2 days, 5 mg",
        "어머니 72세 여자 당뇨",
        "500 M run, 3 m fall",
        "3 m fall from a ladder",
        "walked 30 m, then chest pain",
        "fever of 101 F at home",
        "102F since yesterday",
        "cough x 6 m, BMI 30 F",
    ],
)
def test_relatives_past_ages_and_measures_are_no_statement(text):
    assert stated_person(text) is None


def test_another_age_is_quoted():
    issue = found("72-year-old man with cough")["note_states_other_age"]
    assert "72-year-old man" in issue.text() and "45" in issue.text() and "72-year-old man" in issue.text("ko")
    assert (issue.severity, issue.modality) == (Severity.WARNING, Modality.NOTE)


@pytest.mark.parametrize(("stated", "differs"), [(47, False), (48, True), (43, False), (42, True)])
def test_two_years_of_age_are_tolerated(stated, differs):
    assert ("note_states_other_age" in found(f"{stated}M with cough", age=45.9)) is differs


@pytest.mark.parametrize(
    ("sex", "differs"), [(Sex.FEMALE, True), (Sex.MALE, False), (Sex.UNKNOWN, False), (Sex.OTHER, False)]
)
def test_another_sex_is_named_only_where_the_record_has_one(sex, differs):
    assert ("note_states_other_sex" in found("45M with cough", sex=sex)) is differs


def test_unknown_age_contradicts_nothing():
    assert found("72M with cough", age=None) == {}


@pytest.mark.parametrize(
    ("text", "scale", "differs"),
    [
        ("GCS 6", Consciousness.ALERT, True),
        ("GCS 9", Consciousness.ALERT, False),
        ("GCS: 15", Consciousness.UNRESPONSIVE, True),
        ("GCS 15", Consciousness.VOICE, False),
        ("GCS 3", Consciousness.PAIN, False),
        ("GCS 6", None, False),
        ("no scale", Consciousness.ALERT, False),
        ("GCS 8", Consciousness.ALERT, True),
        ("gcs is 8", Consciousness.ALERT, True),
        ("GCS score 3", Consciousness.ALERT, True),
        ("GCS 8", Consciousness.CONFUSION, False),
        ("GCS 15", Consciousness.PAIN, True),
        ("GCS 14", Consciousness.UNRESPONSIVE, False),
        ("GCS 15", Consciousness.ALERT, False),
        ("GCS 6/15", Consciousness.ALERT, True),
        ("GCS 15/15", Consciousness.UNRESPONSIVE, True),
        ("GCS 4/5/6", Consciousness.ALERT, False),
        ("GCS 3/4", Consciousness.ALERT, False),
        ("GCS 2", Consciousness.ALERT, False),
        ("GCS 30", Consciousness.ALERT, False),
    ],
)
def test_the_glasgow_sum_against_the_scale(text, scale, differs):
    assert ("note_states_other_consciousness" in found(text, scale=scale)) is differs


@pytest.mark.parametrize(("hours", "differs"), [(47, False), (48, False), (49, True), (-48, False), (-49, True)])
def test_a_recording_of_another_day_is_named(demo_cases, hours, differs):
    ecg = replace(demo_cases[0].ecgs[0], recorded=ARRIVED - timedelta(hours=hours))
    dated = {"ecgs": (ecg,), "arrival": Arrival(time=ARRIVED)}
    assert ("part_of_another_day" in found("cough", **dated)) is differs
    assert "part_of_another_day" not in found("cough", composite=True, **dated)


def test_a_clock_without_offset_is_taken_for_local(demo_cases):
    ecg = replace(demo_cases[0].ecgs[0], recorded=datetime(2026, 1, 1, 12))
    issue = found("cough", ecgs=(ecg,), arrival=Arrival(time=ARRIVED))["part_of_another_day"]
    assert issue.modality is Modality.ECG and "2026-01-01" in issue.text()


def test_the_demonstration_patients_contradict_themselves_nowhere(demo_cases):
    assert [one for case in demo_cases for one in contradictions(case)] == []


def test_a_film_of_another_day_is_named_with_its_file(demo_cases):
    film = next(one.films[0] for one in demo_cases if one.films)
    old = replace(film, source="old.dcm", acquired=ARRIVED - timedelta(days=400))
    issue = found("cough", films=(old,), arrival=Arrival(time=ARRIVED))["part_of_another_day"]
    assert issue.modality is Modality.IMAGE and "old.dcm" in issue.text() and "2025-01-25" in issue.text()
    assert found("cough", films=(replace(film, acquired=ARRIVED), old), arrival=Arrival(time=ARRIVED)) == {}


@pytest.mark.parametrize(("taken", "arrived"), [(None, ARRIVED), (ARRIVED - timedelta(days=9), None)])
def test_an_unknown_date_contradicts_nothing(demo_cases, taken, arrived):
    ecg = replace(demo_cases[0].ecgs[0], recorded=taken)
    assert found("cough", ecgs=(ecg,), arrival=Arrival(time=arrived)) == {}


def test_clocks_of_two_zones_are_compared_as_one_time(demo_cases):
    """48 h before by the sun, 57 h by the face of the clock."""
    far = (ARRIVED - timedelta(hours=48)).astimezone(timezone(timedelta(hours=-9)))
    ecg = replace(demo_cases[0].ecgs[0], recorded=far)
    assert found("cough", ecgs=(ecg,), arrival=Arrival(time=ARRIVED)) == {}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("120 yo female", 120.0),
        ("121 yo female", None),
        ("Mother has diabetes. 45M with cough", 45.0),
        ("Mother 72F has diabetes; 45M with cough", 45.0),
        ("stroke when 30 years old", None),
        ("33 years old, later 45M", 45.0),
    ],
)
def test_the_age_read_is_that_of_the_patient(text, age):
    stated = stated_person(text)
    assert (stated.age_years if stated else None) == age


def test_the_complaint_is_read_as_the_note_is():
    said = {one.code for one in contradictions(replace(case("cough"), note=None, chief_complaint="72F chest pain"))}
    assert said == {"note_states_other_age", "note_states_other_sex"}
