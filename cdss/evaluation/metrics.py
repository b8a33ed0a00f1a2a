"""Figures of merit with bootstrap confidence intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.floating]

SEED = 20
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: value, 95 % bootstrap interval, number of cases and of positives (or of the kind counted)."""

    value: float
    low: float
    high: float
    n: int
    positives: int


def auroc(labels: Floats, scores: Floats) -> float:
    """Area under the ROC curve by ranks (ties count half); NaN where a class is empty."""
    positive = labels > 0.5
    p, n = int(positive.sum()), int((~positive).sum())
    if not p or not n:
        return float("nan")
    return float((rankdata(scores)[positive].sum() - p * (p + 1) / 2) / (p * n))


def expected_calibration_error(labels: Floats, probabilities: Floats, bins: int = 15) -> float:
    """Mean gap between predicted and observed over equally filled bins, weighted by their size."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(float(probabilities[p].mean() - labels[p].mean())) * len(p) for p in parts]
    return float(sum(gaps) / len(labels))


def with_interval(
    statistic: Callable[[Floats, Floats], float], labels: Floats, scores: Floats, resamples: int = RESAMPLES
) -> Figure:
    """A statistic with its percentile bootstrap interval over cases (seed ``SEED``)."""
    rng = np.random.default_rng(SEED)
    n = len(labels)
    draws = []
    for _ in range(resamples):
        rows = rng.integers(0, n, n)
        draws.append(statistic(labels[rows], scores[rows]))
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Figure(statistic(labels, scores), float(low), float(high), n, int((labels > 0.5).sum()))
