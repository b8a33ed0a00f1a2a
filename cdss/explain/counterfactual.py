"""The smallest plausible change of the vital signs that moves the triage level (Wachter, Mittelstadt and Russell, 2018).

A search over a grid: first one vital sign alone, then two together. The distance is theirs too: the sum of the changes, each
in units of how much that vital sign differs between patients. Age, sex, history, note, film and ECG stay as they are, and
nothing is tried that few patients have: values lie between the 1st and 99th percentile of the training visits and within the
range in which an entry is believed. A grid can miss a change between its points; so the answer says "found", not "is".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.question import Counterfactual, Counterfactuals, VitalChange
from cdss.scoring.calibrate import LEVELS

Floats = NDArray[np.float64]
Evaluate = Callable[[Floats], tuple[NDArray[np.int64], Floats]]
"""Levels [n] and risks 0-10 [n] of sets of vital signs [n, k]."""

Allowed = Callable[[Floats], bool]
"""Whether one set of vital signs [k] may be proposed."""

STEPS: Mapping[str, float] = {
    "heart_rate": 2.0,
    "resp_rate": 1.0,
    "sbp": 4.0,
    "dbp": 4.0,
    "spo2": 1.0,
    "temperature_c": 0.2,
    "pain": 1.0,
}
"""Width of the grid for one vital sign, in its unit: about what a second measurement differs by."""

PAIR_STEPS = 2
"""Grid points each way for two vital signs together: half of and all the way to the end of the range (336 sets for seven)."""

FINE_STEPS = 5
"""Points from the measured value to that of the pair found, on which a nearer pair is looked for."""

COMMON = (0.01, 0.99)
"""Quantiles of the training visits between which values are tried."""

SPREAD_QUANTILES = (0.16, 0.84)
"""Half the distance between them is the standard deviation where values are normally distributed."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Where to search: ``names`` [k] with ``old`` values, ``low`` and ``high`` ends and ``spread`` (population SD), in units."""

    names: tuple[str, ...]
    old: Floats
    low: Floats
    high: Floats
    spread: Floats


def room_of(measured: Mapping[str, float], quantiles: Mapping[str, NDArray[np.float32]]) -> Room:
    """The room around the ``measured`` values; ``quantiles``: values at equally spaced quantiles of the training visits.

    A patient whose value is rarer than the range keeps it; the range then reaches to that value.
    """
    names = tuple(measured)
    old = np.array([measured[name] for name in names], np.float64)
    ends = np.array([_ends(name, quantiles[name]) for name in names]).reshape(-1, 2)
    steps = np.array([STEPS[name] for name in names])
    spread = np.array([np.ptp(np.quantile(quantiles[name], SPREAD_QUANTILES)) / 2 for name in names])
    return Room(names, old, np.minimum(ends[:, 0], old), np.maximum(ends[:, 1], old), np.maximum(spread, steps))


def distances(room: Room, values: Floats) -> Floats:
    """Sum over the vital signs of the change in population SD, [n] for sets [n, k]."""
    return np.asarray((np.abs(values - room.old) / room.spread).sum(axis=1))


def sets_of_one(room: Room) -> Floats:
    """Every set that differs from the measured one in one vital sign, [n, k]."""
    return _sets(room, [((place,), (_grid(room, place),)) for place in range(len(room.names))])


def sets_of_two(room: Room) -> Floats:
    """Sets that differ in two vital signs, on the coarse grid, [n, k]."""
    coarse = [_coarse(room, place) for place in range(len(room.names))]
    return _sets(room, [(pair, tuple(coarse[p] for p in pair)) for pair in combinations(range(len(room.names)), 2)])


def smallest_changes(room: Room, level: int, evaluate: Evaluate, allowed: Allowed) -> Counterfactuals:
    """Towards more urgent than ``level`` and towards less urgent: the nearest set of one vital sign, else of two."""
    search = _Search(room, evaluate, allowed)
    ways = [urgent for urgent, possible in ((True, level > 1), (False, level < LEVELS)) if possible]
    search.look(sets_of_one(room))
    if any(search.nearest(level, urgent) is None for urgent in ways):
        alone = {urgent: search.nearest(level, urgent) for urgent in ways}
        search.look(sets_of_two(room))
        for urgent in ways:
            pair = search.nearest(level, urgent)
            if alone[urgent] is None and pair is not None:
                search.look(_between(room, search.values[pair]))
    return Counterfactuals(tuple(search.found(level, urgent) for urgent in ways), len(search.values))


class _Search:
    """What was tried so far: sets [n, k] with level, risk, distance, and how many vital signs differ."""

    def __init__(self, room: Room, evaluate: Evaluate, allowed: Allowed) -> None:
        self._room, self._evaluate, self._allowed = room, evaluate, allowed
        self.values: Floats = np.zeros((0, len(room.names)))
        self._levels, self._risks = np.zeros(0, np.int64), np.zeros(0)

    def look(self, values: Floats) -> None:
        """Try those of ``values`` that are allowed."""
        kept = values[[self._allowed(one) for one in values]] if len(values) else values
        if len(kept):
            levels, risks = self._evaluate(kept)
            self.values = np.concatenate([self.values, kept])
            self._levels, self._risks = np.append(self._levels, levels), np.append(self._risks, risks)

    def nearest(self, level: int, urgent: bool) -> int | None:
        """Place of the nearest set on that side of ``level``, of as few vital signs as will do; None where there is none."""
        moved = np.flatnonzero(self._levels < level if urgent else self._levels > level)
        if not len(moved):
            return None
        count = (self.values[moved] != self._room.old).sum(axis=1)
        return int(moved[np.lexsort((distances(self._room, self.values[moved]), count))[0]])

    def found(self, level: int, urgent: bool) -> Counterfactual:
        """The record of the nearest set; without one, the furthest risk that was reached."""
        place = self.nearest(level, urgent)
        if place is None:
            reached = (self._risks.max() if urgent else self._risks.min()) if len(self._risks) else float("nan")
            return Counterfactual(level, float(reached), (), 0.0, urgent)
        new = self.values[place]
        rows = zip(self._room.names, self._room.old, new, strict=True)
        changes = tuple(VitalChange(name, float(a), float(b)) for name, a, b in rows if a != b)
        away = float(distances(self._room, new[None])[0])
        return Counterfactual(int(self._levels[place]), float(self._risks[place]), changes, away, urgent)


def _ends(name: str, quantiles: NDArray[np.float32]) -> tuple[float, float]:
    low, high = PLAUSIBLE[name]
    common = np.quantile(quantiles, COMMON)
    return max(low, _rounded(name, float(common[0]))), min(high, _rounded(name, float(common[1])))


def _rounded(name: str, value: float) -> float:
    """As it is measured: temperature to a tenth, all else whole."""
    return round(value, 1) if name == "temperature_c" else float(round(value))


def _grid(room: Room, place: int) -> tuple[float, ...]:
    """Steps from the measured value to both ends of the range, the ends among them."""
    name, old, step = room.names[place], float(room.old[place]), STEPS[room.names[place]]
    up = np.arange(old + step, room.high[place], step)
    down = np.arange(old - step, room.low[place], -step)
    return _distinct(name, old, (*up, *down, room.low[place], room.high[place]))


def _coarse(room: Room, place: int) -> tuple[float, ...]:
    name, old = room.names[place], float(room.old[place])
    shares = np.arange(1, PAIR_STEPS + 1) / PAIR_STEPS
    ends = (room.low[place], room.high[place])
    return _distinct(name, old, tuple(old + s * (end - old) for end in ends for s in shares))


def _between(room: Room, values: Floats) -> Floats:
    """Pairs between the measured values and those of the pair in ``values`` [k]."""
    places = tuple(np.flatnonzero(values != room.old).tolist())
    shares = np.arange(1, FINE_STEPS + 1) / FINE_STEPS
    grids = (
        _distinct(room.names[p], float(room.old[p]), tuple(room.old[p] + s * (values[p] - room.old[p]) for s in shares))
        for p in places
    )
    return _sets(room, [(places, tuple(grids))])


def _distinct(name: str, old: float, values: tuple[float, ...]) -> tuple[float, ...]:
    """The values as they are measured, each once, without the old one."""
    return tuple(v for v in dict.fromkeys(_rounded(name, float(value)) for value in values) if v != old)


def _sets(room: Room, parts: list[tuple[tuple[int, ...], tuple[tuple[float, ...], ...]]]) -> Floats:
    made = []
    for places, grids in parts:
        for values in product(*grids):
            one = room.old.copy()
            one[list(places)] = values
            made.append(one)
    return np.array(made).reshape(-1, len(room.names))
