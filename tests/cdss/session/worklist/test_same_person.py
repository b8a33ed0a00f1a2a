"""Patients who may stand on the worklist twice are named, and nothing of them is merged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.kinds import Sex
from cdss.core.sentences import LANGUAGES
from cdss.records.case import Case
from cdss.records.identity import Arrival, Patient
from cdss.session.actions import CaseRead, Opened
from cdss.session.decision.checks import checks_of
from cdss.session.editing import Closed
from cdss.session.state import SessionState
from cdss.session.worklist.rows import worklist
from cdss.session.worklist.same_person import Twin, marked, twins

CAME = datetime(2026, 11, 21, 14, 5, 20, tzinfo=UTC)


def state(*cases: Case) -> SessionState:
    made = Opened(tuple(case.case_id for case in cases)).apply(SessionState())
    for case in cases:
        made = CaseRead(case.case_id, case).apply(made)
    return made


def case(name: str, number: str | None = None, age: float | None = 58.0, sex: Sex = Sex.MALE, came=CAME) -> Case:
    return Case(name, Patient(number, age, sex), Arrival(came))


def named(found: SessionState) -> dict[str, tuple[str, ...]]:
    return {row.case_id: row.twins for row in worklist(found)}


def test_one_number_twice_is_named_on_both_whatever_else_differs() -> None:
    both = state(case("a", "P-7"), case("b", " p-7 ", age=None, came=None), case("c", "P-8", came=None))
    assert named(both) == {"a": ("b",), "b": ("a",), "c": ()}
    by_mark = marked(both.entries)
    assert twins(both.entries[0], by_mark) == (Twin("b", same_number=True),)


def test_one_age_sex_and_minute_of_arrival_are_asked_about() -> None:
    both = state(case("a"), case("b", "P-9", came=CAME + timedelta(seconds=30)))
    assert named(both) == {"a": ("b",), "b": ("a",)}
    (check,) = checks_of(both.entries[0], both)
    assert check.code == "same_patient_details"
    assert all("b" in check.text(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "other",
    [
        case("b", age=59.0),
        case("b", sex=Sex.FEMALE),
        case("b", came=CAME + timedelta(minutes=1)),
        case("b", came=None),
        case("b", age=None),
    ],
)
def test_another_age_sex_or_minute_is_another_patient(other: Case) -> None:
    assert named(state(case("a"), other)) == {"a": (), "b": ()}


def test_what_nobody_knows_is_no_likeness() -> None:
    blank = [case(name, age=None, sex=Sex.UNKNOWN, came=None) for name in ("a", "b")]
    assert named(state(*blank)) == {"a": (), "b": ()}
    unknown_sex = [case(name, sex=Sex.UNKNOWN) for name in ("a", "b")]
    assert named(state(*unknown_sex)) == {"a": (), "b": ()}


def test_two_numbers_that_differ_are_two_patients_who_came_together() -> None:
    assert named(state(case("a", "P-1"), case("b", "P-2"))) == {"a": (), "b": ()}


def test_the_check_goes_with_one_of_the_two_and_both_keep_what_is_theirs() -> None:
    both = state(case("a", "P-7"), case("b", "P-7"))
    assert [c.code for c in checks_of(both.entries[1], both)] == ["same_patient_number"]
    assert len(both.entries) == 2, "nothing is merged"
    one = Closed("b").apply(both)
    assert checks_of(one.entries[0], one) == () and named(one) == {"a": ()}
    assert one.closed[0].key == "b"


def test_three_are_all_named() -> None:
    assert named(state(*(case(name, "P-7") for name in "abc")))["b"] == ("a", "c")
