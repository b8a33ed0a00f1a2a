"""Calipers: two points on the paper give an interval, the rate it stands for, and a voltage."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme import palette
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import PaperScale

_PLATE_HEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Calipers:
    """Two points in millimetres from the paper's corner, so that they stay on the trace when it is moved or zoomed."""

    x0: float
    y0: float
    x1: float
    y1: float
    paper: PaperScale = PaperScale()

    @classmethod
    def between(cls, one: QPointF, other: QPointF, geometry: PaperGeometry) -> Calipers:
        """Calipers from two device points."""
        s = geometry.scale
        x, y = geometry.x, geometry.y
        return cls((one.x() - x) / s, (one.y() - y) / s, (other.x() - x) / s, (other.y() - y) / s, geometry.paper)

    def milliseconds(self) -> float:
        """Length of the interval."""
        return abs(self.x1 - self.x0) / self.paper.speed * 1000.0

    def millivolts(self) -> float:
        """Second point minus first, upwards positive."""
        return (self.y0 - self.y1) / self.paper.gain

    def text(self) -> str:
        """The three figures; no rate where the interval is too short to be one beat to the next (under 100 ms)."""
        ms = self.milliseconds()
        rate = f" · {60000.0 / ms:.0f} /min" if ms >= 100.0 else ""
        return f"{ms:.0f} ms{rate} · {self.millivolts():+.2f} mV"


def draw_calipers(painter: QPainter, calipers: Calipers, geometry: PaperGeometry, ratio: float, room: QRectF) -> None:
    """Legs and figures, in logical coordinates; the plate stays inside ``room``."""
    s = geometry.scale / ratio
    x, y = geometry.x / ratio, geometry.y / ratio
    ax, ay, bx, by = (x + calipers.x0 * s, y + calipers.y0 * s, x + calipers.x1 * s, y + calipers.y1 * s)
    painter.setPen(QPen(QColor(palette().paper.caliper), 1.0))
    for at in (ax, bx):
        painter.drawLine(QPointF(at, room.top()), QPointF(at, room.bottom()))
    painter.setPen(QPen(QColor(palette().paper.caliper), 1.0, Qt.PenStyle.DashLine))
    for at in (ay, by):
        painter.drawLine(QPointF(min(ax, bx), at), QPointF(max(ax, bx), at))
    _draw_figures(painter, calipers.text(), QPointF(max(ax, bx) + 6.0, min(ay, by) - _PLATE_HEIGHT - 4.0), room)


def _draw_figures(painter: QPainter, text: str, at: QPointF, room: QRectF) -> None:
    width = painter.fontMetrics().horizontalAdvance(text) + 12.0
    left = min(max(at.x(), room.left() + 2.0), room.right() - width - 2.0)
    top = min(max(at.y(), room.top() + 2.0), room.bottom() - _PLATE_HEIGHT - 2.0)
    box = QRectF(left, top, width, _PLATE_HEIGHT)
    painter.fillRect(box, QColor(palette().raised))
    painter.setPen(QColor(palette().paper.caliper))
    painter.drawRect(box)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
