"""Figures of merit against values worked out by hand or by scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cdss.evaluation.metrics import (
    SEED,
    auroc,
    bootstrap,
    expected_calibration_error,
    interval_of,
    mean_score,
    with_interval,
)
from cdss.training.fit_calibration import platt


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


@pytest.mark.parametrize(
    ("scores", "value"),
    [([0.1, 0.2, 0.3, 0.4], 1.0), ([0.4, 0.3, 0.2, 0.1], 0.0), ([0.5] * 4, 0.5), ([1, 3, 2, 4], 0.75)],
)
def test_auroc_by_hand(scores, value):
    assert auroc(np.array([0, 0, 1, 1.0]), np.array(scores, float)) == value


def test_calibration_error_by_hand():
    labels = np.array([0, 0, 1, 1, 1, 1.0])
    probabilities = np.array([0.1, 0.1, 0.1, 0.9, 0.9, 0.9])
    assert expected_calibration_error(labels, probabilities, bins=2) == pytest.approx((7 / 30 + 0.1) / 2)
    assert expected_calibration_error(labels, labels) == 0.0


def test_calibration_error_of_fewer_cases_than_bins():
    assert expected_calibration_error(np.array([1.0, 0.0]), np.array([0.7, 0.2])) == pytest.approx(0.25)


def test_interval_narrows_with_cases_and_is_the_same_each_time():
    def figure(n):
        labels = np.tile([0.0, 1.0], n // 2)
        return with_interval(auroc, labels, labels + np.random.default_rng(0).normal(0, 1, n), 100)

    small, large = figure(60), figure(2000)
    assert large.high - large.low < 0.4 * (small.high - small.low)
    assert figure(60) == small


@pytest.mark.parametrize("distinct", [5, 1000])
def test_fast_draws_of_the_auroc_are_those_of_its_definition(distinct):
    rng = np.random.default_rng(3)
    labels = (rng.random(300) < 0.2).astype(float)
    scores = np.round((labels + rng.normal(0, 1, 300)) * distinct) / distinct
    plain = np.random.default_rng(SEED)
    expected = [auroc(labels[rows], scores[rows]) for rows in (plain.integers(0, 300, 300) for _ in range(40))]
    assert bootstrap(auroc, labels, scores, 40) == pytest.approx(np.array(expected))


def test_draws_without_one_of_the_classes_are_left_out_of_the_interval():
    draws = bootstrap(auroc, np.array([1, 0, 0.0]), np.array([0.9, 0.5, 0.1]), 200)
    assert np.isnan(draws).any() and interval_of(draws) == (1.0, 1.0)
    assert np.isnan(interval_of(np.full(5, np.nan))).all()


def test_nobody_has_no_figure():
    figure = with_interval(auroc, np.zeros(0), np.zeros(0))
    assert np.isnan([figure.value, figure.low, figure.high]).all() and figure.n == 0


def test_other_seeds_draw_otherwise():
    labels, scores = np.zeros(50), np.arange(50.0)
    first, again, other = (bootstrap(mean_score, labels, scores, 20, seed) for seed in (1, 1, (1, 2)))
    assert (first == again).all() and (first != other).any()
