"""Normal scores of vitals: monotone, symmetric at the median, unknown kept unknown."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.nets.normalise import LIMIT, fit_scales, normal_score, normalised


def test_the_median_is_zero_extremes_are_limited_and_unknown_stays_unknown():
    table = np.linspace(50, 150, 201).astype(np.float32)
    scores = normal_score(np.array([100, 40, 400, np.nan], np.float32), table)
    assert scores[0] == pytest.approx(0.0, abs=1e-6)
    assert scores[1] == pytest.approx(-scores[2])
    assert abs(scores[1]) <= LIMIT
    assert np.isnan(scores[3])


def test_a_value_shared_by_half_the_visits_gets_the_middle_of_their_range():
    values = np.array([[98.0]] * 50 + [[float(v)] for v in range(40, 90)], np.float32)
    scales = fit_scales(values, np.arange(100, dtype=np.float32))
    score = normal_score(np.array([98.0], np.float32), scales.vitals[0])
    assert score[0] == pytest.approx(0.6745, abs=0.03)  # the 75th percentile


def test_unknown_numbers_are_zero_with_their_flag_down():
    vitals = np.array([[80, np.nan]], np.float32)
    scales = fit_scales(
        np.random.default_rng(0).normal(80, 10, (50, 2)).astype(np.float32), np.arange(90, dtype=np.float32)
    )
    unknown = np.array([np.nan], np.float32)
    n = normalised(vitals, unknown, np.array([1.0], np.float32), unknown, np.array([[1.0, 0.0]], np.float32), scales)
    assert n.vitals_known.tolist() == [[1.0, 0.0]]
    assert n.vitals[0, 1] == 0.0
    assert n.context.tolist() == [[0.0, 1.0, 0.0, 1.0, 0.0]]
    assert n.context_known.tolist() == [[0.0, 1.0, 0.0, 1.0, 1.0]]
