"""Comparators that must not cheat: the teacher never saw a row it teaches; pairs match; appearance is cross-validated."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.baselines import appearance_features, appearance_scores, hash_fold, matched_pairs
from cdss.evaluation.metrics import auroc, expected_calibration_error, with_interval
from cdss.training.cohort_films import film_rows
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


# matched pairs -----------------------------------------------------------------------------------------------------------


def test_pairs_have_the_finding_first_the_same_view_and_the_nearest_appearance():
    labels = np.array([1, 1, 0, 0, 0, 1, 0.0])
    view = np.array(["PA", "PA", "PA", "PA", "AP", "AP", "PA"])
    looks = np.array([0.50, 0.80, 0.51, 0.58, 0.30, 0.35, 0.99])
    assert matched_pairs(labels, view, looks).tolist() == [[5, 4], [0, 2]]  # 0.80 has nothing within 0.1


def test_a_film_is_used_once():
    labels = np.array([1, 1, 1, 0.0])
    pairs = matched_pairs(labels, np.full(4, "PA"), np.array([0.50, 0.52, 0.54, 0.53]))
    assert pairs.tolist() == [[1, 3]] or pairs.tolist() == [[2, 3]]


def test_many_pairs_stay_matched_and_unique():
    rng = np.random.default_rng(0)
    labels, looks = rng.integers(0, 2, 200).astype(float), rng.random(200)
    view = np.array(["AP", "PA"])[rng.integers(0, 2, 200)]
    pairs = matched_pairs(labels, view, looks)
    assert len(pairs) > 70
    assert len(np.unique(pairs)) == pairs.size
    assert (labels[pairs] == (1, 0)).all()
    assert (view[pairs[:, 0]] == view[pairs[:, 1]]).all()
    assert np.abs(looks[pairs[:, 0]] - looks[pairs[:, 1]]).max() <= 0.1


@pytest.mark.parametrize("labels", [np.zeros(4), np.ones(4)])
def test_without_one_of_the_two_there_are_no_pairs(labels):
    assert matched_pairs(labels, np.full(4, "PA"), np.linspace(0, 1, 4)).shape == (0, 2)


# appearance --------------------------------------------------------------------------------------------------------------


def test_appearance_is_file_size_grey_values_projection_age_and_sex(write_films):
    flat, ramp = np.full((64, 64), 100, np.uint8), np.tile(np.linspace(0, 255, 64).astype(np.uint8), (64, 1))
    folder = write_films(
        ("a.jpg", "No Finding", 1, 40, "F", "AP", flat), ("b.jpg", "No Finding", 2, 300, "M", "PA", ramp)
    )
    features = appearance_features(folder, film_rows(folder), np.stack([flat, ramp]))
    size, mean, deviation, *quantiles, edges, age, ap, female = features[0]
    assert size == (folder / "cxr_nih" / "images" / "a.jpg").stat().st_size
    assert (mean, deviation, *quantiles, edges, age, ap, female) == (100, 0, *[100] * 5, 0, 40, 1, 1)
    assert np.isnan(features[1, 9]) and features[1, 10:].tolist() == [0, 0]
    assert features[1, 8] == pytest.approx(255 / 63, rel=0.01)


def test_scores_by_appearance_find_a_clue_and_find_none_in_noise():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 300).astype(float)
    noise = rng.normal(0, 1, (300, 3))
    clue = np.column_stack([noise, labels + rng.normal(0, 0.3, 300)])
    patients = list(range(300))
    assert auroc(labels, appearance_scores(clue, labels, patients)) > 0.9
    assert 0.35 < auroc(labels, appearance_scores(noise, labels, patients)) < 0.65


def test_films_of_one_patient_do_not_vouch_for_each_other():
    """Each patient has a random label and a feature of their own, on five films: across patients there is nothing to learn."""
    rng = np.random.default_rng(0)
    labels = np.repeat(rng.integers(0, 2, 80).astype(float), 5)
    own = np.repeat(rng.normal(0, 1, 80), 5)[:, None]
    patients = list(np.repeat(np.arange(80), 5))
    assert auroc(labels, appearance_scores(own, labels, patients)) < 0.65


def test_folds_of_appearance_are_by_patient():
    folds = [hash_fold(p) for p in range(1000)]
    assert set(folds) == {0, 1, 2, 3, 4} and np.bincount(folds).min() > 150
    assert folds == [hash_fold(p) for p in range(1000)]


# figures of merit --------------------------------------------------------------------------------------------------------


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
