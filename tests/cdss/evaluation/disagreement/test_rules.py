"""Which issues count as which check, whom it can speak of, and that the visits are the survey's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.evaluation.disagreement import rules
from cdss.evaluation.disagreement.rules import RULES, assessed, fired_rules, rule_checks
from cdss.evaluation.visits import ScoredVisits
from cdss.training.cohort_visits import load_visits

HIGH, SINGLE, LOW, NOTE = RULES

VALUES = {"news2": "9", "level": 3}
ABOVE = issue("check_news2_above_model", Severity.WARNING, Modality.VITALS, **VALUES)
AGREES = issue("check_news2_agrees", Severity.WARNING, Modality.VITALS, **VALUES)
BELOW = issue("check_news2_below_model", Severity.INFO, Modality.VITALS, **VALUES)
ONE_RED = issue("check_news2_single", Severity.WARNING, Modality.VITALS, news2="3", names="name_vital_spo2")
NOTED = issue("check_news2_single", Severity.INFO, Modality.VITALS, news2="3", names="name_vital_spo2")
OTHER_SEX = issue("note_states_other_sex", Severity.WARNING, Modality.NOTE, words="a man", sex="F")


@pytest.fixture
def of(answer):
    """Makes the patient's answer with another level and other checks."""

    def make(level, *checks):
        return replace(answer, acuity=replace(answer.acuity, level=level), checks=checks)

    return make


def test_each_issue_is_one_check_and_its_severity_counts(of):
    answers = [of(3, ABOVE), of(2, AGREES, NOTED), of(4, ONE_RED), of(1, BELOW, OTHER_SEX)]
    found = {one.part: one for one in fired_rules(answers, np.array([2, 2, 0, 4]), "here")}
    assert {part: one.fired.tolist() for part, one in found.items()} == {
        HIGH: [True, False, False, False],
        SINGLE: [False, False, True, False],
        LOW: [False, False, False, True],
        NOTE: [False, False, False, True],
    }
    assert found[HIGH].given.tolist() == [3, 2, 4, 1] and found[HIGH].actual.tolist() == [2, 2, 0, 4]


def test_a_check_can_speak_of_the_levels_that_it_was_made_for(of):
    found = {one.part: one.able.tolist() for one in fired_rules([of(2), of(3)], np.array([2, 2]), "here")}
    assert found == {HIGH: [False, True], SINGLE: [False, True], LOW: [True, False], NOTE: [True, True]}


def test_adults_are_drawn_once_and_for_all_and_answered_by_the_program(engine, tiny_data, monkeypatch):
    visits = load_visits(tiny_data)
    visits = replace(visits, age=np.where(np.arange(len(visits)) % 4 == 0, 12.0, visits.age).astype(np.float32))
    rows = np.flatnonzero((visits.year == 2020) & (~np.isnan(visits.vitals)).any(axis=1))
    scored = ScoredVisits(rows, {}, {}, np.zeros(len(rows), np.int64), visits.acuity[rows] + 1)
    monkeypatch.setattr(rules, "VISITS", 10)
    monkeypatch.setattr(rules, "TOGETHER", 4)
    first, again = (list(rule_checks(engine, scored, visits)) for _ in range(2))
    assert [one.part for one in first] == list(RULES) and len(first[0].fired) == 10
    assert "16 years and older" in first[0].where
    assert all((a.given == b.given).all() and (a.actual == b.actual).all() for a, b in zip(first, again, strict=True))
    adults = rows[visits.age[rows] >= 16]
    drawn = np.sort(np.random.default_rng(20).permutation(len(adults))[:10])
    answers = assessed(engine, visits, adults[drawn])
    assert [one.case_id for one in answers] == [f"visit-{row}" for row in adults[drawn]]
    assert first[0].given.tolist() == [one.acuity.level for one in answers]
    assert first[0].actual.tolist() == (visits.acuity[adults[drawn]] + 1).tolist()
    assert not any(check.code == "check_composite" for one in answers for check in one.checks)
