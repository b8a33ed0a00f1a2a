"""Curves worked out by hand on a handful of cases."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve, roc_auc_score, roc_curve

from cdss.evaluation.curves import (
    GRID,
    MOST_POINTS,
    Curve,
    Line,
    curve_json,
    decision_lines,
    model_benefit,
    net_benefit,
    precision_recall,
    reliability,
    roc,
    rule_benefit,
)

LABELS = np.array([1, 1, 0, 1, 0, 0, 0, 0.0])
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])


@pytest.fixture(scope="module")
def noisy():
    rng = np.random.default_rng(0)
    labels = (rng.random(800) < 0.3).astype(float)
    return labels, np.round(labels + rng.normal(0, 1, 800), 1)


# ROC ---------------------------------------------------------------------------------------------------------------------


def test_sensitivity_rises_where_a_positive_is_met():
    line = roc("m", LABELS, SCORES)
    at = dict(zip(line.x.round(2), line.y, strict=True))
    assert at[0.0] == pytest.approx(2 / 3)  # two of three positives before the first false alarm
    assert at[0.2] == pytest.approx(1.0)  # after one false alarm of five, the third
    assert at[0.1] == pytest.approx((2 / 3 + 2 / 3) / 2, abs=0.17)
    assert at[1.0] == 1.0


def test_the_roc_curve_is_scikit_learns_and_its_area_is_the_auroc(noisy):
    labels, scores = noisy
    line = roc("m", labels, scores)
    x, y, _ = roc_curve(labels, scores, drop_intermediate=False)
    above = GRID > 0.03
    assert line.y[above] == pytest.approx(np.interp(GRID, x, y)[above])
    assert np.trapezoid(line.y, line.x) == pytest.approx(roc_auc_score(labels, scores), abs=0.005)


def test_ties_are_one_step():
    line = roc("m", np.array([1, 0, 1, 0.0]), np.full(4, 0.5))
    assert line.y == pytest.approx(GRID)


def test_the_band_holds_the_line_and_narrows_with_cases(noisy):
    labels, scores = noisy
    wide, narrow = roc("m", labels[:100], scores[:100]), roc("m", labels, scores)
    for line in (wide, narrow):
        assert (line.low <= line.y + 0.02).all() and (line.high >= line.y - 0.02).all()
    assert (narrow.high - narrow.low).mean() < 0.6 * (wide.high - wide.low).mean()


# precision and recall ----------------------------------------------------------------------------------------------------


def test_precision_at_each_recall_by_hand():
    line = precision_recall("m", LABELS, SCORES)
    at = dict(zip(line.x.round(2), line.y, strict=True))
    assert at[0.33] == at[0.66] == 1.0  # the first two are right
    assert at[0.67] == at[1.0] == pytest.approx(3 / 4)  # the third positive comes fourth
    assert 0.0 not in at


def test_precision_is_one_that_can_be_attained(noisy):
    labels, scores = noisy
    line = precision_recall("m", labels, scores)
    precision, recall, _ = precision_recall_curve(labels, scores)
    for x, y in list(zip(line.x, line.y, strict=True))[::10]:
        first = recall[recall >= x - 1e-12].min()
        assert any(abs(y - p) < 1e-12 for p in precision[recall == first])


# reliability -------------------------------------------------------------------------------------------------------------


def test_reliability_compares_the_mean_prediction_with_the_share_in_each_bin():
    labels = np.tile([0, 0, 0, 1.0], 25)
    line = reliability("m", labels, np.linspace(0, 1, 100))
    assert len(line.x) == 10
    assert line.x[0] == pytest.approx(np.linspace(0, 1, 100)[:10].mean())
    assert line.y[:2] == pytest.approx([0.2, 0.3])  # cases 0-9 hold two positives, 10-19 three
    assert (line.low <= line.y).all() and (line.high >= line.y).all()


def test_fewer_cases_than_bins_have_a_point_each():
    line = reliability("m", np.array([0, 1.0]), np.array([0.3, 0.6]))
    assert line.x.tolist() == [0.3, 0.6] and line.y.tolist() == [0, 1]


# decisions ---------------------------------------------------------------------------------------------------------------


def test_net_benefit_by_hand():
    """Vickers and Elkin's formula: 3 of 8 rightly and 1 of 8 wrongly treated at a threshold of 20 %."""
    assert net_benefit(np.array(3.0), np.array(1.0), 8.0, np.array(0.2)) == pytest.approx(3 / 8 - 1 / 8 * 0.25)


def test_the_model_treats_who_reaches_the_threshold():
    line = model_benefit("m", LABELS, SCORES, np.array([0.1, 0.6, 0.65, 0.95]))
    assert line.y == pytest.approx([3 / 8 - 5 / 8 / 9, 3 / 8 - 1 / 8 * 1.5, 2 / 8 - 1 / 8 * 0.65 / 0.35, 0.0])


def test_a_rule_and_treating_all_by_hand():
    treated = np.array([1, 1, 0, 0, 1, 0, 0, 0], bool)
    thresholds = np.array([0.1, 0.5])
    assert rule_benefit("r", LABELS, treated, thresholds).y == pytest.approx([2 / 8 - 1 / 8 / 9, 2 / 8 - 1 / 8])
    model, everyone, nobody, rule = decision_lines(LABELS, SCORES, {"NEWS2": treated}, thresholds)
    assert [line.name for line in (model, everyone, nobody, rule)] == ["this model", "treat all", "treat none", "NEWS2"]
    assert everyone.y == pytest.approx([3 / 8 - 5 / 8 / 9, 3 / 8 - 5 / 8])
    assert nobody.y.tolist() == [0.0, 0.0] and nobody.low is None


def test_calibrated_probabilities_do_no_worse_than_treating_all_or_none(noisy):
    rng = np.random.default_rng(1)
    probability = rng.beta(1, 3, 20000)
    labels = (rng.random(20000) < probability).astype(float)
    thresholds = np.linspace(0.02, 0.8, 30)
    model, everyone, *_ = decision_lines(labels, probability, {}, thresholds)
    assert (model.y >= np.maximum(everyone.y, 0) - 0.002).all()


# the report --------------------------------------------------------------------------------------------------------------


def test_a_curve_is_written_short_and_without_numbers_json_lacks():
    x = np.linspace(0, 1, 1001)
    long = Curve("roc", "ecg", "AF", "a", "b", "fold 10", 1001, 7, (Line("m", x, x**2, np.full(1001, np.nan), x),))
    written = curve_json(long)
    (line,) = written["lines"]
    assert len(line["x"]) == len(line["y"]) == MOST_POINTS
    assert (line["x"][0], line["x"][-1], line["y"][-1]) == (0.0, 1.0, 1.0)
    assert line["low"][0] is None and line["high"][0] == 0.0
    assert (written["n"], written["positives"], written["kind"], written["section"]) == (1001, 7, "roc", "ecg")
    bare = curve_json(Curve("roc", "ecg", "AF", "a", "b", "s", 2, 1, (Line("m", x[:3], x[:3]),)))
    assert bare["lines"][0]["low"] is None and bare["lines"][0]["x"] == [0.0, 0.001, 0.002]
