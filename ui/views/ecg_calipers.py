"""Calipers: two points on the paper give an interval, the rate it stands for, and a voltage.

Their ends may snap to R peaks in time; how high they stand is left to the hand. The interval can be marched out along the strip.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cdss.core.figures import signed
from ui.theme import palette
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import PaperScale

_PLATE_HEIGHT = 20.0
_SNAP_REACH = 10.0
"""Logical pixels within which an end goes to an R peak."""
_LEAST_STEP_MM = 2.0
"""An interval below 80 ms at the usual speed is no rhythm to be marched out."""


@dataclass(slots=True)
class CaliperTool:
    """What dragging on the paper measures. ``peaks_s``: times of the R peaks, none where nothing may be snapped to."""

    on: bool = False
    snap: bool = True
    march: bool = False
    peaks_s: tuple[float, ...] = ()
    found: Calipers | None = None

    def measure(self, one: QPointF, other: QPointF, geometry: PaperGeometry, ratio: float) -> None:
        """Set the calipers from two device points, each at the R peak that is near enough."""
        plain = Calipers.between(one, other, geometry)
        peaks = self.peaks_s if self.snap else ()
        self.found = plain.snapped(peaks, _SNAP_REACH * ratio / geometry.scale)

    def put_away(self) -> bool:
        """Take the calipers off the paper; whether there were any."""
        had, self.found = self.found is not None, None
        return had


@dataclass(frozen=True, slots=True)
class Calipers:
    """Two points in millimetres from the paper's corner, so that they stay on the trace when it is moved or zoomed.

    ``beats``: RR intervals between the two, where both stand on R peaks.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    paper: PaperScale = PaperScale()
    beats: int | None = None

    @classmethod
    def between(cls, one: QPointF, other: QPointF, geometry: PaperGeometry) -> Calipers:
        """Calipers from two device points."""
        s = geometry.scale
        x, y = geometry.x, geometry.y
        return cls((one.x() - x) / s, (one.y() - y) / s, (other.x() - x) / s, (other.y() - y) / s, geometry.paper)

    def snapped(self, peaks_s: tuple[float, ...], reach_mm: float) -> Calipers:
        """With each end at the nearest of ``peaks_s`` that is no farther than ``reach_mm``."""
        ends = [self._nearest(x, peaks_s, reach_mm) for x in (self.x0, self.x1)]
        x0, x1 = (x if at is None else self._place(peaks_s[at]) for x, at in zip((self.x0, self.x1), ends, strict=True))
        first, last = ends
        beats = abs(last - first) if first is not None and last is not None and first != last else None
        return replace(self, x0=x0, x1=x1, beats=beats)

    def marched(self, width_mm: float) -> list[float]:
        """Where the interval ends when it is repeated to both sides over ``width_mm`` of paper; the two ends left out."""
        step, begin = abs(self.x1 - self.x0), min(self.x0, self.x1)
        if step < _LEAST_STEP_MM:
            return []
        first, last = math.ceil((self.paper.margin_mm - begin) / step), math.floor((width_mm - begin) / step)
        return [begin + k * step for k in range(first, last + 1) if k not in (0, 1)]

    def milliseconds(self) -> float:
        """Length of the interval."""
        return abs(self.x1 - self.x0) / self.paper.speed * 1000.0

    def millivolts(self) -> float:
        """Second point minus first, upwards positive."""
        return (self.y0 - self.y1) / self.paper.gain

    def text(self) -> str:
        """The figures; between R peaks the mean RR interval and its rate, which an interval under 100 ms has not."""
        ms, count = self.milliseconds(), self.beats or 1
        shown = f"{ms:.0f} ms" if self.beats is None else f"RR {ms / count:.0f} ms"
        if count > 1:
            shown = f"{count} × {shown} = {ms:.0f} ms"
        rate = f" · {60000.0 * count / ms:.0f} /min" if ms >= 100.0 else ""
        return f"{shown}{rate} · {signed(self.millivolts(), '{:+.2f}')} mV"

    def _nearest(self, x: float, peaks_s: tuple[float, ...], reach_mm: float) -> int | None:
        near = min(range(len(peaks_s)), key=lambda i: abs(self._place(peaks_s[i]) - x), default=None)
        return near if near is not None and abs(self._place(peaks_s[near]) - x) <= reach_mm else None

    def _place(self, second: float) -> float:
        """Columns follow each other in time, so a moment has one place on every strip."""
        return self.paper.margin_mm + second * self.paper.speed


def draw_march(painter: QPainter, calipers: Calipers, geometry: PaperGeometry, ratio: float, width_mm: float) -> None:
    """Dotted legs where the interval would come again, over the whole height."""
    pen = QPen(QColor(palette().paper.caliper), 1.0, Qt.PenStyle.DotLine)
    painter.setPen(pen)
    bottom = painter.viewport().height()
    for mm in calipers.marched(width_mm):
        x = (geometry.x + mm * geometry.scale) / ratio
        painter.drawLine(QPointF(x, 0.0), QPointF(x, bottom))


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
