"""Calibration, coverage and "I don't know" by hand: a few patients whose every figure can be counted."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cdss.evaluation.logits import PatternAnswers
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure
from cdss.evaluation.uncertainty import (
    EVERY_PATTERN,
    Hits,
    calibration_figures,
    condition_hits,
    coverage_figures,
    doubt_figures,
    level_hits,
    selective_figures,
    set_sizes,
    slope_figure,
    told,
    worst_calibration,
    worst_coverage,
)
from cdss.scoring.calibrate import PatternCalibration, Probabilities, logit, sigmoid

FLAT = np.zeros(12)


def calibration(threshold, level_threshold, confidence):
    cut = np.array([0.5, 0.4, 0.6, 0.9])
    return PatternCalibration(1.0, np.zeros(5), cut, FLAT, FLAT, threshold, level_threshold, confidence)


@pytest.fixture
def four():
    """Two women under 40, a man of 70, and one of unknown sex; the last has no triage level."""
    levels = np.array([[0.1, 0.7, 0.1, 0.1, 0.0], [0.0, 0.1, 0.6, 0.2, 0.1], [0.0, 0.45, 0.5, 0.05, 0.0], [0.2] * 5])
    binary = np.zeros((4, 12))
    binary[:, 2] = [0.9, 0.6, 0.4, 0.1]
    threshold = np.full((7, 10), 0.5)
    threshold[5] = 0.3
    pattern = calibration(threshold, np.array([0.65, 0.9, 0.9, 0.9, 0.9, 0.5, 0.9]), 0.6)
    conditions = np.zeros((4, 10), np.float32)
    conditions[:, 0] = 1
    visits = SimpleNamespace(
        acuity=np.array([2, 1, 2, -1]),
        outcomes=np.array([[1, 0], [0, 0], [1, 1], [0, 0]], np.float32),
        conditions=conditions,
        sex=np.array([1, 1, 0, np.nan], np.float32),
        age=np.array([30, 39, 70, 50], np.float32),
    )
    answers = PatternAnswers("note", np.arange(4), Probabilities(levels, binary), pattern)
    return answers, SimpleNamespace(visits=visits)


def by_name(figures):
    return {m.name: m.figure for m in figures}


def test_a_condition_counts_as_covered_by_the_threshold_of_the_patients_own_group(four):
    hits = condition_hits(*four)
    assert hits.inside.tolist() == [1, 1, 1, 0]  # .4 is in for the man of 70 alone
    assert hits.group.tolist() == [0, 0, 5, 6]


def test_a_level_counts_as_covered_where_it_is_known(four):
    """The first has level 3 beside level 2 that holds .7 > .65; the second, level 2 beside 3 and 4 that hold .8."""
    hits = level_hits(*four)
    assert hits.inside.tolist() == [0, 0, 1]
    assert hits.group.tolist() == [0, 0, 5]


def test_sizes_of_the_sets_by_hand(four):
    found = dict(set_sizes(told(*four)))
    assert found["mean size of the condition set (of 10)"].value == pytest.approx((1 + 1 + 1 + 0) / 4)
    # {2}, {3, 4}, {2, 3}, and level 2 of the even one with as many neighbours as stay below .9
    assert found["mean size of the level set (of 5)"].value == pytest.approx((1 + 2 + 2 + 5) / 4)


def test_selective_figures_by_hand(four):
    """Urgent at .8 (wrong), .1 (wrong: level 2) and .45 (wrong, and not sure): two of three answered, all wrong."""
    found = dict(selective_figures(told(*four)))
    assert (found["share of patients answered"].value, found["share of patients answered"].n) == (
        pytest.approx(2 / 3),
        3,
    )
    assert found["urgent or not is wrong, all"].value == pytest.approx(1.0)
    assert found["urgent or not is wrong, answered"].n == 2
    assert found["error of the answered over the error of all"].value == pytest.approx(1.0)


def test_the_figures_of_being_told_not_sure_by_hand(four):
    """Of the four, the third (level 2 at .45, level 3 at .5) is told; graded 2, 3, 3, it alone has a wrong level."""
    answers, data = four
    data.visits.acuity = np.array([1, 2, 2, -1])
    found = dict(doubt_figures(told(answers, data)))
    unsure, with_it, without = found.values()
    assert list(found) == [
        "share of patients told that the model is not sure",
        "level given is wrong, told not sure",
        "level given is wrong, not told",
    ]
    assert [(f.value, f.n) for f in (unsure, with_it, without)] == [(0.25, 4), (1.0, 1), (0.0, 2)]


def test_coverage_is_given_for_everybody_and_for_each_group():
    hits = Hits("ecg", np.array([1.0, 0, 1, 1]), np.array([0, 0, 5, 6]))
    found = by_name(coverage_figures("levels", [hits]))
    assert (found["levels"].value, found["levels"].n) == (0.75, 4)
    assert (found["levels, F <40"].value, found["levels, M 65+"].value) == (0.5, 1.0)
    assert found["levels, M <40"].n == 0


def test_the_worst_gap_names_where_it_is_and_skips_the_few():
    good = Hits("ecg", np.repeat([1.0, 0], [90, 10]), np.zeros(100, np.int64))
    bad = Hits("note", np.repeat([1.0, 0, 0], [160, 35, 5]), np.repeat([3, 4], [195, 5]))
    one, cell = worst_coverage("levels", [good, bad])
    assert (one.part, one.name) == (EVERY_PATTERN, "levels, worst gap of a pattern (note)")
    assert one.figure.value == pytest.approx(0.10)
    assert cell.name == "levels, worst gap of pattern x sex x age (note, M <40)"
    assert (cell.figure.value, cell.figure.n) == (pytest.approx(0.90 - 160 / 195), 195)


def test_a_group_too_small_everywhere_has_no_worst_gap():
    few = Hits("ecg", np.ones(10), np.zeros(10, np.int64))
    assert all(np.isnan(m.figure.value) for m in worst_coverage("levels", [few]))


@pytest.mark.parametrize("slope", [0.6, 1.0, 1.5])
def test_the_slope_is_that_of_the_outcomes(slope):
    rng = np.random.default_rng(0)
    z = rng.normal(-1, 1.5, 20000)
    found = slope_figure((rng.random(20000) < sigmoid(slope * z)).astype(float), sigmoid(z))
    assert found.value == pytest.approx(slope, abs=0.06)
    assert found.low < slope < found.high
    assert found.high - found.low < 0.12


def test_calibration_leaves_out_visits_without_a_level():
    rng = np.random.default_rng(1)
    risk = sigmoid(rng.normal(-1, 1, 4000))
    levels = np.column_stack([risk / 2, risk / 2, 1 - risk, 0 * risk, 0 * risk])
    binary = np.tile(risk[:, None], (1, 12))
    happened = rng.random(4000) < risk
    acuity = np.where(happened, 1, 2)
    acuity[:1000] = -1
    outcomes = np.column_stack([happened, rng.random(4000) < sigmoid(logit(risk) - 1)]).astype(np.float32)
    answers = PatternAnswers("note", np.arange(4000), Probabilities(levels, binary), calibration(None, None, 0.5))
    found = by_name(
        calibration_figures(answers, SimpleNamespace(visits=SimpleNamespace(acuity=acuity, outcomes=outcomes)))
    )
    assert (found["ECE level<=2"].n, found["ECE admission"].n) == (3000, 4000)
    assert found["ECE level<=2"].value < 0.05 < 0.12 < found["ECE critical"].value
    assert found["calibration slope admission"].value == pytest.approx(1.0, abs=0.1)


def test_the_worst_calibration_is_the_furthest_from_ideal_on_either_side():
    def made(part, name, value):
        return Measured(part, name, Figure(value, value, value, 9, 3), "here")

    figures = [made("a", "ECE x", 0.01), made("b", "ECE x", 0.04), made("a", "calibration slope x", 1.2)]
    figures.append(made("b", "calibration slope x", 0.7))
    found = {m.name: m.figure.value for m in worst_calibration(figures)}
    assert found == {"worst ECE x (b)": 0.04, "worst calibration slope x (b)": 0.7}
