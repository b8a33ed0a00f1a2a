"""Figures of merit with their confidence intervals: bootstrap, and Wilson's for shares that may be none or all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.floating]

SEED = 20
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: value, 95 % interval, number of cases and of positives (or of the kind counted).

    ``low`` and ``high`` are NaN where there is no interval: of counts, and of medians of a few runs.
    """

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


def mean_score(_: Floats, scores: Floats) -> float:
    """The mean of the scores, whatever the labels: for shares and for means of a quantity."""
    return float(scores.mean())


def share(found: Sequence[bool] | NDArray[np.bool_]) -> Figure:
    """A share with its 95 % interval after Wilson (1927), which stays honest where all or none were found."""
    n, hits, z = len(found), int(np.sum(found)), 1.959964
    if not n:
        return Figure(float("nan"), float("nan"), float("nan"), 0, 0)
    p = hits / n
    centre, spread = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = ((centre + sign * spread) / (1 + z**2 / n) for sign in (-1, 1))
    return Figure(p, max(float(low), 0.0), min(float(high), 1.0), n, hits)


def with_interval(
    statistic: Callable[[Floats, Floats], float], labels: Floats, scores: Floats, resamples: int = RESAMPLES
) -> Figure:
    """A statistic with its percentile bootstrap interval over cases (seed ``SEED``); NaN throughout without cases."""
    low, high = interval_of(bootstrap(statistic, labels, scores, resamples))
    value = statistic(labels, scores) if len(labels) else float("nan")
    return Figure(value, low, high, len(labels), int((labels > 0.5).sum()))


def interval_of(draws: Floats) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of bootstrap draws; draws that could not be computed (NaN) are left out."""
    kept = draws[~np.isnan(draws)]
    if not len(kept):
        return float("nan"), float("nan")
    low, high = np.quantile(kept, [0.025, 0.975])
    return float(low), float(high)


def bootstrap(
    statistic: Callable[[Floats, Floats], float],
    labels: Floats,
    scores: Floats,
    resamples: int = RESAMPLES,
    seed: int | Sequence[int] = SEED,
) -> Floats:
    """The statistic on ``resamples`` samples of the cases with replacement [resamples].

    Areas under the ROC curve are counted from one ordering of the scores: the same draws, several times as fast.
    """
    n = len(labels)
    if not n:
        return np.full(resamples, np.nan)
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(0, n, n) for _ in range(resamples))
    if statistic is auroc:
        return auroc_weighted(labels, scores, (np.bincount(rows, minlength=n) for rows in drawn))
    return np.array([statistic(labels[rows], scores[rows]) for rows in drawn])


def auroc_weighted(labels: Floats, scores: Floats, weights: Iterable[NDArray[np.int64]]) -> Floats:
    """``auroc`` under each of ``weights`` [n]: how often each case was drawn (ties count half); NaN without a class."""
    order = np.argsort(scores, kind="stable")
    positive, ranked = labels[order] > 0.5, scores[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    areas = []
    for drawn in weights:
        weight = drawn[order]
        with_it = np.add.reduceat(weight * positive, starts)
        without = np.add.reduceat(weight, starts) - with_it
        pairs = float(with_it.sum()) * float(without.sum())
        won = float((with_it * (np.cumsum(without) - 0.5 * without)).sum())
        areas.append(won / pairs if pairs else float("nan"))
    return np.array(areas)
