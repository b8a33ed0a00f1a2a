"""One trend on a pyqtgraph view box: bands with their points behind it, the line with its gaps, thresholds at the left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QVBoxLayout, QWidget

from ui.theme import base_font, palette
from ui.views.vitals_axis import POINTS_ROOM
from ui.views.vitals_scale import Zone, plain_marks, thresholds, value_range, zones
from ui.views.vitals_series import TimeAxis, Trend, dotted

TICK_ROOM = 34
"""Width of the value axis at the left of the plot."""
_BEHIND, _BEFORE = -10.0, 10.0
_LEAST_BETWEEN, _EDGE = 11.0, 4.5
_MOST_ZOOM = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class PlotContent:
    """What a plot shows. ``scored``: NEWS2 applies to this patient; else no band is drawn. ``caption``: at the right."""

    trend: Trend
    axis: TimeAxis
    colour: str
    scored: bool
    caption: str = ""


class TrendPlot(QWidget):
    """Shows a ``PlotContent``; wheel and drag zoom and move it in time, never in value.

    ``pointed`` with the place under the mouse, ``mouse_left`` when it leaves, ``window_changed`` with the ends of the shown time.
    """

    pointed = Signal(float)
    mouse_left = Signal()
    window_changed = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._graphics = pg.GraphicsLayoutWidget(self)
        self._graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._graphics.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._graphics.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._graphics)
        grid = self._graphics.ci.layout
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self._values = pg.AxisItem("left", pen=pg.mkPen(None))
        self._values.setWidth(TICK_ROOM)
        self._values.setStyle(
            tickLength=0,
            tickAlpha=0,
            tickTextOffset=4,
            tickFont=base_font(10),
            hideOverlappingLabels=False,
            autoExpandTextSpace=False,
        )
        self._graphics.addItem(self._values, 0, 0)
        self.box = self._add_box(1)
        self.box.setMouseEnabled(x=True, y=False)
        self._values.linkToView(self.box)
        self._strip = self._add_box(2)
        self._strip.setMouseEnabled(x=False, y=False)
        self._strip.setFixedWidth(POINTS_ROOM)
        self._strip.setXRange(0.0, 1.0, padding=0.0)
        self._add_items()
        self._zones: list[tuple[pg.ViewBox, QGraphicsItem]] = []
        self._captions: list[tuple[pg.TextItem, float]] = []
        self._marks: tuple[float, ...] = ()
        self._digits = 0
        self.box.sigXRangeChanged.connect(lambda _, ends: self.window_changed.emit(*ends))
        self.box.sigResized.connect(self._fit_labels)

    def set_content(self, content: PlotContent) -> None:
        """Show ``content`` in the colours of the theme, at the zoom there is."""
        self._recolour(content.colour)
        low, high = value_range(content.trend.name, content.trend.values)
        found = zones(content.trend.name, low, high) if content.scored else ()
        self._marks = thresholds(found) if found else plain_marks(content.trend.name, low, high)
        self._digits = 1 if content.trend.name == "temperature_c" else 0
        for box in (self.box, self._strip):
            box.setYRange(low, high, padding=0.0)
        axis = content.axis
        self.box.setLimits(xMin=axis.low, xMax=axis.high, minXRange=(axis.high - axis.low) / _MOST_ZOOM)
        self._show_zones(found, axis, content.caption, (low + high) / 2.0)
        self._show_line(content.trend, axis)
        self._fit_labels()

    def set_window(self, low: float, high: float) -> None:
        """Show the time from ``low`` to ``high``."""
        self.box.setXRange(low, high, padding=0.0)

    def shown_time(self) -> tuple[float, float]:
        """Ends of the shown time."""
        low, high = self.box.viewRange()[0]
        return low, high

    def set_cursor(self, place: float | None) -> None:
        """Draw the time cursor at ``place``; None takes it away."""
        self.cursor_line.setVisible(place is not None)
        if place is not None:
            self.cursor_line.setValue(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse; a double click and the tool tip belong to the view around the plot."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            scene = self._graphics.mapToScene(event.position().toPoint())
            self.pointed.emit(self.box.mapSceneToView(scene).x())
        elif event.type() == QEvent.Type.Leave:
            self.mouse_left.emit()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            event.ignore()
            return True
        return event.type() == QEvent.Type.ToolTip

    def _add_box(self, column: int) -> pg.ViewBox:
        box = self._graphics.addViewBox(0, column, enableMenu=False, defaultPadding=0.0)
        box.disableAutoRange()
        return box

    def _add_items(self) -> None:
        self._line = pg.PlotCurveItem(connect="finite", antialias=True)
        self._dots = pg.ScatterPlotItem(size=6, pen=None, antialias=True)
        self._latest = pg.ScatterPlotItem(size=10, antialias=True)
        self.cursor_line = pg.InfiniteLine(angle=90, movable=False)
        self.cursor_line.setZValue(_BEFORE)
        self.cursor_line.hide()
        for item in (self._line, self._dots, self._latest, self.cursor_line):
            self.box.addItem(item, ignoreBounds=True)

    def _recolour(self, colour: str) -> None:
        self._graphics.setBackground(QColor(palette().surface))
        for box in (self.box, self._strip):
            box.setBackgroundColor(QColor(palette().raised))
        self._values.setTextPen(QColor(palette().muted))
        self._line.setPen(pg.mkPen(colour, width=2))
        self._dots.setBrush(pg.mkBrush(colour))
        self._latest.setBrush(pg.mkBrush(colour))
        self._latest.setPen(pg.mkPen(palette().raised, width=1))
        self.cursor_line.setPen(pg.mkPen(palette().text, width=1, style=Qt.PenStyle.DashLine))

    def _show_zones(self, found: tuple[Zone, ...], axis: TimeAxis, caption: str, middle: float) -> None:
        for box, item in self._zones:
            box.removeItem(item)
        self._zones, self._captions = [], []
        bands = palette().bands
        for zone in found:
            height = zone.high - zone.low
            self._add(
                self.box, _band(QRectF(axis.low, zone.low, axis.high - axis.low, height), bands.fills[zone.points])
            )
            self._add(self._strip, _band(QRectF(0.0, zone.low, 1.0, height), bands.fills[zone.points]))
            text = f"+{zone.points}" if zone.points else "0"
            self._add_caption(text, bands.lines[zone.points], zone.low + height / 2.0, height)
        if caption:
            self._add_caption(caption, palette().muted, middle, np.inf)

    def _add(self, box: pg.ViewBox, item: QGraphicsItem) -> None:
        box.addItem(item, ignoreBounds=True)
        self._zones.append((box, item))

    def _add_caption(self, text: str, colour: str, at: float, height: float) -> None:
        item = pg.TextItem(text, color=colour, anchor=(1.0, 0.5))
        item.setFont(base_font(10))
        item.setPos(1.0, at)
        self._add(self._strip, item)
        self._captions.append((item, height))

    def _show_line(self, trend: Trend, axis: TimeAxis) -> None:
        shown = dotted(trend.values)
        known = np.flatnonzero(np.isfinite(trend.values))[-1:]
        self._line.setData(axis.places, trend.values)
        self._dots.setData(axis.places[shown], trend.values[shown])
        self._latest.setData(axis.places[known], trend.values[known])

    def _fit_labels(self) -> None:
        """Leave out thresholds and points that would stand on each other or over the edge."""
        (low, high), pixels = self.box.viewRange()[1], self.box.height()
        scale = pixels / (high - low)
        ticks: list[tuple[float, str]] = []
        for value in self._marks:
            apart = (value - ticks[-1][0]) * scale if ticks else np.inf
            if apart >= _LEAST_BETWEEN and _EDGE <= (value - low) * scale <= pixels - _EDGE:
                ticks.append((value, f"{value:.{self._digits}f}"))
        self._values.setTicks([ticks])
        for item, height in self._captions:
            item.setVisible(height * scale >= _LEAST_BETWEEN)


def _band(box: QRectF, fill: str) -> QGraphicsRectItem:
    item = QGraphicsRectItem(box)
    item.setPen(QPen(Qt.PenStyle.NoPen))
    item.setBrush(QColor(fill))
    item.setZValue(_BEHIND)
    return item
