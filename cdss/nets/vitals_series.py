"""Evidence from the course of the vital signs: what several sets of measurements say beyond the latest values.

The fusion head reads the latest value of each vital sign. Where a chart holds measurements of two or more times, each vital
sign adds its own evidence for ICU or death, on the log-odds scale: a weighted sum of how far its mean, latest, highest and
lowest value and its trend lie from a steady normal course. There is no bias and every feature of a steady normal course is
zero, so that the presence of a series says nothing; one set of vital signs, or several of one time, add exactly zero.
Weights come from ``cdss.training.fit_series`` (PhysioNet 2012; Silva et al., CinC 2012).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Consciousness
from cdss.records.vitals import Vitals, VitalsRow

Floats = NDArray[np.float64]

SERIES_NAMES: tuple[str, ...] = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c", "consciousness")
"""Vital signs whose course is read, in order; consciousness as 0-4 for A, C, V, P, U. Pain has no series to learn from."""

NORMAL: Floats = np.array([84.0, 18.0, 134.0, 79.0, 98.0, 36.8, 0.0])
"""A steady normal course: medians of the training visits (NHAMCS 2016-2018), and alert."""

SPREAD: Floats = np.array([18.0, 5.5, 23.0, 13.0, 3.0, 0.9, 1.0])
"""One unit of each vital sign: its standard deviation over ICU measurements, rounded (set-a of PhysioNet 2012)."""

FEATURES: tuple[str, ...] = (
    "mean_high",
    "mean_low",
    "latest_high",
    "latest_low",
    "mean_very_high",
    "mean_very_low",
    "latest_very_high",
    "latest_very_low",
    "highest",
    "lowest",
    "trend",
    "recent",
)
"""Features of one vital sign: distances above and below normal (mean, latest, highest, lowest value), those beyond one
unit once more (``very``), rise over the time, and mean weighted to the last hours less the plain mean."""

LIMIT = 5.0
"""Values are limited to this many units from normal, so that one slip of the pen cannot decide."""

RECENT_HOURS = 4.0
"""Time over which the weight of a measurement falls to 1/e in ``recent``."""

REACH_HOURS = 0.5
"""Length of a series at which its evidence counts half; chosen by cross-validation (``fit_series``)."""

_ACVPU = {level: float(place) for place, level in enumerate(Consciousness)}


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """``hours`` [m] ascending, of any origin; ``values`` [m, 7] in the order of ``SERIES_NAMES``, NaN not measured."""

    hours: Floats
    values: Floats

    @property
    def span(self) -> float:
        """Hours from the first to the last row."""
        return float(self.hours[-1] - self.hours[0])


def course_of(vitals: Vitals | None) -> Course | None:
    """The timed rows that hold a value of ``SERIES_NAMES``; None where they are of fewer than two times.

    Times with and without a zone in one chart cannot be compared: then there is no course either.
    """
    rows = [row for row in vitals.rows if row.time is not None] if vitals is not None else []
    if len({row.time.tzinfo is None for row in rows if row.time is not None}) != 1:
        return None
    start = min(row.time for row in rows if row.time is not None)
    hours = np.array([(row.time - start).total_seconds() / 3600.0 for row in rows if row.time is not None])
    values = np.array([_values(row) for row in rows])
    measured = ~np.isnan(values).all(axis=1)
    hours, values = hours[measured], values[measured]
    if len(np.unique(hours)) < 2:
        return None
    order = np.argsort(hours, kind="stable")
    return Course(hours[order], values[order])


def course_features(course: Course) -> Floats:
    """``FEATURES`` of every vital sign [7, 12] in units of ``SPREAD``, weighted by the reach; zero where not measured."""
    z = np.clip((course.values - NORMAL) / SPREAD, -LIMIT, LIMIT)
    known = ~np.isnan(z)
    count = np.maximum(known.sum(axis=0), 1)
    z = np.where(known, z, 0.0)
    mean = z.sum(axis=0) / count
    latest = z[len(z) - 1 - np.argmax(known[::-1], axis=0), np.arange(z.shape[1])]
    ago = (course.hours - course.hours[-1])[:, None]
    columns = (
        *_sides(mean),
        *_sides(latest),
        *_sides(mean, beyond=1.0),
        *_sides(latest, beyond=1.0),
        z.max(axis=0).clip(min=0.0),
        (-z).max(axis=0).clip(min=0.0),
        _trend(ago, z, mean, known),
        _recent(ago, z, known) - mean,
    )
    return np.stack(columns, axis=1) * (course.span / (course.span + REACH_HOURS))


@dataclass(frozen=True, slots=True, eq=False)
class SeriesEvidence:
    """``weight`` [7, 12]: log-odds per feature; ``effect`` [17]: share of the evidence that each output's logit takes."""

    weight: Floats
    effect: Floats

    def by_vital(self, vitals: Vitals | None) -> Floats:
        """Log-odds that the course of each vital sign adds [7]; zero without a course, and for what was not measured."""
        course = course_of(vitals)
        if course is None:
            return np.zeros(len(SERIES_NAMES))
        return np.asarray((course_features(course) * self.weight).sum(axis=1))


def _values(row: VitalsRow) -> list[float]:
    numbers = [getattr(row, name) for name in SERIES_NAMES[:-1]]
    level = np.nan if row.consciousness is None else _ACVPU[row.consciousness]
    return [*(np.nan if x is None else float(x) for x in numbers), level]


def _sides(z: Floats, beyond: float = 0.0) -> tuple[Floats, Floats]:
    """Distance above and distance below normal, as far as it exceeds ``beyond`` units."""
    return (z - beyond).clip(min=0.0), (-z - beyond).clip(min=0.0)


def _trend(ago: Floats, z: Floats, mean: Floats, known: NDArray[np.bool_]) -> Floats:
    """Covariance with time over its standard deviation, shrunk by half an hour: units gained per spread of the times."""
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, ago - (known * ago).sum(axis=0) / count, 0.0)
    width = np.sqrt((centred**2).sum(axis=0) / count)
    return np.asarray((centred * (z - mean)).sum(axis=0) / count / (width + 0.5))


def _recent(ago: Floats, z: Floats, known: NDArray[np.bool_]) -> Floats:
    """Mean with weights that fall with the time before the last row."""
    weight = np.exp(ago / RECENT_HOURS) * known
    return np.asarray((weight * z).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12))
