"""Fit of calibrated probabilities to one hospital from its own outcomes: logistic recalibration with rules for refusing.

An intercept, and with enough patients a slope, on the logit scale of each output (Cox, Biometrika 1958; Janssen et al.,
J Clin Epidemiol 2008). The simplest fit that is better on patients left out of it is taken (the idea of the closed test of
Vergouwe et al., Stat Med 2017): better means a lower log loss by more than its standard error in ten-fold cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cdss.scoring.calibrate import Floats, logit, sigmoid

LEAST_FOR_INTERCEPT = 20
"""Patients with and without the outcome, each, for an intercept.

Ten to twenty events a parameter (Peduzzi et al., J Clin Epidemiol 1996; Steyerberg 2019, ch. 20); with 20 of each the
intercept's standard error is at most .32, a third of the shift from .15 to .32 that it is there to mend."""

LEAST_FOR_SLOPE = 100
"""Patients with and without the outcome, each, for a slope beside the intercept (Collins, Ogundimu & Altman, Stat Med 2016)."""

FOLDS, SEED, BINS = 10, 5, 10


class Verdict(StrEnum):
    """What came of one output."""

    FITTED = "fitted"
    TOO_FEW = "too_few"
    NO_BETTER = "no_better"


@dataclass(frozen=True, slots=True)
class Reliability:
    """How probabilities fit outcomes: mean predicted, share observed, calibration intercept, ECE (10 bins), log loss in nats."""

    predicted: float
    observed: float
    intercept: float
    ece: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class SiteFit:
    """The fit of one output on ``n`` patients with ``events``; logit p becomes ``slope`` * logit p + ``intercept``.

    ``after`` is measured on patients left out of the fit; None where nothing was fitted. ``more_events`` and
    ``more_others``: patients with and without the outcome that are still needed.
    """

    output: str
    n: int
    events: int
    verdict: Verdict
    slope: float = 1.0
    intercept: float = 0.0
    before: Reliability | None = None
    after: Reliability | None = None
    more_events: int = 0
    more_others: int = 0


def fit_outputs(found: Mapping[str, tuple[Floats, Floats]]) -> tuple[SiteFit, ...]:
    """One fit an output; ``found``: calibrated probabilities [n] and outcomes [n] (0 or 1) by output."""
    return tuple(fit_output(name, *values) for name, values in found.items())


def fit_output(name: str, probabilities: Floats, outcomes: Floats) -> SiteFit:
    """The simplest recalibration that holds on patients left out, or why there is none."""
    n, events = len(outcomes), int(outcomes.sum())
    if min(events, n - events) < LEAST_FOR_INTERCEPT:
        more = (max(0, LEAST_FOR_INTERCEPT - events), max(0, LEAST_FOR_INTERCEPT - (n - events)))
        return SiteFit(name, n, events, Verdict.TOO_FEW, more_events=more[0], more_others=more[1])
    before = reliability(probabilities, outcomes)
    chosen, held_out = None, probabilities
    for with_slope in (False, True) if min(events, n - events) >= LEAST_FOR_SLOPE else (False,):
        slope, intercept = recalibration(probabilities, outcomes, with_slope)
        candidate = left_out(probabilities, outcomes, with_slope)
        if slope > 0 and _better(candidate, held_out, outcomes):
            chosen, held_out = (slope, intercept), candidate
    if chosen is None:
        return SiteFit(name, n, events, Verdict.NO_BETTER, before=before)
    return SiteFit(name, n, events, Verdict.FITTED, *chosen, before, reliability(held_out, outcomes))


def recalibration(probabilities: Floats, outcomes: Floats, with_slope: bool) -> tuple[float, float]:
    """Slope and intercept of greatest likelihood by Newton's method; the slope is 1 where it is not fitted."""
    x = logit(probabilities)
    columns = np.column_stack([np.ones_like(x), x]) if with_slope else np.ones((len(x), 1))
    fixed = np.zeros_like(x) if with_slope else x
    weights = np.zeros(columns.shape[1])
    for _ in range(100):
        p = sigmoid(columns @ weights + fixed)
        spread = columns.T @ (columns * np.maximum(p * (1 - p), 1e-9)[:, None])
        # the tiny ridge keeps outcomes that a line separates from sending the slope to infinity
        gradient = columns.T @ (outcomes - p) - 1e-3 * weights
        step = np.linalg.solve(spread + 1e-3 * np.eye(len(weights)), gradient)
        weights = weights + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-9:
            break
    return (float(weights[1]) if with_slope else 1.0), float(weights[0])


def left_out(probabilities: Floats, outcomes: Floats, with_slope: bool) -> Floats:
    """Recalibrated probabilities [n], each from a fit on the nine tenths of patients that the patient is not in."""
    fold = _folds(outcomes)
    found = np.empty_like(probabilities)
    for k in range(FOLDS):
        slope, intercept = recalibration(probabilities[fold != k], outcomes[fold != k], with_slope)
        found[fold == k] = sigmoid(slope * logit(probabilities[fold == k]) + intercept)
    return found


def reliability(probabilities: Floats, outcomes: Floats) -> Reliability:
    """Calibration figures of probabilities [n] against outcomes [n]."""
    bins = np.array_split(np.argsort(probabilities, kind="stable"), BINS)
    gaps = [abs(float(probabilities[b].sum() - outcomes[b].sum())) for b in bins if len(b)]
    return Reliability(
        predicted=float(probabilities.mean()),
        observed=float(outcomes.mean()),
        intercept=recalibration(probabilities, outcomes, with_slope=False)[1],
        ece=sum(gaps) / len(outcomes),
        log_loss=float(_losses(probabilities, outcomes).mean()),
    )


def _folds(outcomes: Floats) -> NDArray[np.int64]:
    """Fold 0-9 of each patient, the outcome spread evenly over them."""
    shuffled = np.random.default_rng(SEED).permutation(len(outcomes))
    order = shuffled[np.argsort(outcomes[shuffled], kind="stable")]
    fold = np.empty(len(outcomes), np.int64)
    fold[order] = np.arange(len(outcomes)) % FOLDS
    return fold


def _better(new: Floats, old: Floats, outcomes: Floats) -> bool:
    gain = _losses(old, outcomes) - _losses(new, outcomes)
    return bool(gain.mean() > gain.std(ddof=1) / np.sqrt(len(gain)))


def _losses(probabilities: Floats, outcomes: Floats) -> Floats:
    return np.asarray(np.logaddexp(0.0, np.where(outcomes > 0.5, -1.0, 1.0) * logit(probabilities)))
