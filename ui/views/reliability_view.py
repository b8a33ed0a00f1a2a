"""Reliability of probabilities before and after a recalibration: mean probability against what was observed, in bins."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import CENTRE, draw_text, font_of, smooth
from ui.views.worded import Worded

Points = tuple[tuple[float, float], ...]

_MARGIN = 30.0


class ReliabilityView(Worded, QWidget):
    """Squares before, discs after, on the line of perfect calibration; both axes from 0 to 100 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: Points = ()
        self._after: Points = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._words()

    def set_points(self, before: Points, after: Points) -> None:
        """(predicted, observed), each 0-1."""
        self._before, self._after = before, after
        self._words()
        self.update()

    def sizeHint(self) -> QSize:
        """A square with room for its words."""
        return QSize(240, 240)

    def _words(self) -> None:
        self.setAccessibleName(self.tr("Reliability before and after"))
        said = ((self.tr("before"), self._before), (self.tr("after"), self._after))
        lines = (
            f"{name}: " + ", ".join(f"{100 * p:.0f} % → {100 * o:.0f} %" for p, o in points)
            for name, points in said
            if points
        )
        self.setAccessibleDescription("\n".join(lines))
        self.setToolTip("\n".join((self.tr("predicted → observed"), self.accessibleDescription())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, diagonal, both sets of points, and what they are."""
        painter = smooth(self)
        box = QRectF(_MARGIN, 8, self.width() - _MARGIN - 8, self.height() - _MARGIN - 8)
        painter.setPen(QPen(QColor(palette().control_border), 1))
        painter.drawRect(box)
        painter.drawLine(box.bottomLeft(), box.topRight())
        for points, colour, round_ in ((self._before, palette().muted, False), (self._after, palette().accent, True)):
            self._draw(painter, box, points, QColor(colour), round_)
        painter.setFont(font_of(self, 12))
        words = self.tr("■ before   ● after   (predicted → observed)")
        draw_text(painter, QRectF(0, box.bottom() + 6, self.width(), 18), words, palette().muted, CENTRE)
        painter.end()

    def _draw(self, painter: QPainter, box: QRectF, points: Points, colour: QColor, round_: bool) -> None:
        places = [
            QPointF(box.left() + predicted * box.width(), box.bottom() - observed * box.height())
            for predicted, observed in points
        ]
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour)
        for one, other in pairwise(places):
            painter.drawLine(one, other)
        for place in places:
            mark = QRectF(place.x() - 4, place.y() - 4, 8, 8)
            painter.drawEllipse(mark) if round_ else painter.drawRect(mark)
