"""The course of the vital signs as printed: a row each over one time axis, NEWS2 bands behind the line, gaps as gaps."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cdss.session.panes import VitalsPane
from ui.report.ink import SMALL, TABLE, draw_lines, font, line_height
from ui.report.sheet import Drawing
from ui.theme.palettes import LIGHT
from ui.views.vitals_content import RowContent, VitalsTable, vitals_table
from ui.views.vitals_scale import plain_marks, thresholds, value_range, zones
from ui.views.vitals_series import Trend, dotted, with_gaps

_ROW, _BETWEEN, _FOOT = 52.0, 7.0, 20.0
_NAMES, _VALUES = 124.0, 92.0
_WIDTH = 684.0
"""Units of text that the drawing is made for: the width of an upright page between its margins."""

_TICKS = 6


def trend_drawing(pane: VitalsPane) -> Drawing:
    """A row for every vital sign that was measured."""
    table = vitals_table(pane)
    zone = next((row.time for row in pane.vitals.rows if row.time is not None), None)
    height = len(table.rows) * (_ROW + _BETWEEN) + _FOOT

    def draw(painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(box.width() / _WIDTH, box.width() / _WIDTH)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, row in enumerate(table.rows):
            _draw_row(painter, row, index * (_ROW + _BETWEEN))
        _draw_times(painter, table, zone, height - _FOOT)
        painter.restore()

    return Drawing(height / _WIDTH, draw)


def _plot(top: float) -> QRectF:
    return QRectF(_NAMES, top, _WIDTH - _NAMES - _VALUES, _ROW)


def _draw_row(painter: QPainter, row: RowContent, top: float) -> None:
    """Name with unit, bands, marks of the scale, lines, and the last value with its points."""
    plot = _plot(top)
    series = [row.first.values, *([row.second.values] if row.second else [])]
    low, high = value_range(row.first.name, np.concatenate(series))
    found = zones(row.first.name, low, high, row.scale, row.on_oxygen) if row.scored else ()
    for zone in found:
        upper, lower = _down(plot, zone.high, low, high), _down(plot, zone.low, low, high)
        painter.fillRect(
            QRectF(plot.left(), upper, plot.width(), lower - upper), QColor(LIGHT.bands.fills[zone.points])
        )
    painter.setPen(QPen(QColor(LIGHT.border), 0.8))
    painter.drawRect(plot)
    marks = thresholds(found) if found else plain_marks(row.first.name, low, high)
    _draw_marks(painter, plot, marks, low, high)
    for trend, dashed in ((row.first, False), (row.second, True)):
        if trend is not None:
            _draw_line(painter, plot, row, trend, (low, high), dashed)
    names = [row.name, row.unit]
    draw_lines(painter, QRectF(0.0, top + _ROW / 2 - line_height(TABLE), _NAMES - 30.0, 0.0), names, TABLE, bold=True)
    points = "" if row.points is None else f"NEWS2 +{row.points}"
    words = [" ".join(filter(None, (row.value, row.aside))), *([points] if points else [])]
    at = QRectF(plot.right() + 8.0, top + _ROW / 2 - len(words) * line_height(TABLE) / 2, _VALUES - 8.0, 0.0)
    draw_lines(painter, at, words, TABLE)


def _draw_marks(painter: QPainter, plot: QRectF, marks: tuple[float, ...], low: float, high: float) -> None:
    """As many as have room."""
    last = plot.bottom() + 99.0
    for mark in sorted(marks):
        y = _down(plot, mark, low, high)
        if last - y < SMALL or y < plot.top() + 3.0:
            continue
        last = y
        label = QRectF(plot.left() - 30.0, y - line_height(SMALL) / 2, 26.0, 0.0)
        draw_lines(painter, label, [f"{mark:g}"], SMALL, colour=LIGHT.muted, right=True)


def _draw_line(
    painter: QPainter, plot: QRectF, row: RowContent, trend: Trend, ends: tuple[float, float], dashed: bool
) -> None:
    """Pieces between the gaps, and dots where a line would not show."""
    pen = QPen(QColor(LIGHT.text), 1.3, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    across = [_across(plot, place, row) for place in row.axis.places]
    line: list[QPointF] = []
    for place, value in zip(*with_gaps(row.axis, trend.values), strict=True):
        if np.isfinite(value):
            line.append(QPointF(_across(plot, place, row), _down(plot, float(value), *ends)))
        else:
            _draw_piece(painter, pen, line)
            line = []
    _draw_piece(painter, pen, line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.text))
    shown: NDArray[np.bool_] = dotted(trend.values, row.axis)
    for x, value, dot in zip(across, trend.values, shown, strict=True):
        if dot:
            painter.drawEllipse(QPointF(x, _down(plot, float(value), *ends)), 1.7, 1.7)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_piece(painter: QPainter, pen: QPen, line: list[QPointF]) -> None:
    if len(line) > 1:
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(line))


def _draw_times(painter: QPainter, table: VitalsTable, zone: datetime | None, top: float) -> None:
    """Clock times below the last row; 1, 2, 3 … where the table does not give them."""
    plot, axis = _plot(top), table.axis
    painter.setFont(font(SMALL))
    for place in _ticks(axis.places, axis.clock):
        x = plot.left() + plot.width() * (place - axis.low) / (axis.high - axis.low)
        painter.setPen(QPen(QColor(LIGHT.muted), 0.8))
        painter.drawLine(QLineF(x, top - _BETWEEN, x, top - _BETWEEN + 3.0))
        text = f"{place:g}"
        if axis.clock:
            moment = datetime.fromtimestamp(place, zone.tzinfo if zone else None)
            text = f"{moment:%H:%M}" if axis.span < 86400.0 else f"{moment:%m-%d %H:%M}"
        width = 90.0
        box = QRectF(min(max(x - width / 2, 0.0), _WIDTH - width), top - _BETWEEN + 4.0, width, line_height(SMALL))
        painter.setPen(QColor(LIGHT.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), text)


def _ticks(places: NDArray[np.float64], clock: bool) -> list[float]:
    """The first and the last measurement, and even steps between them."""
    first, last = float(places.min()), float(places.max())
    if first == last:
        return [first]
    count = _TICKS if clock else min(_TICKS, len(places))
    steps = [float(place) for place in np.linspace(first, last, count)]
    return steps if clock else sorted({float(round(step)) for step in steps})


def _across(plot: QRectF, place: float, row: RowContent) -> float:
    return plot.left() + plot.width() * (place - row.axis.low) / (row.axis.high - row.axis.low)


def _down(plot: QRectF, value: float, low: float, high: float) -> float:
    return plot.bottom() - plot.height() * (value - low) / (high - low)


def trend_box(drawing: Drawing) -> QRectF:
    """The box of the drawing in units of text, on a page of its own."""
    return QRectF(0.0, 0.0, _WIDTH, _WIDTH * drawing.aspect)
