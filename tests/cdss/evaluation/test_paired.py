"""The shared bootstrap: differences are paired, unknown labels are left out, macro means leave out what nobody has."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.metrics import auroc
from cdss.evaluation.paired import auroc_draws, macro_draws, mean_draws

N = 60


@pytest.fixture
def cases():
    rng = np.random.default_rng(0)
    labels = (rng.random(N) < 0.3).astype(np.float64)
    return labels, np.round(labels + rng.normal(0, 1, N), 1)  # rounded, so that many scores are tied


def test_unknown_labels_are_left_out(cases):
    labels, scores = cases
    unknown = labels.copy()
    unknown[::3] = np.nan
    keep = ~np.isnan(unknown)
    found = auroc_draws(unknown, scores)
    assert found.value == pytest.approx(auroc(labels[keep], scores[keep]))
    assert (found.n, found.positives) == (int(keep.sum()), int(labels[keep].sum()))
    assert len(found.resampled) == 100


def test_difference_of_a_score_with_itself_is_nought_in_every_resample(cases):
    labels, scores = cases
    one = auroc_draws(labels, scores)
    same = (one - auroc_draws(labels, 2 * scores + 1)).figure()
    assert (same.value, same.low, same.high) == pytest.approx((0, 0, 0), abs=1e-9)


def test_difference_has_the_interval_of_the_difference(cases):
    """Turned over, a score has the area 1 - A in the same resample: the difference is 2 A - 1, twice as wide as A."""
    labels, scores = cases
    one = auroc_draws(labels, scores)
    turned, own = (one - auroc_draws(labels, -scores)).figure(), one.figure()
    assert turned.value == pytest.approx(2 * own.value - 1)
    assert (turned.low, turned.high) == pytest.approx((2 * own.low - 1, 2 * own.high - 1))
    assert turned.low < turned.value < turned.high


def test_macro_leaves_out_a_condition_that_nobody_has(cases):
    labels, scores = cases
    one = auroc_draws(labels, scores)
    two = auroc_draws(labels, -scores)
    nobody = auroc_draws(np.zeros(N), scores)
    assert np.isnan(nobody.value) and np.isnan(nobody.figure().low)
    macro = mean_draws([one, nobody, two])
    assert macro.value == pytest.approx(0.5) and macro.resampled == pytest.approx(np.full(100, 0.5))
    assert macro.positives == 2 * int(labels.sum())
    assert np.isnan(mean_draws([nobody]).figure().value)


# macro over shared cases -------------------------------------------------------------------------------------------------


def test_macro_of_a_column_with_itself_is_that_column(cases):
    labels, scores = cases
    one, macro = (
        auroc_draws(labels, scores),
        macro_draws(np.stack([labels] * 3, axis=1), np.stack([scores] * 3, axis=1)),
    )
    assert macro.value == pytest.approx(one.value)
    assert macro.resampled == pytest.approx(one.resampled)  # the same seed draws the same cases


def test_every_column_is_drawn_with_the_same_cases_even_where_labels_are_unknown(cases):
    """A score and its reverse add up to one in each resample, if both columns took the same cases of those known."""
    labels, scores = cases
    unknown = labels.copy()
    unknown[::3] = np.nan
    macro = macro_draws(np.stack([unknown, unknown], axis=1), np.stack([scores, -scores], axis=1))
    assert macro.resampled == pytest.approx(np.full(100, 0.5))
    other = labels.copy()
    other[1::3] = np.nan
    found = macro_draws(np.stack([unknown, other], axis=1), np.stack([scores, scores], axis=1))
    keep = [~np.isnan(y) for y in (unknown, other)]
    areas = [auroc(labels[k], scores[k]) for k in keep]
    assert found.value == pytest.approx(np.mean(areas)) and found.n == N
    rng = np.random.default_rng(20)
    rows = rng.integers(0, N, N)
    by_hand = [auroc(labels[rows[k[rows]]], scores[rows[k[rows]]]) for k in keep]
    assert found.resampled[0] == pytest.approx(np.mean(by_hand))


def test_a_macro_mean_has_an_interval_of_its_own(cases):
    labels, scores = cases
    figure = macro_draws(np.stack([labels, labels], axis=1), np.stack([scores, scores**3], axis=1)).figure()
    assert figure.low < figure.value < figure.high and figure.high - figure.low > 0.05


def test_a_column_nobody_has_is_left_out_of_the_macro_mean(cases):
    labels, scores = cases
    with_nobody = macro_draws(np.stack([labels, np.zeros(N)], axis=1), np.stack([scores, scores], axis=1))
    assert with_nobody.value == pytest.approx(auroc(labels, scores)) and with_nobody.positives == int(labels.sum())
