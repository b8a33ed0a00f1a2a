"""The teacher never saw a row it teaches."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.metrics import auroc
from cdss.training.teacher import FOLDS, out_of_fold


@pytest.fixture(scope="module")
def taught():
    """Fold 0 obeys a rule of its own, and its fold number is a feature: only a model that saw fold 0 could know it."""
    rng = np.random.default_rng(0)
    n = 900
    fold = rng.integers(0, FOLDS, n)
    x = rng.normal(0, 1, n)
    rule = np.where(fold == 0, x < 0, x > 0)
    features = np.column_stack([x, fold]).astype(np.float32)
    acuity = np.where(rng.random(n) < 0.2, -1, np.where(rule, 1, 3))
    acuity[:100] = np.tile(np.arange(5), 20)
    outcomes = np.column_stack([rule, ~rule]).astype(np.float32)
    return fold, rule, out_of_fold(features, acuity, outcomes, fold)


def test_what_only_its_own_fold_could_teach_is_not_known(taught):
    fold, rule, out = taught
    own = fold == 0
    for column, labels in ((0, rule), (1, ~rule)):
        assert auroc(labels[own].astype(float), out.outcomes[own, column]) < 0.1


def test_what_the_other_folds_teach_is_known():
    x = np.random.default_rng(2).normal(0, 1, (600, 2)).astype(np.float32)
    acuity = np.digitize(x[:, 0], [-1, -0.3, 0.3, 1])
    out = out_of_fold(x, acuity, (x[:, 1:] > 0).astype(np.float32), np.arange(600) % FOLDS)
    assert (out.levels.argmax(axis=1) == acuity).mean() > 0.85
    assert auroc((x[:, 1] > 0).astype(float), out.outcomes[:, 0]) > 0.95


def test_levels_are_probabilities_of_five_levels_and_unknown_acuity_is_none_of_them(taught):
    _, _, out = taught
    assert out.levels.shape == (900, 5)
    assert out.levels.sum(axis=1) == pytest.approx(np.ones(900), abs=1e-5)
    assert (out.levels[:, [1, 3]].sum(axis=1) > 0.5).mean() > 0.8
    assert ((out.outcomes > 0) & (out.outcomes < 1)).all()
