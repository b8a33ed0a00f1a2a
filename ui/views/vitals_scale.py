"""The value axis of one vital sign: its range, and where the NEWS2 points change on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.scoring.bands import news2_bands, resolution

_USUAL: dict[str, tuple[float, float]] = {
    "heart_rate": (50.0, 115.0),
    "sbp": (95.0, 170.0),
    "dbp": (50.0, 100.0),
    "spo2": (90.0, 100.0),
    "resp_rate": (9.0, 27.0),
    "temperature_c": (35.5, 39.0),
}
"""Range that is always shown, so that a small change does not fill the plot."""

_ROOM = 0.08
_PLAIN_STEP = {"spo2": 5.0, "resp_rate": 5.0, "temperature_c": 1.0}


@dataclass(frozen=True, slots=True)
class Zone:
    """Part of the value axis with its NEWS2 points; ``first`` is the lowest value charted in it."""

    low: float
    high: float
    points: int
    first: float


def value_range(name: str, values: NDArray[np.float64], edge: float = 0.0) -> tuple[float, float]:
    """Ends of the axis: the usual range, widened to hold every value with some room; SpO2 above 100.5 % only for its dots.

    ``edge``: part of the axis, below a half, that no value comes nearer to its ends: half the height of a dot.
    """
    low, high = _USUAL[name]
    known = values[np.isfinite(values)]
    if known.size:
        low, high = min(low, float(known.min())), max(high, float(known.max()))
    room = _ROOM * (high - low)
    top = high + room
    bottom, top = low - room, min(top, 100.5) if name == "spo2" else top
    if not known.size:
        return bottom, top
    apart = edge * (top - bottom) / (1.0 - 2.0 * edge)
    return min(bottom, float(known.min()) - apart), max(top, float(known.max()) + apart)


def zones(name: str, low: float, high: float, scale: int = 1, on_oxygen: bool = False) -> tuple[Zone, ...]:
    """NEWS2 bands between ``low`` and ``high``; colours change half a charting step outside each bound.

    ``scale`` and ``on_oxygen`` as of ``cdss.scoring.bands.news2_bands``.
    """
    half = resolution(name) / 2.0
    cut = (
        Zone(max(band.low - half, low), min(band.high + half, high), band.points, band.low)
        for band in news2_bands(name, scale, on_oxygen)
    )
    return tuple(zone for zone in cut if zone.high > zone.low)


def thresholds(found: tuple[Zone, ...]) -> tuple[float, ...]:
    """First charted value of each zone that begins inside the axis."""
    return tuple(zone.first for zone in found[1:] if math.isfinite(zone.first))


def plain_marks(name: str, low: float, high: float) -> tuple[float, ...]:
    """Round values inside the axis, for a trend without bands."""
    step = _PLAIN_STEP.get(name, 20.0)
    return tuple(step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1))
