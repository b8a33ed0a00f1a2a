"""NEWS2 points as one table: the score reads it, and the trend view draws it behind the trace.

Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017. For patients aged 16 or more who are
not pregnant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cdss.core.kinds import Consciousness

NEWS2_MIN_AGE_YEARS = 16.0
"""NEWS2 is not for children under 16 (RCP 2017)."""


@dataclass(frozen=True, slots=True)
class Band:
    """Values from ``low`` to ``high`` (both included, in steps of the parameter's resolution) earn ``points``.

    The outermost bands reach to minus or plus infinity. A continuous axis changes colour half a step outside each bound.
    """

    low: float
    high: float
    points: int


def _bands(step: float, *ends_and_points: float) -> tuple[Band, ...]:
    """Bands from an alternating list ``points, last value, points, last value, …, points``."""
    points, ends = ends_and_points[0::2], ends_and_points[1::2]
    lows = (-math.inf, *(round(end + step, 1) for end in ends))
    return tuple(Band(lo, hi, int(p)) for lo, hi, p in zip(lows, (*ends, math.inf), points, strict=True))


_RESOLUTION = {"temperature_c": 0.1}
"""Step in which a parameter is charted; every other one is charted in whole numbers."""

_TABLE: dict[str, tuple[Band, ...]] = {
    "resp_rate": _bands(1, 3, 8, 1, 11, 0, 20, 2, 24, 3),
    "spo2": _bands(1, 3, 91, 2, 93, 1, 95, 0),
    "spo2_scale2_air": _bands(1, 3, 83, 2, 85, 1, 87, 0),
    "spo2_scale2_oxygen": _bands(1, 3, 83, 2, 85, 1, 87, 0, 92, 1, 94, 2, 96, 3),
    "sbp": _bands(1, 3, 90, 2, 100, 1, 110, 0, 219, 3),
    "heart_rate": _bands(1, 3, 40, 1, 50, 0, 90, 1, 110, 2, 130, 3),
    "temperature_c": _bands(0.1, 3, 35.0, 1, 36.0, 0, 38.0, 1, 39.0, 2),
}

CONSCIOUSNESS_POINTS: dict[Consciousness, int] = {c: 0 if c is Consciousness.ALERT else 3 for c in Consciousness}
"""ACVPU: alert 0, anything else (new confusion, voice, pain, unresponsive) 3."""

OXYGEN_POINTS = 2
"""Points for any supplemental oxygen; air earns 0."""


def resolution(parameter: str) -> float:
    """Step in which NEWS2 charts the parameter: 0.1 °C for temperature, 1 otherwise."""
    return _RESOLUTION.get(parameter, 1.0)


def news2_bands(parameter: str, scale: int = 1, on_oxygen: bool = False) -> tuple[Band, ...]:
    """Bands of one numeric vital sign, lowest values first; empty for a parameter that NEWS2 does not score.

    ``parameter`` is a field name of ``VitalsRow``. ``scale`` and ``on_oxygen`` matter for ``spo2`` only: scale 2 (target
    88-92 % in hypercapnic respiratory failure) counts high saturations on oxygen only. ``ValueError`` for another scale.
    """
    if scale not in (1, 2):
        raise ValueError(f"NEWS2 has SpO2 scales 1 and 2, not {scale}")
    if parameter == "spo2" and scale == 2:
        parameter = "spo2_scale2_oxygen" if on_oxygen else "spo2_scale2_air"
    return _TABLE.get(parameter, ())


def subscore(parameter: str, value: float, scale: int = 1, on_oxygen: bool = False) -> int:
    """Points of one numeric vital sign, its value first rounded (half up) to the resolution of the chart.

    ``KeyError`` for a parameter that NEWS2 does not score, ``ValueError`` for a value that is not finite.
    """
    bands = news2_bands(parameter, scale, on_oxygen)
    if not bands:
        raise KeyError(parameter)
    charted = charted_value(parameter, value)
    return next(band.points for band in bands if band.low <= charted <= band.high)


def charted_value(parameter: str, value: float) -> float:
    """``value`` as a nurse would chart it: whole numbers, temperature to 0.1 °C, halves rounded up."""
    step = resolution(parameter)
    # The inner rounding removes binary noise: 38.05 °C is 38.049999… in binary but is charted as 38.1.
    return round(math.floor(round(value / step, 6) + 0.5) * step, 1)


def news2_applicable(age_years: float | None) -> bool:
    """Whether NEWS2 may be computed: 16 years or older; an unknown age does not exclude it (pregnancy is not known here)."""
    return age_years is None or age_years >= NEWS2_MIN_AGE_YEARS
