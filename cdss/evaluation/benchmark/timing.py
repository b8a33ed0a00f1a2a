"""One measured figure, and how it is taken: warm runs first, then the median."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WARM_RUNS = 2
"""Runs before the first that counts: they fill the caches and the memory pools."""

Clock = Callable[[], float]
"""Seconds that run on: ``time.perf_counter``, or ``time.process_time`` where others keep the machine busy."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One figure: ``value`` in ``unit`` (``ms``, ``s``, ``MB``, ``cases/s``, or empty), the median of ``n`` runs."""

    name: str
    value: float
    unit: str
    n: int


def median_of(name: str, values: Sequence[float], unit: str = "ms") -> Timing:
    """The median of ``values``; ``ValueError`` (StatisticsError) where there are none."""
    return Timing(name, float(statistics.median(values)), unit, len(values))


def medians(samples: Mapping[str, Sequence[float]]) -> list[Timing]:
    """The median of each entry, in milliseconds."""
    return [median_of(name, values) for name, values in samples.items()]


def run_times(work: Callable[[], object], repeat: int, clock: Clock, warm: int = WARM_RUNS) -> list[float]:
    """Milliseconds of each of ``repeat`` runs of ``work`` after ``warm`` that do not count."""
    return [_milliseconds(work, clock) for _ in range(warm + repeat)][warm:]


def since(start: float, clock: Clock) -> float:
    """Milliseconds since ``start``."""
    return (clock() - start) * 1000.0


def _milliseconds(work: Callable[[], object], clock: Clock) -> float:
    start = clock()
    work()
    return since(start, clock)
