"""How far two ways of explaining agree on one patient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def rank_correlation(a: Sequence[float] | NDArray[np.float64], b: Sequence[float] | NDArray[np.float64]) -> float:
    """Spearman's rank correlation of two equally long series, ties sharing their mean rank (Spearman 1904).

    NaN where it is not defined: fewer than two values, or one of the series constant. ``ValueError`` for unequal lengths.
    """
    if len(a) != len(b):
        raise ValueError(f"series of {len(a)} and {len(b)} values cannot be compared")
    x, y = _mean_ranks(np.asarray(a, np.float64)), _mean_ranks(np.asarray(b, np.float64))
    if len(x) < 2 or not x.std() or not y.std():
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def _mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[group], np.float64)
