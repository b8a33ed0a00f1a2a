"""Outlines of what is pointed at elsewhere: film cells, stretches of the ECG, a whole row. A shape, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QLineF, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import palette
from ui.views.ecg_layout import Segment

Cells = tuple[tuple[int, int, float], ...]
"""Row, column, and attention as a multiple of an even spread."""

Spans = tuple[tuple[float, float, float], ...]
"""Start and end in seconds, and attention as a multiple of an even spread."""

STRONG = 3.0
"""Times an even spread from which an outline is solid instead of dashed."""

_ON_FILM, _UNDER = QColor("#9ad8ff"), QColor("black")
"""A film is dark in every theme."""

_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))


def outline_pen(strong: bool, width: float = 2.0) -> QPen:
    """Solid for what is looked at much, dashed for the rest."""
    return QPen(QColor(palette().accent), width, Qt.PenStyle.SolidLine if strong else Qt.PenStyle.DashLine)


def cell_borders(cells: Cells, place: QRectF, side: int) -> list[tuple[QLineF, bool]]:
    """Borders between lit and dark cells of a grid with ``side`` rows and columns over ``place``, and which are strong."""
    strength = {(row, column): times for row, column, times in cells}
    width, height = place.width() / side, place.height() / side
    found = []
    for (row, column), times in strength.items():
        box = QRectF(place.x() + column * width, place.y() + row * height, width, height)
        edges = (
            QLineF(box.topLeft(), box.topRight()),
            QLineF(box.bottomLeft(), box.bottomRight()),
            QLineF(box.topLeft(), box.bottomLeft()),
            QLineF(box.topRight(), box.bottomRight()),
        )
        for (down, right), edge in zip(_SIDES, edges, strict=True):
            if (row + down, column + right) not in strength:
                found.append((edge, times >= STRONG))
    return found


def draw_cells(painter: QPainter, place: QRectF, cells: Cells, side: int = 7) -> None:
    """Outline lit cells over ``place``: a dark line under a bright one, so that it shows on any film."""
    borders = cell_borders(cells, place, side)
    for under in (True, False):
        for line, strong in borders:
            pen = outline_pen(strong)
            pen.setColor(_ON_FILM)
            painter.setPen(QPen(_UNDER, 4.0) if under else pen)
            painter.drawLine(line)


def draw_spans(painter: QPainter, segments: Iterable[tuple[Segment, QRectF]], spans: Spans, scale: float) -> None:
    """Outline stretches of time in every row of the paper that shows them; ``scale``: pixels for each millimetre."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for segment, row in segments:
        for start, end, times in spans:
            left, right = max(start, segment.start), min(end, segment.end)
            if left < right:
                x = row.x() + (left - segment.start) * segment.speed * scale
                painter.setPen(outline_pen(times >= STRONG))
                painter.drawRect(QRectF(x, row.y(), (right - left) * segment.speed * scale, row.height()))


class Outline(QWidget):
    """A frame over ``target``, as large as it; clicks and hovering pass through."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target, self._strong = target, False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        target.installEventFilter(self)

    def show_times(self, times: float | None) -> None:
        """Frame the target, solid or dashed by ``times`` an even spread; None takes the frame away."""
        self._strong = times is not None and times >= STRONG
        self.setGeometry(self._target.rect())
        self.setVisible(times is not None)
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the target."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._target.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame."""
        painter = QPainter(self)
        painter.setPen(outline_pen(self._strong))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()
