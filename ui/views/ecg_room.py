"""How much room each row of the ECG paper gets: as much as its traces and the calibration pulse take, where there is so much.

Rows are equally high while all traces have their room in it; a tall trace then takes from the rows that have room to spare. Where
there is not enough, the tallest give way first; what then runs into its neighbour, or leaves the sheet, is named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from ui.views.ecg_layout import PaperLayout, Segment

PULSE_MV = 1.0
"""Height of the calibration pulse."""

_TALLEST_ROW_MM = 40.0
"""Above which a row grows only for what it has to show."""
_ROOMY_ROW_MM = 20.0
_LARGE_MM = 5.0
_AIR_MM = 1.0
_SHADED_MM = 2.0
"""Least room below 0 mV, where what lowers the output is shaded."""
_BASE = 0.55
"""Share of a row above 0 mV, where its traces leave the choice."""
_LEAST_APART = (0.75, 0.5, 0.25, 0.1)
"""Shares of an even row that 0 mV of crowded rows may come close, tried in turn until nothing leaves the sheet."""
_TOUCH_MM = 0.2
"""By which a trace may pass an edge before it counts as cut: less than the pen."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the traces and the calibration pulse of a row go from 0 mV, in millimetres of paper."""

    above: float = 0.0
    below: float = 0.0

    @property
    def wanted(self) -> float:
        """Height of a row that shows all of it."""
        return self.above + self.below + _AIR_MM


@dataclass(frozen=True, slots=True)
class RowPlace:
    """``top`` of a row and its 0 mV line, in millimetres from the corner of the paper, and its ``height``."""

    top: float
    height: float
    base: float


def reaches(layout: PaperLayout, *recordings: Ecg) -> tuple[Reach, ...]:
    """Of every row of ``layout``, over all ``recordings`` that are drawn in it; over the first the pulse has its room."""
    gain = layout.paper.gain
    found = [(0.0 if row else PULSE_MV, _SHADED_MM / gain) for row in range(layout.rows)]
    for segment in layout.segments:
        for ecg in recordings:
            high, low = _extremes(_drawn(ecg, segment))
            above, below = found[segment.row]
            found[segment.row] = (max(above, high), max(below, -low))
    return tuple(Reach(above * gain, below * gain) for above, below in found)


def rows_in(room_mm: float, wanted: tuple[Reach, ...], least_mm: float) -> tuple[RowPlace, ...]:
    """The rows in ``room_mm``, ``least_mm`` high at least while nothing asks for more."""
    room = max(room_mm, least_mm * len(wanted))
    needs = [reach.wanted for reach in wanted]
    if sum(needs) > room:
        return _crowded(room, wanted)
    level = _level(lambda height: sum(max(need, height) for need in needs), room, _TALLEST_ROW_MM)
    heights = [max(need, level) for need in needs]
    tops = [sum(heights[:row]) for row in range(len(heights))]
    return tuple(RowPlace(t, h, _base(t, h, reach)) for t, h, reach in zip(tops, heights, wanted, strict=True))


def pulse_rows(rows: tuple[RowPlace, ...], pulse_mm: float) -> tuple[int, ...]:
    """Rows that bear a calibration pulse: the first, and all others where it does not run into the one above."""
    found = [0]
    for row, place in enumerate(rows):
        if place.base - pulse_mm >= rows[found[-1]].base:
            found.append(row)
    return tuple(found)


def overlapping(layout: PaperLayout, rows: tuple[RowPlace, ...], ecg: Ecg) -> tuple[str, ...]:
    """Leads whose trace crosses that of the row above or below at the same place of the paper, in the order of ``ECG_LEADS``."""
    found = {
        lead
        for upper, lower in _neighbours(layout)
        if _cross(ecg, upper, lower, (rows[lower.row].base - rows[upper.row].base) / layout.paper.gain)
        for lead in (upper.lead, lower.lead)
    }
    return tuple(lead for lead in ECG_LEADS if lead in found)


def leaving(
    layout: PaperLayout, rows: tuple[RowPlace, ...], ecg: Ecg, first_mm: float, last_mm: float
) -> tuple[str, ...]:
    """Leads whose trace passes ``first_mm`` or ``last_mm`` of the paper, where the sheet ends, in the order of ``ECG_LEADS``."""
    found = set()
    for segment in layout.segments:
        high, low = _extremes(_drawn(ecg, segment))
        base, gain = rows[segment.row].base, layout.paper.gain
        if base - high * gain < first_mm - _TOUCH_MM or base - low * gain > last_mm + _TOUCH_MM:
            found.add(segment.lead)
    return tuple(lead for lead in ECG_LEADS if lead in found)


def _drawn(ecg: Ecg, segment: Segment) -> NDArray[np.float32]:
    """float32 [samples] in mV of what ``segment`` shows of ``ecg``."""
    first, last = round(segment.start * ecg.rate_hz), round(segment.end * ecg.rate_hz)
    return ecg.signal_mv[ECG_LEADS.index(segment.lead), first:last]


def _extremes(signal: NDArray[np.float32]) -> tuple[float, float]:
    """The highest and the lowest voltage, never on one side of 0 mV alone."""
    return float(np.fmax.reduce(signal, initial=0.0)), float(np.fmin.reduce(signal, initial=0.0))


def _neighbours(layout: PaperLayout) -> Iterator[tuple[Segment, Segment]]:
    """Segments one below the other; of each pair the same moments stand at the same place of the paper."""
    for upper in layout.segments:
        for lower in layout.segments:
            shifted = abs((upper.x_mm - upper.start * upper.speed) - (lower.x_mm - lower.start * lower.speed))
            if (
                lower.row == upper.row + 1
                and shifted < 1e-6
                and max(upper.start, lower.start) < min(upper.end, lower.end)
            ):
                yield upper, lower


def _cross(ecg: Ecg, upper: Segment, lower: Segment, apart_mv: float) -> bool:
    """Whether the lower trace comes above the upper one within a small square: steep strokes so close are seen as one."""
    start, end = max(upper.start, lower.start), min(upper.end, lower.end)
    part = slice(round(start * ecg.rate_hz), round(end * ecg.rate_hz))
    above, below = (ecg.signal_mv[ECG_LEADS.index(segment.lead), part] for segment in (upper, lower))
    edges = np.arange(0, above.size, max(round(ecg.rate_hz / upper.speed), 1))
    if not edges.size:
        return False
    return bool(np.any(np.fmax.reduceat(below, edges) - np.fmin.reduceat(above, edges) > apart_mv))


def _base(top: float, height: float, reach: Reach) -> float:
    """0 mV of a row: on a grid line, so that voltages can be counted off; a large one where the traces leave the choice."""
    first, last = top + reach.above, top + height - reach.below
    usual = min(max(top + _BASE * height, first), last)
    large = round(usual / _LARGE_MM) * _LARGE_MM
    if height >= _ROOMY_ROW_MM and first <= large <= last:
        return large
    return float(round(usual))


def _crowded(room: float, wanted: tuple[Reach, ...]) -> tuple[RowPlace, ...]:
    """Rows that want more than ``room``: the tallest give way first, and rather overlap than leave the sheet."""
    needs = [reach.wanted for reach in wanted]
    level = _level(lambda height: sum(min(need, height) for need in needs), room, max(needs))
    bases, top = [], 0.0
    for reach in wanted:
        height = min(reach.wanted, level)
        bases.append(_on_the_sheet(top + height * reach.above / reach.wanted, room, reach))
        top += height
    for share in _LEAST_APART:
        spread = _spread(bases, share * room / len(bases), room, wanted)
        if all(b - reach.above >= 0.0 and b + reach.below <= room for b, reach in zip(spread, wanted, strict=True)):
            break
    edges = [0.0, *((one + other) / 2.0 for one, other in pairwise(spread)), room]
    return tuple(RowPlace(a, b - a, base) for (a, b), base in zip(pairwise(edges), spread, strict=True))


def _spread(bases: list[float], gap: float, room: float, wanted: tuple[Reach, ...]) -> list[float]:
    """``bases`` on lines of the grid and at least about ``gap`` apart: the lower ones moved down, then all up from the last."""
    down: list[float] = []
    for base in bases:
        down.append(max(base, down[-1] + gap) if down else base)
    up = [_on_the_sheet(down[-1], room, wanted[-1])]
    for base in reversed(down[:-1]):
        up.append(min(base, up[-1] - gap))
    return [_on_a_line(base, room, reach) for base, reach in zip(reversed(up), wanted, strict=True)]


def _on_a_line(base: float, room: float, reach: Reach) -> float:
    """The line of the grid next to ``base``; not one at which a trace is cut that is not cut at ``base``."""
    if reach.above <= base <= room - reach.below:
        return float(min(max(round(base), math.ceil(reach.above)), math.floor(room - reach.below)))
    return float(round(base))


def _on_the_sheet(base: float, room: float, reach: Reach) -> float:
    """``base`` moved so far that nothing is cut; in proportion where that cannot be."""
    if reach.wanted > room:
        return room * reach.above / reach.wanted
    return min(max(base, reach.above), room - reach.below)


def _level(total: Callable[[float], float], room: float, most: float) -> float:
    """The largest height up to ``most`` of which ``total`` still fits into ``room``; ``total`` never falls."""
    low, high = 0.0, most
    if total(high) <= room:
        return high
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if total(middle) <= room else (low, middle)
    return low
