"""The teacher on small tables: missing levels, a level seen once, an outcome that never happens."""

from __future__ import annotations

import numpy as np

from cdss.training.teacher import FOLDS, out_of_fold


def table(count, levels):
    rng = np.random.default_rng(0)
    features = rng.normal(size=(count, 3)).astype(np.float32)
    outcomes = np.zeros((count, 2), np.float32)
    outcomes[::2, 0] = 1
    return features, np.resize(np.array(levels), count), outcomes, np.arange(count) % FOLDS


def test_a_level_that_nobody_has_gets_no_share():
    taught = out_of_fold(*table(90, [1, 2, 3, -1]))
    assert not taught.levels[:, [0, 4]].any()
    assert np.allclose(taught.levels.sum(axis=1), 1, atol=1e-5) and taught.levels[:, 1:4].all()


def test_a_level_seen_once_does_not_stop_the_teacher():
    features, acuity, outcomes, fold = table(60, [1, 2, 3])
    acuity[7] = 4
    taught = out_of_fold(features, acuity, outcomes, fold)
    assert np.isfinite(taught.levels).all() and np.allclose(taught.levels.sum(axis=1), 1, atol=1e-5)
    assert not taught.levels[fold == fold[7], 4].any(), "its own fold was taught without it"
    assert taught.levels[fold != fold[7], 4].all()


def test_an_outcome_that_never_happens_is_given_no_chance():
    taught = out_of_fold(*table(60, [1, 2]))
    assert not taught.outcomes[:, 1].any()
    assert taught.outcomes[:, 0].min() > 0 and taught.outcomes[:, 0].max() < 1


def test_a_table_without_any_level_leaves_them_all_at_nothing():
    assert not out_of_fold(*table(30, [-1])).levels.any()
