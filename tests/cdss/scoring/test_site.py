"""Recalibration to a hospital: it finds a known shift, leaves a fitting model alone, and refuses what is too little."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.scoring.calibrate import logit, sigmoid
from cdss.scoring.site import (
    LEAST_FOR_INTERCEPT,
    LEAST_FOR_SLOPE,
    Verdict,
    fit_output,
    fit_outputs,
    left_out,
    recalibration,
    reliability,
)


def hospital(n, slope=1.0, intercept=0.0, seed=0):
    """Probabilities of mean about .15 and outcomes that follow them up to the given line on the logit scale."""
    rng = np.random.default_rng(seed)
    z = rng.normal(-2.2, 1.2, n)
    return sigmoid(z), (rng.random(n) < sigmoid(slope * z + intercept)).astype(float)


def test_the_documented_shift_of_admission_is_found():
    """Expected .15, observed near .30: what happened to this model abroad."""
    p, y = hospital(400, intercept=1.0, seed=4)
    assert (p.mean(), y.mean()) == (pytest.approx(0.15, abs=0.01), pytest.approx(0.30, abs=0.03))
    fit = fit_output("admission", p, y)
    assert fit.verdict is Verdict.FITTED
    assert (fit.slope, fit.intercept) == (1.0, pytest.approx(1.0, abs=0.15))
    assert fit.before.intercept == pytest.approx(fit.intercept)
    assert fit.before.ece > 0.12 > 0.05 > fit.after.ece
    assert abs(fit.after.intercept) < 0.05
    assert fit.after.log_loss < fit.before.log_loss - 0.05
    assert sigmoid(logit(p) + fit.intercept).mean() == pytest.approx(y.mean(), abs=1e-3)


def test_a_slope_is_fitted_where_there_are_patients_enough_for_it():
    p, y = hospital(4000, slope=0.5, intercept=-0.5, seed=1)
    assert min(y.sum(), len(y) - y.sum()) > LEAST_FOR_SLOPE
    fit = fit_output("urgent", p, y)
    assert (fit.slope, fit.intercept) == (pytest.approx(0.5, abs=0.12), pytest.approx(-0.5, abs=0.25))


def test_no_slope_with_fewer_patients_however_wrong_it_is():
    p, y = hospital(300, slope=0.3, intercept=-0.2, seed=1)
    assert LEAST_FOR_INTERCEPT <= y.sum() < LEAST_FOR_SLOPE
    assert fit_output("urgent", p, y).slope == 1.0


@pytest.mark.parametrize("n", [300, 1500])
def test_a_model_that_fits_is_left_alone_as_a_rule(n):
    verdicts = [fit_output("admission", *hospital(n, seed=seed)).verdict for seed in range(20)]
    assert verdicts.count(Verdict.NO_BETTER) >= 17


@pytest.mark.parametrize(
    ("events", "others", "more"), [(19, 300, (1, 0)), (0, 5, (20, 15)), (300, 4, (0, 16)), (0, 0, (20, 20))]
)
def test_too_few_are_refused_with_the_number_that_is_needed(events, others, more):
    y = np.repeat([1.0, 0.0], [events, others])
    fit = fit_output("critical", np.full(len(y), 0.3), y)
    assert (fit.verdict, fit.more_events, fit.more_others) == (Verdict.TOO_FEW, *more)
    assert (fit.slope, fit.intercept, fit.before, fit.after) == (1.0, 0.0, None, None)


def test_twenty_of_each_are_enough():
    y = np.repeat([1.0, 0.0], 20)
    fit = fit_output("critical", np.full(40, 0.05), y)
    assert fit.verdict is Verdict.FITTED
    assert sigmoid(logit(np.array(0.05)) + fit.intercept) == pytest.approx(0.5, abs=1e-3)


def test_a_reversed_ranking_is_never_taken_for_a_fit():
    p, y = hospital(2000, slope=-1.0, intercept=-4.4, seed=2)
    fit = fit_output("urgent", p, y)
    assert fit.slope == 1.0


def test_the_line_is_that_of_greatest_likelihood():
    """Two probabilities, three counts each: the fit must give back the shares, .2 at the first and .75 at the second."""
    p = np.repeat([0.1, 0.6], [50, 40])
    y = np.concatenate([np.repeat([1.0, 0.0], [10, 40]), np.repeat([1.0, 0.0], [30, 10])])
    slope, intercept = recalibration(p, y, with_slope=True)
    assert sigmoid(slope * logit(np.array([0.1, 0.6])) + intercept) == pytest.approx([0.2, 0.75], abs=1e-3)


def test_outcomes_that_a_line_separates_do_not_break_the_fit():
    p = np.concatenate([np.linspace(0.01, 0.2, 100), np.linspace(0.6, 0.9, 100)])
    slope, intercept = recalibration(p, (p > 0.5).astype(float), with_slope=True)
    assert np.isfinite([slope, intercept]).all() and slope > 1


def test_left_out_probabilities_do_not_know_their_own_tenth():
    """21 of 50 at one probability: the tenth with three of them is told 18 of 45, the nine others 19 of 45."""
    y = np.repeat([1.0, 0.0], [21, 29])
    found = left_out(np.full(50, 0.1), y, with_slope=False)
    assert np.sort(found) == pytest.approx([18 / 45] * 5 + [19 / 45] * 45, abs=1e-4)


def test_reliability_by_hand():
    p = np.repeat([0.1, 0.3], 50)
    y = np.concatenate([np.repeat([1.0, 0.0], [10, 40]), np.repeat([1.0, 0.0], [15, 35])])
    found = reliability(p, y)
    assert (found.predicted, found.observed) == (pytest.approx(0.2), pytest.approx(0.25))
    loss = -(10 * np.log(0.1) + 40 * np.log(0.9) + 15 * np.log(0.3) + 35 * np.log(0.7)) / 100
    assert found.log_loss == pytest.approx(loss)
    # bins of ten are filled in order: 10 patients with and 40 without at .1, then 15 with and 35 without at .3
    gaps = [10 - 1, 1, 1, 1, 1, 10 - 3, 5 - 3, 3, 3, 3]
    assert found.ece == pytest.approx(sum(gaps) / 100)


def test_each_output_is_judged_on_its_own_patients():
    shifted, rare = hospital(400, intercept=1.15), hospital(12)
    fits = {f.output: f for f in fit_outputs({"admission": shifted, "sepsis": rare})}
    assert (fits["admission"].verdict, fits["sepsis"].verdict) == (Verdict.FITTED, Verdict.TOO_FEW)
    assert (fits["admission"].n, fits["sepsis"].n) == (400, 12)
