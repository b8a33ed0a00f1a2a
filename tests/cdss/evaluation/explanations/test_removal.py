"""Insertion and deletion against random orders: the true order wins, a random one wins nothing, a turned one loses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cdss.evaluation.explanations.named import DELETION, INSERTION
from cdss.evaluation.explanations.removal import Gaps, gap_figure, gap_figures, gaps

WEIGHTS = [0.3, 0.1, 0.0, 0.0, 0.0]


def test_the_gap_of_a_known_order_is_the_area_computed_by_hand(linear):
    found = gaps(linear(WEIGHTS), seed=1)
    best = np.trapezoid([0.9, 0.6, 0.5, 0.5, 0.5, 0.5], dx=0.2)
    worst = np.trapezoid([0.9, 0.9, 0.9, 0.9, 0.8, 0.5], dx=0.2)
    chance = 0.7  # an order and its reverse always have the mean of both ends between them
    assert found.deletion == pytest.approx(chance - best)
    assert found.insertion == pytest.approx(worst - chance)
    assert found.distance == pytest.approx(0.4)


def test_what_lowers_the_output_is_deleted_first_where_the_whole_lowers_it(linear):
    raising, lowering = gaps(linear(WEIGHTS), seed=1), gaps(linear([-w for w in WEIGHTS]), seed=1)
    assert lowering.deletion == pytest.approx(raising.deletion)
    assert lowering.insertion == pytest.approx(raising.insertion)


def test_a_turned_explainer_loses_what_the_true_one_wins(linear):
    right, turned = gaps(linear(WEIGHTS), 1), gaps(linear(WEIGHTS, [-w for w in WEIGHTS]), 1)
    assert turned.deletion == pytest.approx(-right.insertion)
    assert turned.insertion == pytest.approx(-right.deletion)


def test_a_random_explainer_wins_nothing_over_many_patients(linear):
    rng = np.random.default_rng(3)
    truth = [rng.normal(0.02, 0.05, 30) for _ in range(200)]
    random = [gaps(linear(w, rng.normal(size=30)), i) for i, w in enumerate(truth)]
    true = [gaps(linear(w), i) for i, w in enumerate(truth)]
    for kind in ("deletion", "insertion"):
        figure = gap_figure(random, kind)
        assert abs(figure.value) < 0.06 and figure.low < 0.0 < figure.high
        assert gap_figure(true, kind).value > 0.15


def test_a_constant_explainer_wins_nothing_over_many_patients(linear):
    rng = np.random.default_rng(4)
    found = [gaps(linear(rng.normal(0.02, 0.05, 30), np.zeros(30)), i) for i in range(200)]
    assert abs(gap_figure(found, "deletion").value) < 0.06


def test_one_input_has_no_order(linear):
    assert gaps(linear([0.3]), 1) is None


def test_the_figure_is_the_sum_of_areas_over_the_sum_of_distances():
    figure = gap_figure([Gaps(0.1, 0.0, 0.2), Gaps(-0.02, 0.0, 0.2)], "deletion")
    assert figure.value == pytest.approx(0.08 / 0.4)
    assert (figure.n, figure.positives) == (2, 1)
    assert figure.low == pytest.approx(-0.1) and figure.high == pytest.approx(0.5)


def test_without_patients_or_effect_there_is_no_figure():
    assert math.isnan(gap_figure([], "deletion").value)
    assert math.isnan(gap_figure([Gaps(0.0, 0.0, 0.0)], "insertion").value)
    names = [m.name for m in gap_figures("Method", [Gaps(0.1, 0.2, 0.5)])]
    assert names == [DELETION, INSERTION]
