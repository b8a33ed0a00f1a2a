"""Sets, groups and "I don't know" by hand, and the promise of coverage on patients not used for the threshold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.errors import BundleError
from cdss.core.kinds import Sex
from cdss.records.identity import Patient
from cdss.scoring.calibrate import PatternCalibration, Probabilities, at_site, calibrated, logit, parse, sigmoid
from cdss.scoring.conformal import in_condition_set, in_level_set, level_scores, lower_threshold, upper_threshold
from cdss.scoring.groups import EVERYBODY, GROUPS, group_of, groups
from cdss.scoring.selective import confidence, confidence_threshold, likelier_level

TABLE = {
    "temperature": 1.0,
    "bias": [0.0] * 5,
    "cut": [0.5] * 4,
    "slope": [1.0] * 12,
    "intercept": [0.0] * 12,
    "threshold": [[0.5] * 10] * 5 + [[0.2] * 10, [0.4] * 10],
    "level_threshold": [0.75] * 6 + [0.5],
    "confidence": 0.7,
}
PATTERN = parse({"patterns": {"note": TABLE}})["note"]


@pytest.mark.parametrize(
    ("sex", "age", "name"),
    [
        (Sex.FEMALE, 0.5, "F <40"),
        (Sex.FEMALE, 39.9, "F <40"),
        (Sex.FEMALE, 40.0, "F 40-64"),
        (Sex.MALE, 65.0, "M 65+"),
        (Sex.MALE, None, "all"),
        (Sex.UNKNOWN, 50.0, "all"),
        (Sex.OTHER, 50.0, "all"),
    ],
)
def test_patients_fall_into_groups_by_sex_and_age(sex, age, name):
    assert GROUPS[group_of(Patient(sex=sex, age_years=age))] == name


def test_groups_of_many_patients():
    found = groups(np.array([1, 0, 0, np.nan]), np.array([64.0, 39, np.nan, 20]))
    assert [GROUPS[g] for g in found] == ["F 40-64", "M <40", "all", "all"]


def test_each_group_has_its_own_threshold():
    binary = np.full((3, 12), 0.3)
    assert in_condition_set(binary, PATTERN, np.array([0, 5, EVERYBODY]))[:, 0].tolist() == [False, True, False]
    assert not in_condition_set(np.full(12, 0.39), PATTERN).any() and in_condition_set(np.full(12, 0.4), PATTERN).all()


def test_levels_join_by_their_probability_starting_from_the_level_given():
    levels = np.array([0.05, 0.2, 0.5, 0.15, 0.1])
    assert level_scores(levels, np.array(3)) == pytest.approx([0.95, 0.5, 0.0, 0.7, 0.85])
    assert level_scores(levels, np.array(2)) == pytest.approx([0.95, 0.0, 0.2, 0.7, 0.85])
    assert level_scores(levels, np.array(5)) == pytest.approx([0.95, 0.75, 0.25, 0.1, 0.0])


def test_a_level_set_has_no_gap_and_holds_the_level_given():
    rng = np.random.default_rng(0)
    levels, given = rng.dirichlet(np.full(5, 0.5), 500), rng.integers(1, 6, 500)
    inside = in_level_set(levels, given, PATTERN, rng.integers(0, 7, 500))
    assert inside[np.arange(500), given - 1].all()
    assert (np.abs(np.diff(np.pad(inside, ((0, 0), (1, 1))).astype(int), axis=1)).sum(axis=1) == 2).all()


def test_the_level_set_grows_with_the_threshold_of_the_group():
    levels = np.array([0.05, 0.2, 0.5, 0.15, 0.1])
    assert np.flatnonzero(in_level_set(levels, np.array(3), PATTERN, 0)).tolist() == [1, 2, 3]
    assert np.flatnonzero(in_level_set(levels, np.array(3), PATTERN)).tolist() == [1, 2]


@pytest.mark.parametrize(("count", "place"), [(9, 1), (18, 1), (19, 2), (29, 3), (99, 10)])
def test_thresholds_are_the_order_statistics_of_the_conformal_promise(count, place):
    scores = np.random.default_rng(0).permutation(np.arange(1, count + 1) / 100)
    assert lower_threshold(scores) == pytest.approx(place / 100)
    assert upper_threshold(scores) == pytest.approx((count + 1 - place) / 100)


@pytest.mark.parametrize("count", [0, 1, 8])
def test_too_few_scores_let_everything_in(count):
    scores = np.linspace(0.2, 0.8, count)
    assert (lower_threshold(scores), upper_threshold(scores)) == (-np.inf, np.inf)


def test_the_promise_holds_on_patients_not_used_for_the_threshold():
    rng = np.random.default_rng(3)
    covered = [float(np.mean(rng.beta(2, 5, 2000) >= lower_threshold(rng.beta(2, 5, 60)))) for _ in range(200)]
    assert np.mean(covered) == pytest.approx(0.90, abs=0.015)


def test_confidence_is_the_likelier_side_of_urgent_or_not():
    found = Probabilities(
        np.array([[0.1, 0.2, 0.7, 0, 0], [0.5, 0.4, 0.1, 0, 0], [0, 0.5, 0.5, 0, 0]]), np.zeros((3, 12))
    )
    assert confidence(found) == pytest.approx([0.7, 0.9, 0.5])


def test_four_patients_in_five_reach_the_threshold_of_confidence():
    scores = np.random.default_rng(0).random(1000)
    assert np.mean(scores >= confidence_threshold(scores)) == pytest.approx(0.8, abs=0.002)


def test_another_level_competes_only_where_it_is_more_probable_than_the_level_given():
    levels = np.array([[0.0, 0.4, 0.5, 0.1, 0.0]] * 2 + [[0.0, 0.4, 0.4, 0.2, 0.0]] * 2 + [[0.3, 0.0, 0.1, 0.2, 0.4]])
    assert likelier_level(levels, np.array([2, 3, 2, 3, 4])).tolist() == [3, 3, 2, 3, 5]
    assert int(likelier_level(levels[0], np.array(2))) == 3


# the table of a bundle ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": [0.5] * 10}, "patterns.note.threshold"),
        ({"level_threshold": [0.5] * 6}, "patterns.note.level_threshold"),
        ({"confidence": None}, "patterns.note.confidence"),
        ({"cut": [0.1, 0.2, 0.3, "x"]}, "patterns.note.cut"),
        ({"bias": [0.0] * 4 + [float("nan")]}, "patterns.note.bias"),
        ({"sharpness": 1.0}, "patterns.note.sharpness"),
    ],
)
def test_a_table_of_another_shape_is_refused_by_name(change, said):
    with pytest.raises(BundleError) as caught:
        parse({"patterns": {"note": {**TABLE, **change}}})
    assert said in str(caught.value)


def test_a_missing_table_and_an_unknown_output_are_refused_by_name():
    with pytest.raises(BundleError, match=r"patterns\.note\.slope"):
        parse({"patterns": {"note": {k: v for k, v in TABLE.items() if k != "slope"}}})
    moved = {"site": "x", "outputs": {"mood": {"slope": 1.0, "intercept": 0.0}}}
    with pytest.raises(BundleError, match=r"site_calibration\.outputs\.mood"):
        parse({"patterns": {"note": TABLE}, "site_calibration": moved})


def test_a_site_moves_its_outputs_and_leaves_the_sets_alone():
    moves = {"urgent": {"slope": 0.5, "intercept": 1.0}, "sepsis": {"slope": 2.0, "intercept": -1.0}}
    site = parse({"patterns": {"note": TABLE}, "site_calibration": {"site": "x", "outputs": moves}})["note"]
    logits = np.random.default_rng(0).normal(0, 2, (200, 17))
    old, new = calibrated(logits, PATTERN), calibrated(logits, site)
    assert new.risk == pytest.approx(sigmoid(0.5 * logit(old.risk) + 1.0))
    assert new.levels.sum(axis=1) == pytest.approx(np.ones(200))
    assert new.levels[:, 3] / new.levels[:, 2] == pytest.approx(old.levels[:, 3] / old.levels[:, 2])
    assert new.binary[:, 9] == pytest.approx(sigmoid(2.0 * logit(old.binary[:, 9]) - 1.0), abs=1e-5)
    assert (new.binary[:, :9] == old.binary[:, :9]).all()
    for group in range(len(GROUPS)):
        same = in_condition_set(old.binary, PATTERN, group) == in_condition_set(new.binary, site, group)
        assert same.all()


def test_a_condition_that_is_always_in_stays_in_at_a_site():
    always = replace(PATTERN, threshold=np.zeros((7, 10)))
    moved: PatternCalibration = at_site(always, {"acs": (1.0, -5.0)})
    assert in_condition_set(np.full(12, 1e-9), moved).all()
