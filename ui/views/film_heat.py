"""The map over the film: colour from its strength, opacity in proportion to it; what speaks against is blue and striped.

The stripes are there for those who cannot tell the colours.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_SIDE = 256
_STRIPE = 8

Table = NDArray[np.uint8]
"""uint8 [256, 3]: a colour for each strength."""


def heat_rgba(
    values: NDArray[np.float32], tables: tuple[Table, Table], opacity: float, least: float = 0.0
) -> NDArray[np.uint8]:
    """uint8 [256, 256, 4], premultiplied, of ``values`` in -1 to 1: the first of ``tables`` for, the second against.

    Alpha rises from 0 at the strength ``least`` (share of the peak), below which nothing is drawn, to ``opacity`` at the peak:
    an edge there would be seen as the edge of something on the film.
    """
    smooth = upsampled(np.clip(np.nan_to_num(values), -1.0, 1.0), _SIDE)
    strength = np.abs(smooth)
    alpha = np.where(
        (strength >= least) & ((smooth >= 0.0) | _striped()), strength * np.float32(opacity), np.float32(0.0)
    )
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


def heat_image(rgba: NDArray[np.uint8]) -> QImage:
    """``rgba`` as an image that owns its bytes."""
    height, width = rgba.shape[:2]
    return QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()


class HeatPicture:
    """The picture of a map, made anew only where the map, its colours or what is drawn of it are others than before."""

    def __init__(self) -> None:
        self._made: tuple[tuple[object, ...], QImage] | None = None

    def image(self, values: NDArray[np.float32], tables: tuple[Table, Table], opacity: float, least: float) -> QImage:
        """The picture; arguments as of ``heat_rgba``."""
        colours = tuple(table.tobytes() for table in tables)
        wanted = (values.tobytes(), values.shape, colours, opacity, least)
        if self._made is None or self._made[0] != wanted:
            self._made = wanted, heat_image(heat_rgba(values, tables, opacity, least))
        return self._made[1]


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
