"""Vital signs as series over time: what was measured when, with every gap kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cdss.records.vitals import Vitals

_DOTS_UP_TO = 60


@dataclass(frozen=True, slots=True, eq=False)
class TimeAxis:
    """Place of each row on a common axis: seconds since 1970, or 1, 2, 3 … where not every row has a time (``clock`` False)."""

    places: NDArray[np.float64]
    clock: bool

    @property
    def low(self) -> float:
        """Left end; half an hour (or half a step) of room about a single measurement."""
        return float(self.places.min()) - self._room()

    @property
    def high(self) -> float:
        """Right end."""
        return float(self.places.max()) + self._room()

    @property
    def span(self) -> float:
        """From the first measurement to the last, in seconds or steps."""
        return float(self.places.max() - self.places.min())

    def _room(self) -> float:
        return 0.02 * self.span if self.span > 0.0 else (1800.0 if self.clock else 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """One parameter: NaN where it was not measured. ``stale``: the last value is from before the last row, at ``last_time``."""

    name: str
    values: NDArray[np.float64]
    last: float | None
    last_time: datetime | None
    stale: bool


def time_axis(vitals: Vitals) -> TimeAxis:
    """The common axis of all rows."""
    times = [row.time for row in vitals.rows]
    known = [t.timestamp() for t in times if t is not None]
    if len(known) == len(times):
        return TimeAxis(np.array(known, dtype=np.float64), clock=True)
    return TimeAxis(np.arange(1.0, len(times) + 1.0), clock=False)


def trend(vitals: Vitals, name: str) -> Trend:
    """The series of the field ``name`` of ``VitalsRow``."""
    raw: list[float | None] = [getattr(row, name) for row in vitals.rows]
    values = np.array([np.nan if v is None else float(v) for v in raw], dtype=np.float64)
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        return Trend(name, values, None, None, stale=False)
    index = int(known[-1])
    return Trend(name, values, float(values[index]), vitals.rows[index].time, stale=index < len(raw) - 1)


def dotted(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Measurements that get a dot: all of a short series; of a long one those without a neighbour, which no line shows."""
    known = np.isfinite(values)
    if values.size <= _DOTS_UP_TO:
        return known
    beside = np.concatenate(([False], known, [False]))
    return known & ~beside[:-2] & ~beside[2:]
