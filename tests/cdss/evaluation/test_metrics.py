"""Figures of merit against values worked out by hand or by scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cdss.evaluation.metrics import auroc, expected_calibration_error, with_interval
from cdss.training.fit_calibration import _threshold, platt


def test_auroc_with_ties_equals_scikit_learn():
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, 300).astype(float), rng.integers(0, 9, 300).astype(float)
    assert auroc(labels, scores) == pytest.approx(roc_auc_score(labels, scores))
    assert np.isnan(auroc(np.ones(4), np.arange(4.0)))


def test_calibration_error_of_a_constant_shift():
    probabilities = np.full(1000, 0.3)
    labels = np.repeat([0.0, 1.0], [800, 200])
    labels = np.random.default_rng(0).permutation(labels)
    assert expected_calibration_error(labels, probabilities, bins=1) == pytest.approx(0.1)


def test_interval_covers_the_value_and_counts_cases():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 400).astype(float)
    figure = with_interval(auroc, labels, labels + rng.normal(0, 1, 400), resamples=100)
    assert figure.low < figure.value < figure.high
    assert (figure.n, figure.positives) == (400, int(labels.sum()))


def test_platt_recovers_a_known_scaling_and_leaves_rare_classes_alone():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, 20000)
    labels = (rng.random(20000) < 1 / (1 + np.exp(-(0.5 * logits - 1)))).astype(float)
    assert platt(logits, labels) == (pytest.approx(0.5, abs=0.03), pytest.approx(-1.0, abs=0.06))
    assert platt(logits[:10], np.array([1.0] + [0.0] * 9)) == (1.0, 0.0)


def test_conformal_threshold_is_the_right_order_statistic():
    assert _threshold(np.arange(1, 100) / 100) == pytest.approx(0.10)  # 10th smallest of 99
    assert _threshold(np.array([0.5] * 8)) == 0.0  # too few to promise anything
