"""Recommended actions: a reviewed table, looked up by condition and level, ticked off and kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import CONDITIONS, Severity
from cdss.core.result import issue
from cdss.records.assessment import Condition
from cdss.session.actions import Opened
from cdss.session.decision.considered import DoneActions
from cdss.session.decision.recommended import ActionTicked, actions_of, recommended, table
from cdss.session.saved import Restored, saved_of
from cdss.session.state import SessionState
from tests.cdss.answers import ANSWER

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
GUIDELINES = {
    ("ESC, acute coronary syndromes", 2023), ("ESC, acute and chronic heart failure", 2021), ("ESC, atrial fibrillation", 2024),
    ("ESC, acute pulmonary embolism", 2019), ("ATS/IDSA, community-acquired pneumonia", 2019),
    ("GOLD report, COPD exacerbation", 2024), ("ERS/ATS, non-invasive ventilation", 2017), ("BTS, oxygen in adults", 2017),
    ("Surviving Sepsis Campaign", 2021), ("ESO, intravenous thrombolysis", 2021), ("AHA/ASA, acute ischaemic stroke", 2019),
    ("ACG, upper gastrointestinal and ulcer bleeding", 2021), ("CTAS adult guidelines (base of KTAS)", 2008),
}  # fmt: skip
NOTHING = DoneActions()
ST_WARNINGS = {
    "check_st_over_threshold",
    "check_st_depressed",
    "check_st_depressed_anterior",
    "check_st_depressed_wide_anterior",
}


def condition(code: str, probability: float, in_set: bool = True) -> Condition:
    return Condition(code, probability, (0.0, 1.0), in_set)


def codes(conditions: tuple[Condition, ...], level: int | None, done: DoneActions = NOTHING) -> list[str]:
    return [action.code for action in recommended(conditions, level, done)]


def test_every_row_names_guideline_year_and_strength_in_both_languages() -> None:
    rows = table()
    assert len({row.code for row in rows}) == len(rows) > 30
    for row in rows:
        assert row.condition is None or row.condition in CONDITIONS
        assert row.levels and set(row.levels) <= {1, 2, 3, 4, 5}
        assert (row.guideline, row.year) in GUIDELINES and row.strength
        assert row.en and re.search("[가-힣]", row.ko), row.code
        assert row.strength_ko or row.strength.startswith(("Class ", "Grade ", "Evidence ")), row.code
        assert set(row.checks) <= ST_WARNINGS
        assert not row.doi or re.fullmatch(r"10\.\d{4,}/\S+", row.doi)


def test_every_condition_and_every_level_has_an_action() -> None:
    assert {row.condition for row in table()} == {*CONDITIONS, None}
    for level in range(1, 6):
        assert codes((), level), level


@pytest.mark.parametrize(
    ("level", "expected"),
    [(1, "reassess_continuous"), (2, "reassess_15"), (3, "reassess_30"), (4, "reassess_60"), (5, "reassess_120")],
)
def test_the_interval_of_the_level_that_holds(level: int, expected: str) -> None:
    assert codes((), level) == [expected]


def test_for_conditions_of_the_set_that_are_at_least_possible_and_for_no_other() -> None:
    found = codes((condition("acs", 0.5), condition("sepsis", 0.9, in_set=False), condition("stroke_tia", 0.2)), 2)
    assert "acs_ecg" in found
    assert not any(code.startswith(("sepsis", "stroke")) for code in found)


def test_the_likeliest_condition_comes_first_after_what_is_of_the_level() -> None:
    actions = recommended((condition("acs", 0.4), condition("heart_failure", 0.8)), 2, NOTHING)
    order = list(dict.fromkeys(action.condition for action in actions))
    assert order == [None, "heart_failure", "acs"]


def test_an_ecg_over_the_threshold_is_to_be_read_now_however_improbable_its_condition_is() -> None:
    over = ("check_news2_agrees", "check_st_over_threshold")
    found = recommended((condition("acs", 0.2), condition("sepsis", 0.9)), 2, NOTHING, checks=over)
    assert [action.code for action in found[:2]] == ["acs_ecg", "reassess_15"]
    assert found[0].by_check and not found[1].by_check
    assert found[0].source == "ESC, acute coronary syndromes 2023 · Class I, Level B"
    assert not any(action.code in ("acs_aspirin", "acs_troponin") for action in found), "a measurement, no diagnosis"
    assert recommended((), None, NOTHING, checks=over) == ()
    both = recommended((condition("acs", 0.9),), 2, NOTHING, checks=over)
    assert [action.code for action in both].count("acs_ecg") == 1


@pytest.mark.parametrize("check", sorted(ST_WARNINGS))
def test_every_warning_of_the_st_level_asks_for_a_reading_and_v1_to_v4_for_posterior_leads(check: str) -> None:
    called = [action.code for action in recommended((), 3, NOTHING, checks=(check,)) if action.by_check]
    posterior = ["acs_posterior_leads"] if check == "check_st_depressed_anterior" else []
    assert called == ["acs_ecg", *posterior]


def test_what_a_check_of_the_assessment_calls_for_is_offered_for_the_patient() -> None:
    state = Opened(("/d/a",)).apply(SessionState())
    told = replace(ANSWER, checks=(issue("check_st_over_threshold", Severity.WARNING, leads="V2, V3"),))
    entry = replace(state.entries[0], assessment=told)
    assert [action.code for action in actions_of(entry, "en")] == ["acs_ecg", "reassess_30"]
    assert [action.code for action in actions_of(replace(entry, assessment=ANSWER), "en")] == ["reassess_30"]


def test_the_level_decides_which_rows_of_a_condition_hold() -> None:
    at_two, at_five = codes((condition("gi_bleed", 0.9),), 2), codes((condition("gi_bleed", 0.9),), 5)
    assert "gi_endoscopy" in at_two and "gi_low_risk" not in at_two
    assert "gi_low_risk" in at_five and "gi_endoscopy" not in at_five


def test_without_a_level_there_is_nothing_to_consider_but_what_was_done() -> None:
    assert codes((condition("acs", 0.9),), None) == []
    assert codes((condition("acs", 0.9),), None, DoneActions((("acs_ecg", NOW),))) == ["acs_ecg"]


def test_what_was_done_stays_when_the_condition_is_no_longer_thought_of() -> None:
    done = DoneActions((("sepsis_lactate", NOW), ("from_an_older_table", NOW)))
    actions = {action.code: action for action in recommended((), 3, done)}
    assert set(actions) == {"reassess_30", "sepsis_lactate"}
    assert actions["sepsis_lactate"].ticked and actions["sepsis_lactate"].at == NOW
    assert not actions["reassess_30"].ticked


def test_an_action_says_its_source_and_the_language_of_the_screen() -> None:
    first = recommended((condition("acs", 0.9),), 2, NOTHING, "ko")[1]
    assert first.text == "10분 이내 12유도 심전도 기록 및 판독"
    assert first.source == "ESC, acute coronary syndromes 2023 · Class I, Level B"
    level = recommended((), 3, NOTHING, "ko")[0]
    assert level.source == "CTAS adult guidelines (base of KTAS) 2008 · 간격, 등급 없음"


def test_a_tick_is_kept_with_its_time_and_can_be_taken_away() -> None:
    state = Opened(("/d/a",)).apply(SessionState())
    ticked = ActionTicked("/d/a", "acs_ecg", NOW).apply(state)
    back = Restored(saved_of(ticked), ("dark",), NOW).apply(SessionState())
    assert back.entries[0].done == DoneActions((("acs_ecg", NOW),))
    unticked = ActionTicked("/d/a", "acs_ecg", NOW).apply(back)
    assert unticked.entries[0].done == NOTHING


@pytest.mark.parametrize(("key", "code"), [("/d/b", "acs_ecg"), ("/d/a", "no_such_action")])
def test_a_tick_on_nobody_or_nothing_changes_nothing(key: str, code: str) -> None:
    state = Opened(("/d/a",)).apply(SessionState())
    assert ActionTicked(key, code, NOW).apply(state) is state
