"""Parts of the answer from given probabilities: level, sets, intervals, order, and whether the model knows."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cdss.core.kinds import CONDITIONS, IMAGE_FINDINGS
from cdss.engine.answers import (
    acuity,
    conditions,
    film_member_logits,
    outcome_intervals,
    selective,
    with_intervals,
)
from cdss.engine.coalitions import Outputs
from cdss.nets.efficientnet import FEATURES
from cdss.nets.image import GRID, FilmNet
from cdss.records.assessment import Finding
from cdss.scoring.calibrate import BINARY, OUTCOMES, PatternCalibration, Probabilities
from cdss.scoring.groups import EVERYBODY, GROUPS

MEAN = (0.05, 0.25, 0.40, 0.20, 0.10)
WOMAN_OF_30, MAN_OF_70 = GROUPS.index("F <40"), GROUPS.index("M 65+")


def pattern(cut=(0.5, 0.5, 0.5, 0.5), threshold=None, level_threshold=None, confidence=0.7):
    return PatternCalibration(
        temperature=1.0,
        bias=np.zeros(5),
        cut=np.array(cut),
        slope=np.ones(len(BINARY)),
        intercept=np.zeros(len(BINARY)),
        threshold=np.full((len(GROUPS), len(CONDITIONS)), 0.5) if threshold is None else threshold,
        level_threshold=np.full(len(GROUPS), 0.5) if level_threshold is None else level_threshold,
        confidence=confidence,
    )


def outputs(levels=MEAN, binary=None, members=None, **of_pattern):
    """Two networks; without ``members`` both say what their mean says."""
    mean = Probabilities(np.array(levels), np.full(len(BINARY), 0.2) if binary is None else np.array(binary))
    both = Probabilities(np.stack([mean.levels] * 2), np.stack([mean.binary] * 2)) if members is None else members
    return Outputs(mean, both, pattern(**of_pattern))


@pytest.mark.parametrize(
    ("cut", "level"),
    [
        ((0.5, 0.5, 0.5, 0.5), 3),
        ((0.5, 0.30, 0.5, 0.5), 2),
        ((0.5, 0.31, 0.5, 0.5), 3),
        ((0.04, 0.31, 0.71, 0.5), 4),
        ((0.5, 0.5, 0.75, 0.91), 5),
    ],
)
def test_the_level_is_the_first_whose_share_reaches_its_operating_point(cut, level):
    """P(level <= k) is .05, .30, .70, .90; level 1 is never given where level 2 is more probable."""
    found = acuity(outputs(cut=cut), EVERYBODY)
    assert (found.level, found.probabilities) == (level, pytest.approx(MEAN))


@pytest.mark.parametrize(
    ("threshold", "level_set"),
    [
        (0.0, (3,)),
        (0.39, (3,)),
        (0.41, (2, 3)),
        (0.64, (2, 3)),
        (0.66, (2, 3, 4)),
        (0.86, (2, 3, 4, 5)),
        (1.0, (1, 2, 3, 4, 5)),
    ],
)
def test_neighbouring_levels_join_the_set_until_the_threshold_is_held(threshold, level_set):
    """Level 3 holds .40, with level 2 it holds .65, with level 4 .85, with level 5 .95."""
    found = acuity(outputs(level_threshold=np.full(len(GROUPS), threshold)), EVERYBODY)
    assert found.level_set == level_set


def test_the_level_set_is_that_of_the_patients_group():
    thresholds = np.zeros(len(GROUPS))
    thresholds[MAN_OF_70] = 0.5
    out = outputs(level_threshold=thresholds)
    assert [acuity(out, group).level_set for group in (WOMAN_OF_30, MAN_OF_70, EVERYBODY)] == [(3,), (2, 3), (3,)]


def test_networks_that_agree_leave_no_width_and_those_that_differ_do():
    alike = acuity(outputs(), EVERYBODY).intervals
    assert np.array(alike) == pytest.approx(np.array([(p, p) for p in MEAN]), abs=1e-9)
    levels = np.array([MEAN, (0.05, 0.35, 0.30, 0.20, 0.10)])
    apart = acuity(outputs(members=Probabilities(levels, np.full((2, 12), 0.2))), EVERYBODY).intervals
    widths = [high - low for low, high in apart]
    assert widths[0] == pytest.approx(0.0, abs=1e-9) and widths[1] > 0.3 and widths[2] > 0.3


def test_an_interval_by_hand():
    """Two networks at logit -1 and 1 around 0: t(1) = 6.314, s = sqrt 2, sqrt(1 + 1/2); half-width 10.936."""
    ends = 1 / (1 + np.exp(np.array([1.0, -1.0])))
    binary = np.full((2, len(BINARY)), 0.2)
    binary[:, OUTCOMES.index("critical")] = ends
    mean = np.full(len(BINARY), 0.2)
    mean[OUTCOMES.index("critical")] = 0.5
    found = outcome_intervals(outputs(binary=mean, members=Probabilities(np.array([MEAN] * 2), binary)))
    half = 6.314 * np.sqrt(2) * np.sqrt(1.5)
    assert list(found) == list(OUTCOMES)
    assert found["critical"] == pytest.approx((1 / (1 + np.exp(half)), 1 / (1 + np.exp(-half))), rel=1e-6)
    assert found["admission"] == pytest.approx((0.2, 0.2))


def test_conditions_come_most_probable_first_each_with_its_own_threshold():
    binary = [0.9, 0.9, *(0.05 * (i + 1) for i in range(len(CONDITIONS)))]
    threshold = np.full((len(GROUPS), len(CONDITIONS)), 1.0)
    threshold[WOMAN_OF_30, 0], threshold[WOMAN_OF_30, 9] = 0.05, 0.51
    found = conditions(outputs(binary=binary, threshold=threshold), WOMAN_OF_30)
    assert [c.code for c in found] == list(CONDITIONS[::-1])
    assert [c.probability for c in found] == pytest.approx([0.05 * i for i in range(10, 0, -1)])
    assert {c.code for c in found if c.in_set} == {CONDITIONS[0]}
    assert not any(c.in_set for c in conditions(outputs(binary=binary, threshold=threshold), MAN_OF_70))


def test_each_condition_keeps_its_own_interval():
    members = np.full((2, len(BINARY)), 0.2)
    members[:, len(OUTCOMES) + 4] = 0.1, 0.3
    found = conditions(outputs(members=Probabilities(np.array([MEAN] * 2), members)), EVERYBODY)
    wide = [c.code for c in found if c.interval[1] - c.interval[0] > 1e-6]
    assert wide == [CONDITIONS[4]]


@pytest.mark.parametrize(
    ("levels", "threshold", "known", "sure"),
    [
        (MEAN, 0.69, True, 0.7),
        (MEAN, 0.71, False, 0.7),
        ((0.5, 0.3, 0.1, 0.05, 0.05), 0.79, True, 0.8),
        ((0.25, 0.25, 0.25, 0.25, 0.0), 0.5, True, 0.5),
    ],
)
def test_the_model_knows_where_the_likelier_side_reaches_the_threshold(levels, threshold, known, sure):
    found = selective(outputs(levels=levels, confidence=threshold))
    assert (found.known, found.confidence, found.threshold) == (known, pytest.approx(sure), threshold)


CODES = ("first", "second", "third")
TABLE = {
    code: {"slope": slope, "intercept": shift} for code, slope, shift in zip(CODES, (1, 2, 1), (0, -1, 3), strict=True)
}


def test_findings_have_the_spread_of_their_own_networks_after_calibration():
    """Only the second finding differs between the networks: logits 0 and 1 become -1 and 1 by slope 2 and intercept -1."""
    members = np.array([[0.3, 0.0, -2.0], [0.3, 1.0, -2.0]])
    shown = [Finding("third", 0.7311), Finding("second", 0.5)]
    third, second = with_intervals(shown, CODES, members, TABLE)
    assert third.interval == pytest.approx((0.7311, 0.7311), abs=1e-6)
    half = 6.314 * np.sqrt(2) * np.sqrt(1.5)
    assert second.interval == pytest.approx((1 / (1 + np.exp(half)), 1 / (1 + np.exp(-half))), rel=1e-6)
    assert [(f.code, f.probability) for f in (third, second)] == [("third", 0.7311), ("second", 0.5)]


def test_one_network_has_no_spread_and_no_findings_need_none():
    shown = (Finding("second", 0.5),)
    assert with_intervals(shown, CODES, np.zeros((1, 3)), TABLE) == shown
    assert with_intervals((), CODES, np.zeros((3, 3)), TABLE) == ()


def test_each_film_network_reads_its_own_feature_maps():
    torch.manual_seed(5)
    model = SimpleNamespace(film=FilmNet(2).eval().requires_grad_(False))
    features = torch.randn(1, 2 * FEATURES, GRID, GRID)
    found = film_member_logits(model, features)
    assert (found.shape, found.dtype) == ((2, len(IMAGE_FINDINGS)), np.float64)
    assert found.mean(axis=0) == pytest.approx(model.film.head(features).logits[0].numpy(), abs=1e-5)
    features[:, FEATURES:] *= 2
    other = film_member_logits(model, features)
    assert np.array_equal(other[0], found[0]) and not np.allclose(other[1], found[1])
