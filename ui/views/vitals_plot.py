"""Draws one trend: bands with their points behind it, the line with its gaps, the thresholds at the left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.theme import palette
from ui.views.painting import RIGHT
from ui.views.vitals_scale import plain_marks, thresholds, value_range, zones
from ui.views.vitals_series import TimeAxis, Trend, runs

POINTS_ROOM = 28.0
"""Room at the right for the points of each band."""
_TICK_ROOM = 34.0
_LEAST_BETWEEN = 11.0
_DOTS_UP_TO = 60


@dataclass(frozen=True, slots=True)
class Plot:
    """One trend in ``box``. ``scored``: NEWS2 applies to this patient; else no band is drawn. ``caption``: at the right."""

    trend: Trend
    axis: TimeAxis
    box: QRectF
    colour: str
    scored: bool
    caption: str = ""

    def x(self, place: float) -> float:
        """Device-independent x of a place on the time axis."""
        width = self.box.width() - POINTS_ROOM
        return self.box.left() + (place - self.axis.low) / (self.axis.high - self.axis.low) * width

    def y_of(self) -> Callable[[float], float]:
        """Map from value to y."""
        low, high = value_range(self.trend.name, self.trend.values)
        return lambda value: self.box.bottom() - (value - low) / (high - low) * self.box.height()


def draw_plot(painter: QPainter, plot: Plot) -> None:
    """Ground, bands, thresholds and line."""
    y = plot.y_of()
    low, high = value_range(plot.trend.name, plot.trend.values)
    found = zones(plot.trend.name, low, high) if plot.scored else ()
    painter.fillRect(plot.box, QColor(palette().raised))
    for zone in found:
        top = max(y(zone.high), plot.box.top())
        _draw_zone(painter, QRectF(plot.box.left(), top, plot.box.width(), y(zone.low) - top), zone.points)
    marks = thresholds(found) if found else plain_marks(plot.trend.name, low, high)
    _draw_marks(painter, plot, y, marks)
    if plot.caption:
        painter.setPen(QColor(palette().muted))
        painter.drawText(plot.box.adjusted(0.0, 0.0, -4.0, 0.0), RIGHT, plot.caption)
    painter.save()
    painter.setClipRect(plot.box.adjusted(0.0, -1.0, 0.0, 1.0))
    _draw_line(painter, plot, y)
    painter.restore()


def _draw_zone(painter: QPainter, box: QRectF, points: int) -> None:
    bands = palette().bands
    painter.fillRect(box, QColor(bands.fills[points]))
    if box.height() >= _LEAST_BETWEEN:
        painter.setPen(QColor(bands.lines[points]))
        painter.drawText(box.adjusted(0.0, 0.0, -5.0, 0.0), RIGHT, f"+{points}" if points else "0")


def _draw_marks(painter: QPainter, plot: Plot, y: Callable[[float], float], values: tuple[float, ...]) -> None:
    painter.setPen(QColor(palette().muted))
    last = plot.box.bottom() + _LEAST_BETWEEN
    for value in values:
        at = y(value)
        if last - at < _LEAST_BETWEEN or at < plot.box.top() + 3.0:
            continue
        text = f"{value:.1f}" if plot.trend.name == "temperature_c" else f"{value:.0f}"
        painter.drawText(QRectF(plot.box.left() - _TICK_ROOM, at - 8.0, _TICK_ROOM - 4.0, 16.0), RIGHT, text)
        last = at


def _draw_line(painter: QPainter, plot: Plot, y: Callable[[float], float]) -> None:
    values = plot.trend.values
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for run in runs(values):
        points = [QPointF(plot.x(p), y(v)) for p, v in zip(plot.axis.places[run], values[run], strict=True)]
        painter.setPen(QPen(QColor(plot.colour), 2.0))
        painter.drawPolyline(QPolygonF(points))
        if len(points) == 1 or _sparse(values):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(plot.colour))
            for point in points:
                painter.drawEllipse(point, 3.0, 3.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _sparse(values: NDArray[np.float64]) -> bool:
    return values.size <= _DOTS_UP_TO
