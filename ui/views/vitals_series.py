"""Vital signs as series over time: what was measured when, with every gap kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cdss.records.vitals import Vitals

_DOTS_UP_TO = 60

LONGEST_LINE_S = 7200.0
"""Seconds that a line bridges between two measurements. Nobody in an emergency department is to wait longer than 120 minutes for
the next look at them (level 5 of the CTAS, which the KTAS follows; Bullard et al., CJEM 2008): beyond, nothing is known."""

_ROOM = 0.05
"""Part of the time from first to last that is shown before and after: a dot or a line at the very edge is cut by it."""

EVENTS_WITHIN_S = 7200.0
"""Seconds before the first and after the last measurement within which other events stand on the axis."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeAxis:
    """Place of each row on a common axis: seconds since 1970, or 1, 2, 3 … where not every row has a time (``clock`` False)."""

    places: NDArray[np.float64]
    clock: bool
    events: tuple[tuple[str, float], ...] = ()
    """What else happened, and its place; the axis reaches as far as they do."""

    @property
    def low(self) -> float:
        """Left end, with room for a dot and the time cursor; half an hour (or half a step) about a single measurement."""
        return self._ends()[0] - self._room()

    @property
    def high(self) -> float:
        """Right end, with the same room."""
        return self._ends()[1] + self._room()

    @property
    def span(self) -> float:
        """From the first measurement to the last, in seconds or steps."""
        return float(self.places.max() - self.places.min())

    def _ends(self) -> tuple[float, float]:
        known = [*self.places.tolist(), *(place for _, place in self.events)]
        return min(known), max(known)

    def _room(self) -> float:
        if self.span == 0.0:
            return 1800.0 if self.clock else 0.5
        low, high = self._ends()
        return _ROOM * (high - low)


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """One parameter: NaN where it was not measured. ``stale``: the last value is from before the last row, at ``last_time``."""

    name: str
    values: NDArray[np.float64]
    last: float | None
    last_time: datetime | None
    stale: bool


def time_axis(vitals: Vitals, events: Sequence[tuple[str, datetime]] = ()) -> TimeAxis:
    """The common axis of all rows, with those of ``events`` that lie near them."""
    times = [row.time for row in vitals.rows]
    known = [t.timestamp() for t in times if t is not None]
    if len(known) == len(times):
        low, high = min(known) - EVENTS_WITHIN_S, max(known) + EVENTS_WITHIN_S
        near = tuple((code, at.timestamp()) for code, at in events if low <= at.timestamp() <= high)
        return TimeAxis(np.array(known, dtype=np.float64), clock=True, events=near)
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


def with_gaps(axis: TimeAxis, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and values that a line is drawn through: between two that are too far apart stands one that is not known."""
    cuts = np.flatnonzero(_apart(axis)) + 1
    return np.insert(axis.places, cuts, axis.places[cuts - 1]), np.insert(values, cuts, np.nan)


def dotted(values: NDArray[np.float64], axis: TimeAxis | None = None) -> NDArray[np.bool_]:
    """Measurements that get a dot: all of a short series; of a long one those without a neighbour, which no line shows."""
    known = np.isfinite(values)
    if values.size <= _DOTS_UP_TO:
        return known
    joined = known[:-1] & known[1:]
    if axis is not None:
        joined &= ~_apart(axis)
    return known & ~np.concatenate(([False], joined)) & ~np.concatenate((joined, [False]))


def _apart(axis: TimeAxis) -> NDArray[np.bool_]:
    """Between which neighbours there is more time than a line may bridge; between none where times are not known."""
    steps: NDArray[np.bool_] = np.diff(axis.places) > LONGEST_LINE_S
    return steps if axis.clock else np.zeros_like(steps)
