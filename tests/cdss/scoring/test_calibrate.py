"""Calibration arithmetic: levels, operating points, intervals, sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.scoring.calibrate import (
    PatternCalibration,
    assigned_level,
    calibrated,
    ensemble_interval,
    pattern_name,
)
from cdss.scoring.conformal import in_condition_set

PATTERN = PatternCalibration(
    temperature=1.0,
    bias=np.zeros(5),
    cut=np.array([0.5, 0.3, 0.6, 0.9]),
    slope=np.full(12, 2.0),
    intercept=np.full(12, 1.0),
    threshold=np.full((7, 10), 0.5),
    level_threshold=np.full(7, 0.9),
    confidence=0.7,
)


def test_levels_sum_to_one_and_binary_follow_their_slope():
    found = calibrated(np.array([0.0] * 5 + [-0.5] * 12), PATTERN)
    assert found.levels == pytest.approx([0.2] * 5)
    assert found.risk == pytest.approx(0.4)
    assert found.binary == pytest.approx([0.5] * 12)
    assert in_condition_set(found.binary, PATTERN).all()


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ([0.6, 0.1, 0.1, 0.1, 0.1], 1),
        ([0.1, 0.25, 0.4, 0.2, 0.05], 2),
        ([0.0, 0.1, 0.6, 0.2, 0.1], 3),
        ([0, 0, 0, 0, 1.0], 5),
    ],
)
def test_the_level_is_the_first_whose_operating_point_is_reached(levels, level):
    assert assigned_level(np.array(levels), PATTERN) == level


def test_resuscitation_needs_more_than_its_rare_operating_point():
    rare = replace(PATTERN, cut=np.array([0.05, 0.3, 0.6, 0.9]))
    assert assigned_level(np.array([0.06, 0.34, 0.47, 0.1, 0.03]), rare) == 2
    assert assigned_level(np.array([0.36, 0.34, 0.2, 0.07, 0.03]), rare) == 1
    assert assigned_level(np.array([[0.06, 0.34, 0.47, 0.1, 0.03], [0.04, 0.02, 0.9, 0.03, 0.01]]), rare).tolist() == [
        2,
        3,
    ]


def test_the_interval_is_on_the_logit_scale_around_the_centre():
    members = np.array([0.4, 0.5, 0.6, 0.5])
    low, high = ensemble_interval(members, np.array(0.5))
    spread = np.log(np.array([0.4, 0.5, 0.6, 0.5]) / np.array([0.6, 0.5, 0.4, 0.5])).std(ddof=1)
    assert high == pytest.approx(1 / (1 + np.exp(-2.353 * np.sqrt(1.25) * spread)), abs=1e-6)
    assert low == pytest.approx(1 - high, abs=1e-6)


def test_pattern_names():
    assert pattern_name((False, False, False, False)) == "none"
    assert pattern_name((True, False, False, True)) == "image+note"
