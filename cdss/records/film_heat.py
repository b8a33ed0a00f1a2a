"""A map over a film in colours: from its strength, opacity in proportion to it; what speaks against is blue and striped.

The stripes are there for those who cannot tell the colours.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cdss.records.film_colours import Rgb

OPACITY, LEAST = 0.6, 0.2
"""As a map is shown at first: opacity at its peak, and the share of the peak below which nothing is drawn."""

STEPS = 256
_SIDE = 256
_STRIPE = 8

Table = NDArray[np.uint8]
"""uint8 [256, 3]: a colour for each strength."""


def colour_table(stops: tuple[Rgb, ...]) -> Table:
    """uint8 [256, 3], linear between evenly spaced ``stops``."""
    at = np.linspace(0.0, 1.0, len(stops))
    grid = np.linspace(0.0, 1.0, STEPS)
    channels = [np.interp(grid, at, [stop[i] for stop in stops]) for i in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def heat_rgba(
    values: NDArray[np.float32], tables: tuple[Table, Table], opacity: float, least: float = 0.0, reach: float = 1.0
) -> NDArray[np.uint8]:
    """uint8 [256, 256, 4], premultiplied, of ``values`` in -1 to 1: the first of ``tables`` for, the second against.

    Alpha rises from 0 at the strength ``least`` (share of the peak), below which nothing is drawn, to ``opacity`` at the peak:
    an edge there would be seen as the edge of something on the film. ``reach``: the share of the colours, and of the opacity,
    that the peak is drawn with.
    """
    smooth = upsampled(np.clip(np.nan_to_num(values), -1.0, 1.0), _SIDE)
    strength = np.abs(smooth)
    drawn = (strength >= least) & ((smooth >= 0.0) | _striped())
    strength = strength * np.float32(reach)
    alpha = np.where(drawn, strength * np.float32(opacity), np.float32(0.0))
    step = np.rint(strength * (len(tables[0]) - 1)).astype(np.intp)
    colours = np.where(smooth[..., None] >= 0.0, tables[0][step], tables[1][step]).astype(np.float32)
    rgba = np.empty((_SIDE, _SIDE, 4), dtype=np.uint8)
    rgba[..., :3] = np.rint(colours * alpha[..., None])
    rgba[..., 3] = np.rint(alpha * 255.0)
    return rgba


def upsampled(grid: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """``grid`` [rows, columns] to [side, side], linear between cell centres: no value appears that the network did not give."""
    low, high, share = _between(grid.shape[0], side)
    rows = grid[low] * (1.0 - share[:, None]) + grid[high] * share[:, None]
    low, high, share = _between(grid.shape[1], side)
    return np.asarray(rows[:, low] * (1.0 - share) + rows[:, high] * share, dtype=np.float32)


@lru_cache(maxsize=1)
def _striped() -> NDArray[np.bool_]:
    """Diagonal stripes, as wide as the gaps between them."""
    at = np.arange(_SIDE)
    return np.asarray((at[:, None] + at[None, :]) % _STRIPE < _STRIPE // 2)


@lru_cache(maxsize=8)
def _between(cells: int, side: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Of each of ``side`` points the cells it lies between, and the share of the second; the border cells held outwards.

    Not as a matrix of weights: the library of matrices may share a product among threads, and the window waits for all of them.
    """
    at = np.clip((np.arange(side) + 0.5) * cells / side - 0.5, 0.0, cells - 1.0)
    low = np.minimum(at.astype(np.intp), max(cells - 2, 0))
    return low, np.minimum(low + 1, cells - 1), (at - low).astype(np.float32)
