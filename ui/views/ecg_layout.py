"""How the leads lie on the paper: which part of which lead starts where, in millimetres.

Paper runs at 25 mm/s and 10 mm/mV (AHA/ACC/HRS recommendations for the standardization of the electrocardiogram, 2007) unless
another speed or gain is chosen. A column, a row or a page always shows time in the order in which it was recorded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

MM_PER_SECOND = 25.0
MM_PER_MV = 10.0
MARGIN_MM = 5.0
"""Room at the left of every row for the calibration pulse, at the usual speed."""

SPEEDS = (12.5, 25.0, 50.0)
"""Paper speeds in mm/s, slowest first."""

GAINS = (2.5, 5.0, 10.0, 20.0)
"""Gains in mm/mV, lowest first."""

SINGLE = "1x1"
"""The layout of one lead over the whole width."""

MEDIAN = "median"
"""The layout of twelve median beats; what lies on it is the median beat, not the recording."""

_COLUMNS_3X4 = (("I", "II", "III"), ("aVR", "aVL", "aVF"), ("V1", "V2", "V3"), ("V4", "V5", "V6"))
_COLUMNS_6X2 = (("I", "II", "III", "aVR", "aVL", "aVF"), ("V1", "V2", "V3", "V4", "V5", "V6"))
_COLUMN_12X1 = (_COLUMNS_6X2[0] + _COLUMNS_6X2[1],)
_PAGE_SECONDS = 10.0
_RHYTHM_LEAD = "II"
_PULSE_SECONDS = 0.2
_LARGE_MM = 5.0


@dataclass(frozen=True, slots=True)
class PaperScale:
    """``speed`` in mm/s, ``gain`` in mm/mV."""

    speed: float = MM_PER_SECOND
    gain: float = MM_PER_MV

    @property
    def margin_mm(self) -> float:
        """Room for the calibration pulse: 0.2 s, never less than a large square, so that seconds begin on a large line."""
        return max(MARGIN_MM, _PULSE_SECONDS * self.speed)

    def text(self) -> str:
        """As printed on paper."""
        return f"{self.speed:g} mm/s · {self.gain:g} mm/mV"


@dataclass(frozen=True, slots=True)
class Segment:
    """Seconds ``start`` to ``end`` of ``lead`` in ``row``, beginning at ``x_mm``, on paper of ``speed`` mm/s."""

    lead: str
    row: int
    start: float
    end: float
    x_mm: float
    speed: float = MM_PER_SECOND

    @property
    def width_mm(self) -> float:
        """Length on the paper."""
        return (self.end - self.start) * self.speed


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """All segments; ``seconds`` of the recording are on the page."""

    name: str
    segments: tuple[Segment, ...]
    rows: int
    seconds: float
    least_row_mm: float
    paper: PaperScale = PaperScale()

    @property
    def width_mm(self) -> float:
        """From the left edge to the end of the longest row."""
        return max(s.x_mm + s.width_mm for s in self.segments)

    def only(self, first: int, rows: int) -> PaperLayout:
        """``rows`` of its rows from ``first`` on, on a sheet of their own."""
        kept = tuple(replace(s, row=s.row - first) for s in self.segments if first <= s.row < first + rows)
        return replace(self, segments=kept, rows=rows)


def paper_layout(name: str, seconds: float, paper: PaperScale = PaperScale(), lead: str = _RHYTHM_LEAD) -> PaperLayout:
    """The layout called ``name`` (of ``LAYOUTS``, ``MEDIAN``, or ``SINGLE`` of ``lead``) for ``seconds``, else ``KeyError``."""
    if name == MEDIAN:
        return _median_beats(seconds, paper)
    if name == SINGLE:
        whole = Segment(lead, 0, 0.0, seconds, paper.margin_mm, paper.speed)
        return PaperLayout(SINGLE, (whole,), 1, seconds, 40.0, paper)
    return _BUILDERS[name](seconds, paper)


def _three_by_four(seconds: float, paper: PaperScale) -> PaperLayout:
    page = min(seconds, _PAGE_SECONDS)
    rhythm = Segment(_RHYTHM_LEAD, 3, 0.0, page, paper.margin_mm, paper.speed)
    return PaperLayout("3x4+II", (*_columns(_COLUMNS_3X4, page, paper), rhythm), 4, page, 22.0, paper)


def _six_by_two(seconds: float, paper: PaperScale) -> PaperLayout:
    page = min(seconds, _PAGE_SECONDS)
    return PaperLayout("6x2", _columns(_COLUMNS_6X2, page, paper), 6, page, 18.0, paper)


def _twelve_by_one(seconds: float, paper: PaperScale) -> PaperLayout:
    return PaperLayout("12x1", _columns(_COLUMN_12X1, seconds, paper), 12, seconds, 13.0, paper)


def _median_beats(seconds: float, paper: PaperScale) -> PaperLayout:
    """Each lead from its own 0 s, on the large lines, a large square or more apart."""
    pitch = math.ceil((seconds * paper.speed + _LARGE_MM) / _LARGE_MM) * _LARGE_MM
    segments = tuple(
        Segment(lead, row, 0.0, seconds, paper.margin_mm + c * pitch, paper.speed)
        for c, leads in enumerate(_COLUMNS_3X4)
        for row, lead in enumerate(leads)
    )
    return PaperLayout(MEDIAN, segments, 3, seconds, 26.0, paper)


def _columns(columns: tuple[tuple[str, ...], ...], page: float, paper: PaperScale) -> tuple[Segment, ...]:
    """Columns follow each other in time: what stands side by side was recorded one after the other."""
    width = page / len(columns)
    return tuple(
        Segment(lead, row, c * width, (c + 1) * width, paper.margin_mm + c * width * paper.speed, paper.speed)
        for c, leads in enumerate(columns)
        for row, lead in enumerate(leads)
    )


_BUILDERS: dict[str, Callable[[float, PaperScale], PaperLayout]] = {
    "3x4+II": _three_by_four,
    "6x2": _six_by_two,
    "12x1": _twelve_by_one,
}

LAYOUTS: tuple[str, ...] = tuple(_BUILDERS)
"""Names of the layouts of all twelve leads, the usual one first."""
