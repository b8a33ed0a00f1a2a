"""One trend on a pyqtgraph view box: bands with their points behind it, the line with its gaps, thresholds at the left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.terms import temperature
from ui.theme import base_font, palette
from ui.theme.palette import Palette
from ui.views.vitals_axis import POINTS_ROOM
from ui.views.vitals_bands import BandsItem
from ui.views.vitals_scale import Zone, plain_marks, thresholds, value_range, zones
from ui.views.vitals_series import TimeAxis, Trend, dotted, with_gaps

TICK_ROOM = 34
"""Width of the value axis at the left of the plot."""
_BEFORE = 10.0
_LEAST_BETWEEN, _EDGE = 11.0, 4.5
_MOST_ZOOM = 20.0
_DOT, _LAST_DOT = 6, 10
_DOT_ROOM = _LAST_DOT / 2.0 + 2.0
"""Pixels between the middle of a dot and the end of the axis: the largest dot, its rim and one pixel of the band around it."""
_MOST_EDGE = 0.3
_USUAL_BANDS = 5
"""Words of bands that are made with the plot: making them takes longer than all else that a new patient asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class PlotContent:
    """What a plot shows. ``scored``: NEWS2 applies to this patient; else no band is drawn. ``caption``: at the right.

    ``scale``, ``on_oxygen``: what the bands of SpO2 depend on.
    """

    trend: Trend
    axis: TimeAxis
    colour: str
    scored: bool
    caption: str = ""
    scale: int = 1
    on_oxygen: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """A word at the right of the plot in ``colour``, at the value ``at``; ``height`` of its band in values."""

    text: str
    colour: str
    at: float
    height: float


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
            tickFont=base_font(12),
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
        self._texts: list[pg.TextItem] = []
        self._captions: list[Caption | None] = []
        self._make_texts(_USUAL_BANDS)
        self._coloured: tuple[Palette, str] | None = None
        self._marks: tuple[float, ...] = ()
        self._content: PlotContent | None = None
        self._values_shown: tuple[float, float] | None = None
        self.box.sigXRangeChanged.connect(lambda _, ends: self.window_changed.emit(*ends))
        self.box.sigResized.connect(lambda *_: self._fit())

    def set_content(self, content: PlotContent) -> None:
        """Show ``content`` in the colours of the theme, at the zoom there is."""
        self._recolour(content.colour)
        self._content, self._values_shown = content, None
        axis = content.axis
        self.box.setLimits(xMin=axis.low, xMax=axis.high, minXRange=(axis.high - axis.low) / _MOST_ZOOM)
        self._show_line(content.trend, axis)
        self._fit()

    def set_window(self, low: float, high: float) -> None:
        """Show the time from ``low`` to ``high``."""
        self.box.setXRange(low, high, padding=0.0)

    def settle(self) -> None:
        """Reckon now where everything lies, which would else be done while drawing, and everything drawn a second time."""
        self._graphics.scene().prepareForPaint()

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
        self._dots = pg.ScatterPlotItem(size=_DOT, pen=None, antialias=True)
        self._latest = pg.ScatterPlotItem(size=_LAST_DOT, antialias=True)
        self.cursor_line = pg.InfiniteLine(angle=90, movable=False)
        self.cursor_line.setZValue(_BEFORE)
        self.cursor_line.hide()
        self._behind, self._behind_points = BandsItem(), BandsItem()
        self.box.addItem(self._behind, ignoreBounds=True)
        self._strip.addItem(self._behind_points, ignoreBounds=True)
        for item in (self._line, self._dots, self._latest, self.cursor_line):
            self.box.addItem(item, ignoreBounds=True)

    def _recolour(self, colour: str) -> None:
        """Only where theme or colour are others: every one of these lays the scene out again."""
        if self._coloured == (palette(), colour):
            return
        self._coloured = (palette(), colour)
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
        bands, span = palette().bands, axis.high - axis.low
        for item, left, width in ((self._behind, axis.low, span), (self._behind_points, 0.0, 1.0)):
            boxes = ((QRectF(left, z.low, width, z.high - z.low), QColor(bands.fills[z.points])) for z in found)
            item.set_boxes(tuple(boxes))
        captions = [
            Caption(f"+{z.points}" if z.points else "0", bands.lines[z.points], (z.low + z.high) / 2.0, z.high - z.low)
            for z in found
        ]
        if caption:
            captions.append(Caption(caption, palette().muted, middle, np.inf))
        self._show_captions(captions)

    def _show_captions(self, captions: list[Caption]) -> None:
        """Items of the patient before are written over; those that are too many stay hidden."""
        self._make_texts(len(captions))
        for place, item in enumerate(self._texts):
            old, new = self._captions[place], captions[place] if place < len(captions) else None
            self._captions[place] = new
            if new is None:
                item.hide()
            elif new != old:
                item.setText(new.text, QColor(new.colour))
                item.setPos(1.0, new.at)

    def _make_texts(self, count: int) -> None:
        while len(self._texts) < count:
            self._texts.append(item := pg.TextItem("", anchor=(1.0, 0.5)))
            item.setFont(base_font(12))
            item.hide()
            self._strip.addItem(item, ignoreBounds=True)
            self._captions.append(None)

    def _show_line(self, trend: Trend, axis: TimeAxis) -> None:
        shown = dotted(trend.values, axis)
        known = np.flatnonzero(np.isfinite(trend.values))[-1:]
        self._line.setData(*with_gaps(axis, trend.values))
        self._dots.setData(axis.places[shown], trend.values[shown])
        self._latest.setData(axis.places[known], trend.values[known])

    def _fit(self) -> None:
        """The values from the lowest to the highest dot, none of which the edge cuts at this height, and the bands behind."""
        if (content := self._content) is None:
            return
        edge = min(_DOT_ROOM / max(self.box.height(), 1.0), _MOST_EDGE)
        low, high = value_range(content.trend.name, content.trend.values, edge)
        if self._values_shown != (low, high):
            self._values_shown = low, high
            found = zones(content.trend.name, low, high, content.scale, content.on_oxygen) if content.scored else ()
            self._marks = thresholds(found) if found else plain_marks(content.trend.name, low, high)
            for box in (self.box, self._strip):
                box.setYRange(low, high, padding=0.0)
            self._show_zones(found, content.axis, content.caption, (low + high) / 2.0)
        self._fit_labels()

    def _fit_labels(self) -> None:
        """Leave out thresholds and points that would stand on each other or over the edge."""
        (low, high), pixels = self.box.viewRange()[1], self.box.height()
        scale = pixels / (high - low)
        warmth = self._content is not None and self._content.trend.name == "temperature_c"
        ticks: list[tuple[float, str]] = []
        for value in self._marks:
            apart = (value - ticks[-1][0]) * scale if ticks else np.inf
            if apart >= _LEAST_BETWEEN and _EDGE <= (value - low) * scale <= pixels - _EDGE:
                ticks.append((value, temperature(value) if warmth else f"{value:.0f}"))
        self._values.setTicks([ticks])
        for item, caption in zip(self._texts, self._captions, strict=True):
            item.setVisible(caption is not None and caption.height * scale >= _LEAST_BETWEEN)
