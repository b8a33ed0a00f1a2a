"""Colour maps as tables of 256 colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.theme.palette import Rgb

STEPS = 256


def colour_table(stops: tuple[Rgb, ...]) -> NDArray[np.uint8]:
    """uint8 [256, 3], linear between evenly spaced ``stops``."""
    at = np.linspace(0.0, 1.0, len(stops))
    grid = np.linspace(0.0, 1.0, STEPS)
    channels = [np.interp(grid, at, [stop[i] for stop in stops]) for i in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)
