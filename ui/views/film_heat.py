"""The heat map over the film: colour from the activation, opacity in proportion to it, so that nothing covers the film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_SIDE = 256


def heat_rgba(activation: NDArray[np.float32], table: NDArray[np.uint8], opacity: float) -> NDArray[np.uint8]:
    """uint8 [256, 256, 4], premultiplied: ``table`` colour of each activation (0-1), alpha = activation x ``opacity``."""
    smooth = upsampled(np.clip(np.nan_to_num(activation), 0.0, 1.0), _SIDE)
    colours = table[np.rint(smooth * (len(table) - 1)).astype(np.intp)].astype(np.float32)
    alpha = smooth * np.float32(opacity)
    rgba = np.empty((_SIDE, _SIDE, 4), dtype=np.uint8)
    rgba[..., :3] = np.rint(colours * alpha[..., None])
    rgba[..., 3] = np.rint(alpha * 255.0)
    return rgba


def upsampled(grid: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """``grid`` [rows, columns] to [side, side], linear between cell centres: no value appears that the network did not give."""
    rows, columns = (_weights(n, side) for n in grid.shape)
    return np.asarray(rows @ grid @ columns.T, dtype=np.float32)


def heat_image(rgba: NDArray[np.uint8]) -> QImage:
    """``rgba`` as an image that owns its bytes."""
    height, width = rgba.shape[:2]
    return QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def _weights(cells: int, side: int) -> NDArray[np.float32]:
    """float32 [side, cells]: share of each cell in each point, the border cells held outwards."""
    at = np.clip((np.arange(side) + 0.5) * cells / side - 0.5, 0.0, cells - 1.0)
    low = np.minimum(at.astype(np.intp), max(cells - 2, 0))
    share = (at - low).astype(np.float32)
    weights = np.zeros((side, cells), dtype=np.float32)
    points = np.arange(side)
    weights[points, low] += 1.0 - share
    weights[points, np.minimum(low + 1, cells - 1)] += share
    return weights
