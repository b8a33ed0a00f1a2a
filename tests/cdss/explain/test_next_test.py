"""Expected width of the interval of the risk and the order of the tests, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.explain.next_test import Judged, judged, ranked, value_of_test
from cdss.nets.fusion import OUTPUTS
from cdss.records.question import ExpectedNarrowing
from cdss.scoring.calibrate import PatternCalibration

PLAIN = PatternCalibration(
    temperature=1.0,
    bias=np.zeros(5),
    cut=np.array([0.9, 0.5, 0.5, 0.5]),
    slope=np.ones(12),
    intercept=np.zeros(12),
    threshold=np.zeros((7, 10)),
    level_threshold=np.zeros(7),
    confidence=0.0,
)


def logits(*urgent):
    """Members whose log-odds of level 2 against level 3 are ``urgent``; the other levels are out of the question."""
    found = np.full((len(urgent), 1, len(OUTPUTS)), -60.0)
    found[:, 0, 1], found[:, 0, 2] = urgent, 0.0
    return found


def of(test, expected, changes=0.0):
    return ExpectedNarrowing(test, 3.0, expected, changes, 64)


def test_the_width_is_that_of_the_members_interval():
    """Log-odds -1 and 1: spread sqrt(2), Student 6.314, so 0 +- 6.314 * sqrt(2) * sqrt(1.5), in tenths of a point."""
    reach = 6.314 * np.sqrt(2) * np.sqrt(1.5)
    found = judged(logits(-1.0, 1.0), PLAIN)
    assert found.width.tolist() == pytest.approx([10 * np.tanh(reach / 2)], rel=1e-9)


def test_members_that_agree_leave_no_width_and_the_level_follows_the_mean():
    assert judged(logits(2.0, 2.0), PLAIN).width.tolist() == pytest.approx([0.0], abs=1e-9)
    assert judged(logits(2.0, 2.0), PLAIN).level.tolist() == [2]
    assert judged(logits(-2.0, -2.0), PLAIN).level.tolist() == [3]


def test_a_test_is_worth_the_mean_over_its_results():
    now = Judged(np.array([4.0]), np.array([3]))
    then = Judged(np.array([1.0, 3.0, 5.0, 3.0]), np.array([2, 3, 3, 4]))
    assert value_of_test("ecg", now, then) == ExpectedNarrowing("ecg", 4.0, 3.0, 0.5, 4)


def test_the_narrowest_comes_first_then_the_one_that_moves_the_level():
    found = ranked([of("vitals", 3.1), of("image", 2.0, 0.1), of("ecg", 2.0, 0.4)])
    assert [value.test for value in found.tests] == ["ecg", "image", "vitals"]
