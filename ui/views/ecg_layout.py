"""How the twelve leads lie on the paper: which part of which lead starts where, in millimetres.

Paper runs at 25 mm/s and 10 mm/mV (AHA/ACC/HRS recommendations for the standardization of the electrocardiogram, 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MM_PER_SECOND = 25.0
MM_PER_MV = 10.0
MARGIN_MM = 5.0
"""Room at the left of every row for the calibration pulse."""

_COLUMNS_3X4 = (("I", "II", "III"), ("aVR", "aVL", "aVF"), ("V1", "V2", "V3"), ("V4", "V5", "V6"))
_COLUMNS_6X2 = (("I", "II", "III", "aVR", "aVL", "aVF"), ("V1", "V2", "V3", "V4", "V5", "V6"))
_COLUMN_12X1 = (_COLUMNS_6X2[0] + _COLUMNS_6X2[1],)
_PAGE_SECONDS = 10.0
_RHYTHM_LEAD = "II"


@dataclass(frozen=True, slots=True)
class Segment:
    """Seconds ``start`` to ``end`` of ``lead`` in ``row``, beginning at ``x_mm``."""

    lead: str
    row: int
    start: float
    end: float
    x_mm: float

    @property
    def width_mm(self) -> float:
        """Length on the paper."""
        return (self.end - self.start) * MM_PER_SECOND


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """All segments; ``seconds`` of the recording are on the page."""

    name: str
    segments: tuple[Segment, ...]
    rows: int
    seconds: float
    least_row_mm: float

    @property
    def width_mm(self) -> float:
        """From the left edge to the end of the longest row."""
        return max(s.x_mm + s.width_mm for s in self.segments)


def paper_layout(name: str, seconds: float) -> PaperLayout:
    """The layout called ``name`` (one of ``LAYOUTS``) for a recording of ``seconds``; ``KeyError`` for another name."""
    return _BUILDERS[name](seconds)


def _three_by_four(seconds: float) -> PaperLayout:
    page = min(seconds, _PAGE_SECONDS)
    rhythm = Segment(_RHYTHM_LEAD, 3, 0.0, page, MARGIN_MM)
    return PaperLayout("3x4+II", (*_columns(_COLUMNS_3X4, page), rhythm), 4, page, 22.0)


def _six_by_two(seconds: float) -> PaperLayout:
    page = min(seconds, _PAGE_SECONDS)
    return PaperLayout("6x2", _columns(_COLUMNS_6X2, page), 6, page, 18.0)


def _twelve_by_one(seconds: float) -> PaperLayout:
    return PaperLayout("12x1", _columns(_COLUMN_12X1, seconds), 12, seconds, 13.0)


def _columns(columns: tuple[tuple[str, ...], ...], page: float) -> tuple[Segment, ...]:
    """Columns follow each other in time: what stands side by side was recorded one after the other."""
    width = page / len(columns)
    return tuple(
        Segment(lead, row, c * width, (c + 1) * width, MARGIN_MM + c * width * MM_PER_SECOND)
        for c, leads in enumerate(columns)
        for row, lead in enumerate(leads)
    )


_BUILDERS: dict[str, Callable[[float], PaperLayout]] = {
    "3x4+II": _three_by_four,
    "6x2": _six_by_two,
    "12x1": _twelve_by_one,
}

LAYOUTS: tuple[str, ...] = tuple(_BUILDERS)
"""Names of the layouts, the usual one first."""
