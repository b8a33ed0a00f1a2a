"""Differences of AUROC with paired intervals: every score of the same cases is drawn with the same resamples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdss.evaluation.metrics import SEED, Figure, Floats, auroc, auroc_weighted, bootstrap, interval_of

RESAMPLES = 100


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """A statistic on all cases (``value``) and on each resample (``resampled`` [k]); ``n`` cases, ``positives`` of them."""

    value: float
    resampled: Floats
    n: int
    positives: int

    def __sub__(self, other: Draws) -> Draws:
        """Difference, resample by resample; both must be of the same cases."""
        return Draws(self.value - other.value, self.resampled - other.resampled, self.n, self.positives)

    def figure(self) -> Figure:
        """Value with its 95 % percentile interval."""
        return Figure(self.value, *interval_of(self.resampled), self.n, self.positives)


def auroc_draws(labels: Floats, scores: Floats, resamples: int = RESAMPLES) -> Draws:
    """AUROC over the cases whose label is known (NaN = unknown), and over each resample of them."""
    known = ~np.isnan(labels)
    y, s = labels[known], scores[known]
    return Draws(auroc(y, s), bootstrap(auroc, y, s, resamples), len(y), int((y > 0.5).sum()))


def macro_draws(labels: Floats, scores: Floats, resamples: int = RESAMPLES) -> Draws:
    """Mean AUROC over the columns of ``scores`` [n, k]; each resample takes the same cases for every column.

    Cases whose ``labels`` [n, k] are NaN are left out of that column; a column without one of the classes is left out. A
    resample in which a column lost one of its classes says nothing.
    """
    rng, n = np.random.default_rng(SEED), len(labels)
    weights = np.array([np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(resamples)])
    parts = []
    for y, s in zip(labels.T, scores.T, strict=True):
        known = ~np.isnan(y)
        resampled = auroc_weighted(y[known], s[known], weights[:, known])
        parts.append(Draws(auroc(y[known], s[known]), resampled, n, int((y[known] > 0.5).sum())))
    return mean_draws(parts)


def mean_draws(parts: list[Draws]) -> Draws:
    """Mean of several statistics (macro AUROC); those that are undefined on all cases are left out."""
    defined = [p for p in parts if not np.isnan(p.value)]
    if not defined:
        return Draws(float("nan"), np.array([np.nan]), 0, 0)
    resampled = np.mean([p.resampled for p in defined], axis=0)
    value = float(np.mean([p.value for p in defined]))
    return Draws(value, resampled, max(p.n for p in defined), sum(p.positives for p in defined))
