"""The risk dial: 0-10 as an arc in the level's colour, its 90 % interval as a thin outer arc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdss.records.assessment import Risk
from ui.theme import palette
from ui.views.painting import CENTRE, draw_text, font_of, level_colours, smooth

_START, _SPAN = 90.0, 360.0
_FULL = 10.0


class RiskDialView(QWidget):
    """Shows nothing but an empty ring until there is a risk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._risk: Risk | None = None
        self._level = 5
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_risk(self, risk: Risk | None, level: int | None) -> None:
        """Risk with interval (0-10 each) and the level whose colour the arc has."""
        self._risk, self._level = risk, level or 5
        self._speak()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self.update()
        super().changeEvent(event)

    def _speak(self) -> None:
        risk = self._risk
        low, high = risk.interval if risk else (0.0, 0.0)
        text = self.tr("Risk {0} of 10, 90 % interval {1} to {2}")
        said = text.format(f"{risk.score:.1f}", f"{low:.1f}", f"{high:.1f}") if risk else self.tr("Risk not known yet")
        self.setAccessibleName(said)
        self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """A square that fits the headline beside it."""
        return QSize(108, 108)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ring, arc, interval, figure."""
        painter = smooth(self)
        side = min(self.width(), self.height())
        ring = QRectF(9, 9, side - 18, side - 18)
        _arc(painter, ring, 0.0, _FULL, QColor(palette().track), 10)
        if self._risk is not None:
            colour = level_colours(self._level)[0]
            _arc(painter, ring, 0.0, self._risk.score, colour, 10)
            _arc(painter, ring.adjusted(-7, -7, 7, 7), *self._risk.interval, QColor(palette().muted), 2)
        self._figure(painter, QPointF(ring.center()))
        painter.end()

    def _figure(self, painter: QPainter, centre: QPointF) -> None:
        painter.setFont(font_of(self, 28, bold=True))
        shown = f"{self._risk.score:.1f}" if self._risk else "–"
        draw_text(painter, QRectF(centre.x() - 40, centre.y() - 25, 80, 34), shown, palette().text, CENTRE)
        painter.setFont(font_of(self, 12))
        draw_text(
            painter, QRectF(centre.x() - 40, centre.y() + 9, 80, 16), self.tr("risk / 10"), palette().muted, CENTRE
        )


def _arc(painter: QPainter, box: QRectF, low: float, high: float, colour: QColor, width: float) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    start = _START - _SPAN * low / _FULL
    painter.drawArc(box, round(16 * start), -round(16 * _SPAN * (high - low) / _FULL))
