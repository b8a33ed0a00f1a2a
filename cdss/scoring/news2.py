"""National Early Warning Score 2 (Royal College of Physicians, 2017)."""

from __future__ import annotations

from cdss.records.assessment import Score
from cdss.records.vitals import VitalsRow
from cdss.scoring.bands import CONSCIOUSNESS_POINTS, OXYGEN_POINTS, news2_applicable, subscore

__all__ = ["NEWS2_ITEMS", "news2", "news2_applicable"]

NEWS2_ITEMS = ("resp_rate", "spo2", "on_oxygen", "sbp", "heart_rate", "consciousness", "temperature_c")
"""The seven items in the order of the RCP's chart, by their ``VitalsRow`` names."""

_HIGHEST_SPO2_FREE_OF_OXYGEN = 92.0
"""On SpO2 scale 2, up to this value the points are the same on air and on oxygen."""


def news2(row: VitalsRow, scale: int = 1) -> Score:
    """NEWS2 of one set of vital signs with SpO2 ``scale`` 1 or 2; only for patients that are ``news2_applicable``.

    An item that was not measured earns nothing and is named in ``missing``: the value is then a lower bound. Unknown oxygen
    is missing, never air. ``band``: ``low`` (0-4), ``low_medium`` (0-4 with a 3 in one item), ``medium`` (5-6), ``high``
    (≥ 7); an incomplete score claims no ``low`` band (None), and its other bands mean "at least".
    """
    found = {name: _points(name, row, scale) for name in NEWS2_ITEMS}
    parts = tuple((name, points) for name, points in found.items() if points is not None)
    missing = tuple(name for name, points in found.items() if points is None)
    if not parts:
        return Score(value=None, complete=False, missing=missing, spo2_scale=scale)
    total = sum(points for _, points in parts)
    band = _band(total, max(points for _, points in parts))
    known_band = None if missing and band == "low" else band
    return Score(float(total), not missing, known_band, parts, missing, scale)


def _points(name: str, row: VitalsRow, scale: int) -> int | None:
    """Points of one item, None where it is not known."""
    if name == "on_oxygen":
        return None if row.on_oxygen is None else OXYGEN_POINTS * row.on_oxygen
    if name == "consciousness":
        return None if row.consciousness is None else CONSCIOUSNESS_POINTS[row.consciousness]
    value: float | None = getattr(row, name)
    if value is None or (name == "spo2" and _needs_oxygen(value, row, scale)):
        return None
    return subscore(name, value, scale, on_oxygen=bool(row.on_oxygen))


def _needs_oxygen(spo2: float, row: VitalsRow, scale: int) -> bool:
    """Whether the saturation cannot be scored because nobody said if the patient breathes oxygen (scale 2, above 92 %)."""
    return scale == 2 and row.on_oxygen is None and spo2 >= _HIGHEST_SPO2_FREE_OF_OXYGEN + 0.5


def _band(total: int, highest_item: int) -> str:
    """The RCP's trigger band of an aggregate score."""
    if total >= 7:
        return "high"
    if total >= 5:
        return "medium"
    return "low_medium" if highest_item == 3 else "low"
