"""Peak decimation for drawing: fewer points, no lost peak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Points to draw: rising sample numbers, float32 values (NaN in gaps), and whether points were left out."""

    index: NDArray[np.intp]
    values: NDArray[np.float32]
    decimated: bool


def decimate(trace: NDArray[np.floating], max_points: int) -> Drawn:
    """At most ``max_points`` points of ``trace`` [n]: the lowest and the highest sample of each of equal buckets, in their order.

    A trace that is short enough is returned whole, and a bucket without any sample is a gap (NaN). ``ValueError`` for fewer
    than two points.
    """
    if max_points < 2:
        raise ValueError(f"a trace needs at least two points, not {max_points}")
    values = np.asarray(trace, dtype=np.float32)
    if len(values) <= max_points:
        return Drawn(np.arange(len(values)), values, decimated=False)
    width = -(-len(values) // (max_points // 2))
    index = _extremes(values, width)
    return Drawn(index, values[index], decimated=True)


def _extremes(values: NDArray[np.float32], width: int) -> NDArray[np.intp]:
    """Sample numbers of the lowest and highest value of each bucket of ``width`` samples, in time order."""
    buckets = -(-len(values) // width)
    padded = np.full(buckets * width, np.nan, dtype=np.float32)
    padded[: len(values)] = values
    table = padded.reshape(buckets, width)
    gap = np.isnan(table)
    low = np.where(gap, np.inf, table).argmin(axis=1)
    high = np.where(gap, -np.inf, table).argmax(axis=1)
    pair = np.sort(np.stack([low, high], axis=1), axis=1) + (np.arange(buckets) * width)[:, None]
    return np.asarray(np.minimum(pair.ravel(), len(values) - 1), dtype=np.intp)
