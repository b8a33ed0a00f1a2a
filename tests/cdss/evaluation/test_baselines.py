"""Comparators that must not cheat: pairs match, and what is told by appearance is cross-validated by patient."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.baselines import appearance_features, appearance_scores, hash_fold, matched_pairs
from cdss.evaluation.metrics import auroc
from cdss.training.cohort_films import film_rows

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
