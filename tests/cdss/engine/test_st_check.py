"""ST over its threshold in two groups of leads or five leads of one is a warning, in four of one a note; less is not said."""

from __future__ import annotations

import pytest

from cdss.core.kinds import Severity, Sex
from cdss.engine.st_check import st_check
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.identity import Patient


def found(
    levels: dict[str, float | None],
    sex: Sex = Sex.MALE,
    age: float | None = 58.0,
    severity: Severity = Severity.WARNING,
) -> str:
    told = Assessment(
        "c", ModelIdentity("m", "0", "0"), {}, Acuity(3, (0.2,) * 5), Risk(4.0, (3.0, 5.0)), {}, (), {}, {}, levels,
        {}, (), {},
    )  # fmt: skip
    checks = st_check(Case("c", Patient("p", age, sex)), told)
    assert all(one.severity is severity for one in checks)
    return checks[0].text() if checks else ""


INFERIOR = {"II": 0.12, "III": 0.10, "aVF": 0.05}


@pytest.mark.parametrize(
    ("levels", "leads"),
    [
        (INFERIOR | {"V2": 0.20, "V3": 0.25, "I": 0.1}, "leads V2, V3, II, III:"),
        (INFERIOR | {"I": 0.1, "aVL": 0.1}, "leads II, III, I, aVL:"),
        ({"V1": 0.1, "V2": 0.2, "V3": 0.2, "V4": 0.1, "V5": 0.1, "II": 0.3}, "leads V1, V2, V3, V4, V5:"),
    ],
)
def test_two_groups_or_five_leads_of_one_are_named_and_no_other(levels, leads) -> None:
    words = found(levels)
    assert leads in words and "no diagnosis" in words


@pytest.mark.parametrize(
    "levels",
    [
        {},
        INFERIOR,
        INFERIOR | {"V2": 0.19, "V3": 0.19, "V4": 0.2},
        {"V2": 0.2, "V3": 0.2, "V4": 0.1, "V5": 0.09, "II": 0.2},
        {"II": -0.3, "III": -0.3, "V4": -0.2, "V5": -0.2},
        {"II": None, "III": 0.2, "V4": 0.2, "V5": None},
    ],
    ids=["none", "one group", "one lead more", "three of one", "depressed", "unmeasured"],
)
def test_less_is_not_said(levels) -> None:
    assert found(levels) == ""


def test_where_the_threshold_is_not_known_it_is_not_guessed() -> None:
    assert found(INFERIOR | {"V2": 0.24, "V3": 0.24}, Sex.UNKNOWN) == ""
    assert "V2, V3" in found(INFERIOR | {"V2": 0.15, "V3": 0.15}, Sex.FEMALE, None)


FOUR = {"V2": 0.25, "V3": 0.25, "V4": 0.1, "V5": 0.1, "II": 0.2}


def test_four_leads_of_one_group_are_told_of_a_young_man_without_a_warning() -> None:
    words = found(FOUR, age=39.0, severity=Severity.INFO)
    assert "leads V2, V3, V4, V5 alone" in words and "no diagnosis" in words


@pytest.mark.parametrize(("sex", "age"), [(Sex.MALE, 40.0), (Sex.FEMALE, 39.0), (Sex.FEMALE, 80.0)])
def test_four_leads_of_one_group_are_a_warning_of_everybody_else(sex: Sex, age: float) -> None:
    assert "leads V2, V3, V4, V5:" in found(FOUR, sex, age)
