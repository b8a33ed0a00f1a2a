"""Vital signs over time. None always means: not measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from cdss.core.kinds import Consciousness

VitalValue = float | bool | Consciousness
"""A measured value: a number, oxygen yes or no, a level of consciousness."""


@dataclass(frozen=True, slots=True)
class VitalsRow:
    """One set of measurements: bpm, /min, mmHg, mmHg, %, °C, oxygen yes/no, ACVPU, pain 0-10."""

    time: datetime | None = None
    heart_rate: float | None = None
    resp_rate: float | None = None
    sbp: float | None = None
    dbp: float | None = None
    spo2: float | None = None
    temperature_c: float | None = None
    on_oxygen: bool | None = None
    consciousness: Consciousness | None = None
    pain: float | None = None


VITALS_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(VitalsRow) if f.name != "time")
"""Names of the measured fields in file order."""

VITAL_UNITS: Mapping[str, str] = {
    "heart_rate": "/min",
    "resp_rate": "/min",
    "sbp": "mmHg",
    "dbp": "mmHg",
    "spo2": "%",
    "temperature_c": "°C",
    "pain": "/10",
}
"""Unit of each numeric field, as it is shown and printed."""

NUMERIC_VITALS: tuple[str, ...] = tuple(VITAL_UNITS)
"""Fields that are numbers with a unit."""


def with_unit(field: str, number: str) -> str:
    """``number`` as clinicians write it: ``93 %``, ``110 /min``, ``7/10``; as it is where the field has no unit."""
    unit = VITAL_UNITS.get(field, "")
    return f"{number}{unit}" if unit == "/10" else f"{number} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Vitals:
    """All measurements of a visit, oldest first."""

    source: str
    rows: tuple[VitalsRow, ...]

    @property
    def latest(self) -> VitalsRow:
        """The newest known value of each field: a field empty in the last row keeps its last measured value."""
        values = {name: self._last(name) for name in VITALS_FIELDS}
        return VitalsRow(time=self.rows[-1].time if self.rows else None, **values)  # type: ignore[arg-type]

    def carried(self) -> tuple[tuple[str, datetime | None], ...]:
        """Fields of ``latest`` that the newest row lacks, each with the time of the row its value is from (None: not given)."""
        newest = self.rows[-1] if self.rows else VitalsRow()
        found = ((name, self._row_of(name)) for name in VITALS_FIELDS if getattr(newest, name) is None)
        return tuple((name, row.time) for name, row in found if row is not None)

    def _row_of(self, name: str) -> VitalsRow | None:
        return next((row for row in reversed(self.rows) if getattr(row, name) is not None), None)

    def _last(self, name: str) -> object:
        row = self._row_of(name)
        return None if row is None else getattr(row, name)
