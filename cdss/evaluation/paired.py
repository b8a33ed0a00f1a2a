"""Differences of AUROC with paired intervals: every score of the same cases is drawn with the same resamples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdss.evaluation.metrics import Figure, Floats, auroc, bootstrap, interval_of

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


def mean_draws(parts: list[Draws]) -> Draws:
    """Mean of several statistics (macro AUROC); those that are undefined on all cases are left out."""
    defined = [p for p in parts if not np.isnan(p.value)]
    if not defined:
        return Draws(float("nan"), np.array([np.nan]), 0, 0)
    resampled = np.mean([p.resampled for p in defined], axis=0)
    value = float(np.mean([p.value for p in defined]))
    return Draws(value, resampled, max(p.n for p in defined), sum(p.positives for p in defined))
