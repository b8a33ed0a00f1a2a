"""Vitals and age on a common scale: the normal score of their quantile among training visits, limited to +-3.5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from cdss.nets.vitals_input import Measured

QUANTILES = 201
LIMIT = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """``vitals`` float32 [7, 201] and ``age`` [201]: values at equally spaced quantiles of the training visits."""

    vitals: NDArray[np.float32]
    age: NDArray[np.float32]


def fit_scales(vitals: NDArray[np.float32], age: NDArray[np.float32]) -> Scales:
    """Quantile tables from training visits; NaN = unknown."""
    grid = np.linspace(0, 1, QUANTILES)
    table = np.nanquantile(vitals, grid, axis=0).T
    return Scales(table.astype(np.float32), np.nanquantile(age, grid).astype(np.float32))


def normal_score(values: NDArray[np.float32], table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Normal scores of ``values``; NaN stays NaN. A value shared by many quantiles gets the middle of their range."""
    grid = np.linspace(0, 1, len(table))
    low, high = np.searchsorted(table, values, "left"), np.searchsorted(table, values, "right")
    inside = np.interp(values, table, grid)
    tied = 0.5 * (grid[np.clip(low, 0, len(grid) - 1)] + grid[np.clip(high - 1, 0, len(grid) - 1)])
    quantile = np.where(high - low > 1, tied, inside)
    score = np.clip(ndtri(np.clip(quantile, 1e-4, 1 - 1e-4)), -LIMIT, LIMIT)
    return np.where(np.isnan(values), np.nan, score).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Network inputs of visits: values with zero where unknown, and flags. [n, 7], [n, 7], [n, 21], [n, 21]."""

    vitals: NDArray[np.float32]
    vitals_known: NDArray[np.float32]
    context: NDArray[np.float32]
    context_known: NDArray[np.float32]


def numbers(rows: list[Measured], scales: Scales) -> Numbers:
    """Normalise visits one by one read from cases."""
    vitals = np.stack([r.vitals for r in rows])
    age, sex, ambulance = (
        np.array([getattr(r, name) for r in rows], np.float32) for name in ("age", "sex", "ambulance")
    )
    return normalised(vitals, age, sex, ambulance, np.stack([r.history for r in rows]), scales)


def normalised(
    vitals: NDArray[np.float32],
    age: NDArray[np.float32],
    sex: NDArray[np.float32],
    ambulance: NDArray[np.float32],
    history: NDArray[np.float32],
    scales: Scales,
) -> Numbers:
    """Normalise arrays with one row a visit; binary items become +1 and -1, an unnamed condition of a known history 0."""
    z = np.stack([normal_score(vitals[:, i], scales.vitals[i]) for i in range(vitals.shape[1])], axis=1)
    scored_age = normal_score(age, scales.age)
    context = np.column_stack([scored_age, 2 * sex - 1, 2 * ambulance - 1, history])
    known = ~np.isnan(context)
    return Numbers(
        np.nan_to_num(z).astype(np.float32),
        (~np.isnan(z)).astype(np.float32),
        np.nan_to_num(context).astype(np.float32),
        known.astype(np.float32),
    )
