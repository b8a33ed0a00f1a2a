"""Reliability of probabilities before and after a recalibration: mean probability against what was observed, in bins."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import CENTRE, LEFT, RIGHT, draw_text, font_of, smooth
from ui.views.worded import Worded

Points = tuple[tuple[float, float], ...]

LEGEND = 22.0
"""Pixels above the frame, where it stands which mark is which."""

_LEFT, _BELOW, _BESIDE = 58.0, 42.0, 16.0
"""Pixels for the figures and the name of each axis, and at the right for half of the last figure."""

_FONT, _LINE = 12, 16.0
_TICKS = (0, 25, 50, 75, 100)
_MARK = 8.0


class ReliabilityView(Worded, QWidget):
    """Empty squares on a dashed line before, discs on a solid one after; thin the line of perfect calibration.

    Both axes from 0 to 100 %. The two differ in shape, filling and line, not in colour alone.
    """

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
        """A square of 240 pixels with room for its words."""
        return QSize(round(240 + _LEFT + _BESIDE), round(240 + LEGEND + _BELOW))

    def frame(self) -> QRectF:
        """Where 0 to 100 % lie."""
        return QRectF(_LEFT, LEGEND, self.width() - _LEFT - _BESIDE, self.height() - LEGEND - _BELOW)

    def place(self, predicted: float, observed: float) -> QPointF:
        """Where a point of the plot stands."""
        box = self.frame()
        return QPointF(box.left() + predicted * box.width(), box.bottom() - observed * box.height())

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
        """Legend, axes, diagonal, and both sets of points."""
        painter = smooth(self)
        painter.setFont(font_of(self, _FONT))
        self._draw_axes(painter)
        for points, after in ((self._before, False), (self._after, True)):
            self._draw_points(painter, [self.place(*point) for point in points], after)
        self._draw_legend(painter)
        painter.end()

    def _draw_axes(self, painter: QPainter) -> None:
        box = self.frame()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(palette().control_border), 1))
        painter.drawRect(box)
        painter.drawLine(box.bottomLeft(), box.topRight())
        for tick in _TICKS:
            at = self.place(tick / 100, tick / 100)
            painter.setPen(QPen(QColor(palette().control_border), 1))
            painter.drawLine(QPointF(at.x(), box.bottom()), QPointF(at.x(), box.bottom() + 4))
            painter.drawLine(QPointF(box.left() - 4, at.y()), QPointF(box.left(), at.y()))
            below = QRectF(at.x() - 20, box.bottom() + 5, 40, _LINE)
            draw_text(painter, below, f"{tick}", palette().muted, CENTRE)
            draw_text(painter, QRectF(0, at.y() - 8, box.left() - 7, _LINE), f"{tick}", palette().muted, RIGHT)
        name = QRectF(box.left(), box.bottom() + 5 + _LINE, box.width(), _LINE)
        draw_text(painter, name, self.tr("Predicted probability (%)"), palette().text, CENTRE)
        painter.save()
        painter.translate(_LINE / 2 + 2, box.center().y())
        painter.rotate(-90)
        upright = QRectF(-box.height() / 2, -_LINE / 2, box.height(), _LINE)
        draw_text(painter, upright, self.tr("Observed share (%)"), palette().text, CENTRE)
        painter.restore()

    def _draw_legend(self, painter: QPainter) -> None:
        left = self.frame().left()
        for words, after in ((self.tr("before"), False), (self.tr("after"), True)):
            middle = LEGEND / 2 - 2
            self._draw_points(painter, [QPointF(left + 4, middle), QPointF(left + 30, middle)], after)
            draw_text(painter, QRectF(left + 40, middle - 8, 70, _LINE), words, palette().text, LEFT)
            left += 120

    def _draw_points(self, painter: QPainter, places: list[QPointF], after: bool) -> None:
        colour = QColor(palette().accent if after else palette().warning)
        line = Qt.PenStyle.SolidLine if after else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, 1.5, line))
        for one, other in pairwise(places):
            painter.drawLine(one, other)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(colour if after else QColor(palette().background))
        for place in places:
            mark = QRectF(place.x() - _MARK / 2, place.y() - _MARK / 2, _MARK, _MARK)
            painter.drawEllipse(mark) if after else painter.drawRect(mark)
