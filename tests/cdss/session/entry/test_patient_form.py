"""Number, age, sex, time and means of arrival as typed: what can be taken, and why the rest is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.kinds import ArrivalMode, Sex
from cdss.core.sentences import LANGUAGES
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.patient_form import TypedPatient, read_patient, typed_of

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def test_what_is_left_empty_stays_not_known() -> None:
    read = read_patient(TypedPatient(), NOW)
    assert read.found == IdentityWork(arrival_mode=ArrivalMode.UNKNOWN) and not read.refused and read.doubt is None


def test_all_fields_are_taken_with_their_units() -> None:
    read = read_patient(TypedPatient("  A  12 ", "74", False, Sex.FEMALE, "14:05", ArrivalMode.AMBULANCE), NOW)
    came = NOW.replace(minute=5)
    assert read.found == IdentityWork("A 12", 74.0, Sex.FEMALE, came, arrival_mode=ArrivalMode.AMBULANCE)
    assert not read.refused


@pytest.mark.parametrize(
    ("age", "months", "years"),
    [("0", False, 0.0), ("120", False, 120.0), ("1,5", False, 1.5), ("6", True, 0.5), ("35", True, 35 / 12)],
)
def test_ages_are_kept_in_years(age: str, months: bool, years: float) -> None:
    assert read_patient(TypedPatient(age=age, months=months), NOW).found.age_years == pytest.approx(years)


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        (TypedPatient(age="121"), "age", "patient_age_out_of_range"),
        (TypedPatient(age="412"), "age", "patient_age_out_of_range"),
        (TypedPatient(age="36", months=True), "age", "patient_months_out_of_range"),
        (TypedPatient(age="-3"), "age", "entry_not_a_number"),
        (TypedPatient(age="old"), "age", "entry_not_a_number"),
        (TypedPatient(age="nan"), "age", "entry_not_a_number"),
        (TypedPatient(arrival="25:00"), "arrival", "entry_time_unreadable"),
        (TypedPatient(arrival="15:05"), "arrival", "entry_time_ahead"),
        (TypedPatient(patient_id="7" * 65), "patient_id", "patient_id_unusable"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_never_clipped(typed: TypedPatient, field: str, code: str) -> None:
    read = read_patient(typed, NOW)
    assert read.refused[field].code == code
    assert len({read.refused[field].text(language) for language in LANGUAGES}) == 2
    assert read.found.age_years is None


def test_an_arrival_of_yesterday_is_taken_and_asked_about() -> None:
    read = read_patient(TypedPatient(arrival="2026-11-20 14:00"), NOW)
    assert read.found.arrival == NOW.replace(day=20, minute=0)
    assert read.doubt is not None and read.doubt.code == "entry_time_old" and not read.refused


@pytest.mark.parametrize(
    ("years", "text", "months"), [(74.0, "74", False), (0.5, "6", True), (2.0, "2", False), (None, "", False)]
)
def test_what_is_known_stands_in_the_form_as_it_is_shown(years: float | None, text: str, months: bool) -> None:
    shown = typed_of(IdentityWork("A", years, Sex.MALE, NOW))
    assert (shown.age, shown.months, shown.arrival) == (text, months, "2026-11-21 14:30")
    again = read_patient(shown, NOW + timedelta(hours=1)).found
    assert (again.patient_id, again.sex, again.arrival) == ("A", Sex.MALE, NOW)
    assert again.age_years == (None if years is None else pytest.approx(years, abs=1 / 12))


@pytest.mark.parametrize("mode", list(ArrivalMode))
def test_the_means_of_arrival_that_is_known_stands_in_the_form_and_is_read_back(mode: ArrivalMode) -> None:
    shown = typed_of(IdentityWork(arrival_mode=mode))
    assert shown.arrival_mode is mode and read_patient(shown, NOW).found.arrival_mode is mode
    assert typed_of(IdentityWork()).arrival_mode is ArrivalMode.UNKNOWN
