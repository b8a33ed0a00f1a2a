"""Thresholds by group keep their promise on new patients, small groups borrow from the others, and none are invented."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import CONDITIONS
from cdss.scoring.calibrate import sigmoid
from cdss.scoring.conformal import level_scores, lower_threshold
from cdss.scoring.groups import EVERYBODY
from cdss.training.fit_sets import PRIOR, condition_thresholds, level_thresholds


def patients(n, seed, share=0.05, drift=1.5):
    """Scores of conditions that run lower in the young (group 0) than in the old (group 2), with or without the disease."""
    rng = np.random.default_rng(seed)
    group = rng.choice([0, 2], n)
    has = (rng.random((n, len(CONDITIONS))) < share).astype(np.float32)
    scores = rng.normal(0, 1, has.shape) + 1.5 * has + drift * (group == 2)[:, None]
    return sigmoid(scores), has, group


def test_each_group_is_covered_where_one_threshold_for_all_would_fail_the_young():
    table = condition_thresholds(*patients(8000, seed=0))
    scores, has, group = patients(40000, seed=1)

    def covered(g, row):
        own = has[group == g] == 1
        return float((scores[group == g] >= table[row])[own].mean())

    assert covered(0, EVERYBODY) < 0.85 and covered(2, EVERYBODY) > 0.95
    assert covered(0, 0) == pytest.approx(0.90, abs=0.02)
    assert covered(2, 2) == pytest.approx(0.90, abs=0.02)


def test_everybody_has_the_plain_threshold_of_each_condition():
    scores, has, group = patients(2000, seed=2)
    table = condition_thresholds(scores, has, group)
    for c in range(len(CONDITIONS)):
        assert table[EVERYBODY, c] == lower_threshold(scores[has[:, c] == 1, c])


def test_a_group_without_patients_has_the_threshold_of_everybody():
    scores, has, group = patients(4000, seed=3)
    table = condition_thresholds(scores, has, group)
    assert table[4] == pytest.approx(table[EVERYBODY], abs=0.02)
    assert (table[4] == table[5]).all()


def test_a_small_group_is_drawn_toward_everybody():
    """Fifty of its own weigh as much as the others: its threshold lies half way, as ranks go."""
    scores, has, group = patients(20000, seed=4, drift=0.0)
    has[:] = 0
    has[:5000, 0], group[:5000] = 1, 2
    group[: int(PRIOR)] = 0
    scores[: int(PRIOR), 0] = np.sort(scores[:5000, 0])[-int(PRIOR) :]
    table = condition_thresholds(scores, has, group)
    ranks = np.searchsorted(np.sort(scores[:5000, 0]), table[[2, 0], 0]) / 5000
    assert ranks[0] == pytest.approx(0.10, abs=0.01)
    assert ranks[1] == pytest.approx((0.10 + 0.99) / 2, abs=0.02)


def test_a_condition_that_nobody_had_is_always_in_the_set():
    scores, has, group = patients(2000, seed=5)
    has[:, 3] = 0
    assert (condition_thresholds(scores, has, group)[:, 3] == 0).all()
    has[:] = 0
    assert (condition_thresholds(scores, has, group) == 0).all()


def test_level_thresholds_cover_each_group():
    """Group 1 is triaged by nurses who agree with the model less: its sets must be wider to cover as many."""

    def drawn(seed, n=12000):
        rng = np.random.default_rng(seed)
        group = rng.choice([0, 1], n)
        levels = rng.dirichlet([1, 2, 4, 2, 1], n)
        mixed = np.where((group == 1)[:, None], 0.5 * levels + 0.1, levels)
        acuity = (rng.random((n, 1)) > mixed.cumsum(axis=1)).sum(axis=1)
        return levels, levels.argmax(axis=1) + 1, np.minimum(acuity, 4), group

    table = level_thresholds(*drawn(0))
    assert table[1] > table[EVERYBODY] > table[0]
    assert (table <= 1).all()
    levels, given, acuity, group = drawn(1)
    inside = level_scores(levels, given)[np.arange(len(acuity)), acuity] <= table[group]
    for g in (0, 1):
        assert inside[group == g].mean() == pytest.approx(0.90, abs=0.015)
