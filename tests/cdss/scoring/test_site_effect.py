"""Before and after of a recalibration: net benefit, reliability in bins, the group that fits worst."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.scoring.calibrate import sigmoid
from cdss.scoring.site import Verdict, fit_output
from cdss.scoring.site_effect import (
    BINS,
    LEAST_IN_GROUP,
    THRESHOLDS,
    Gap,
    effect,
    net_benefit,
    points,
    separation,
    widest_gap,
)


def shifted(n: int = 400, seed: int = 0, shift: float = 0.98):
    rng = np.random.default_rng(seed)
    z = rng.normal(-2.2, 1.2, n)
    return sigmoid(z), (rng.random(n) < sigmoid(z + shift)).astype(float), rng.integers(0, 6, n)


def test_net_benefit_is_true_less_weighted_false_positives():
    p, y = np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    assert net_benefit(p, y, 0.5) == pytest.approx((1 - 1 * 1.0) / 4)
    assert net_benefit(p, y, 0.2) == pytest.approx((2 - 1 * 0.25) / 4)
    assert net_benefit(p, y, 0.95) == 0.0


def test_separation_is_the_share_of_pairs_in_the_right_order_with_the_interval_of_hanley_and_mcneil():
    p, y = np.array([0.9, 0.4, 0.4, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    assert separation(p, y).auroc == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert separation(p, np.zeros(4)) is None
    # by hand: Q1 = .875 / 1.125, Q2 = 2 * .875² / 1.875; variance (.109375 + 49 (Q1 - A²) + 49 (Q2 - A²)) / 2500
    grid = np.concatenate([np.full(25, 0.9), np.full(25, 0.5), np.full(25, 0.5), np.full(25, 0.1)])
    found = separation(grid, np.repeat([1.0, 0.0], 50))
    assert found.auroc == pytest.approx(0.875) and (found.high - found.low) / 2 == pytest.approx(
        1.645 * 0.03581, abs=1e-4
    )


def test_points_are_means_of_equal_bins_in_order():
    p = np.linspace(0.05, 0.95, 10)
    found = points(p, (p > 0.5).astype(float))
    assert len(found) == BINS and found[0].predicted == pytest.approx(0.1) and found[0].observed == 0.0
    assert found[-1].observed == 1.0 and [x.predicted for x in found] == sorted(x.predicted for x in found)


def test_the_worst_group_is_named_with_its_size_and_small_ones_are_not_judged():
    group = np.array([0] * LEAST_IN_GROUP + [3] * LEAST_IN_GROUP + [5] * (LEAST_IN_GROUP - 1) + [6] * 50)
    p = np.full(len(group), 0.5)
    y = np.where(group == 0, 0.4, np.where(group == 3, 0.8, 1.0))
    assert widest_gap(p, y, group) == Gap("M <40", pytest.approx(0.3), LEAST_IN_GROUP)
    assert widest_gap(p[-10:], y[-10:], group[-10:]) is None


def test_a_fit_that_helps_is_shown_with_all_its_figures():
    p, y, group = shifted()
    found = effect(fit_output("admission", p, y), p, y, group)
    assert found.fit.verdict is Verdict.FITTED
    assert [t for t, _, _ in found.benefit] == list(THRESHOLDS)
    assert found.benefit[1][2] > found.benefit[1][1]
    assert len(found.before) == len(found.after) == BINS
    off = [sum(abs(x.predicted - x.observed) for x in side) for side in (found.before, found.after)]
    assert off[1] < off[0] / 2
    assert found.gap_before and found.gap_after and found.gap_after.size < found.gap_before.size


def test_of_what_was_not_fitted_there_is_nothing_to_compare():
    p, y, group = shifted(30)
    found = effect(fit_output("admission", p, y), p, y, group)
    assert found.fit.verdict is Verdict.TOO_FEW and found.benefit == () and found.gap_before is None
