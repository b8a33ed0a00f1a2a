"""Where waves begin and end, as thin marks with their names: told apart by dash and place, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme.palette import PaperColours
from ui.views.ecg_layout import Segment

if TYPE_CHECKING:
    from cdss.signals.waves import Waves

_DASHES = {
    "P": Qt.PenStyle.DotLine,
    "QRS": Qt.PenStyle.SolidLine,
    "J": Qt.PenStyle.DashLine,
    "T": Qt.PenStyle.DashDotLine,
}
_STEP = 13.0
"""Units of text from one name down to the next, so that close marks keep their names apart."""
_FAINT = 120
"""Opacity of the marks of all other beats, which must not hide the trace."""
_NAMED_FROM = 70.0
"""Height of a row from which there is room for names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``name`` of the wave at ``second``; ``named``: its name is written beside it."""

    name: str
    second: float
    named: bool


def beat_marks(found: Waves) -> tuple[Mark, ...]:
    """Marks on the median beat."""
    return tuple(Mark(name, found.r_s + offset, True) for name, offset in found.marks())


def strip_marks(found: Waves, named: Iterable[float]) -> tuple[Mark, ...]:
    """Marks of the median beat on each beat it was made of; the first beat from each second of ``named`` on has names."""
    first = {min((b for b in found.beats_s if b >= start + 0.3), default=-1.0) for start in named}
    return tuple(Mark(name, beat + offset, beat in first) for beat in found.beats_s for name, offset in found.marks())


def draw_marks(
    painter: QPainter, paper: PaperColours, rows: Iterable[tuple[Segment, QRectF]], marks: tuple[Mark, ...]
) -> None:
    """``marks`` in every row that shows their moment; ``rows`` are places in units of text."""
    named, faint = QColor(paper.caliper), QColor(paper.caliper)
    faint.setAlpha(_FAINT)
    for segment, place in rows:
        roomy = place.height() >= _NAMED_FROM
        for mark in marks:
            if not segment.start <= mark.second <= segment.end:
                continue
            x = place.left() + (mark.second - segment.start) / (segment.end - segment.start) * place.width()
            painter.setPen(QPen(named if mark.named else faint, 1.0, _DASHES[mark.name]))
            painter.drawLine(QPointF(x, place.top() + 0.2 * place.height()), QPointF(x, place.bottom() - 2.0))
            if roomy and mark.named:
                painter.setPen(named)
                level = list(_DASHES).index(mark.name)
                painter.drawText(QPointF(x + 2.0, place.bottom() - 4.0 - _STEP * (3 - level)), mark.name)


def interval_lines(found: Waves) -> tuple[str, ...]:
    """ "PR 156 ms" and the like, a dash for what could not be measured."""
    return tuple(f"{name} \N{EN DASH}" if ms is None else f"{name} {ms:.0f}" for name, ms in found.interval_ms)
