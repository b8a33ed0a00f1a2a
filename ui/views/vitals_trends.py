"""The trends of the vital signs above each other: one shown time, one time cursor, one time axis at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QCursor, QResizeEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from ui.turns import Later, at_once, draw_in_turn
from ui.views.highlights import Outline
from ui.views.moment_tag import Moment
from ui.views.vitals_axis import VitalsAxis
from ui.views.vitals_content import PLOTTED, RowContent, VitalsTable
from ui.views.vitals_plot import TrendPlot
from ui.views.vitals_row import VitalsRowView
from ui.views.vitals_series import TimeAxis

_EDGE = 0.04
"""Part of the shown time that the time cursor keeps away from its ends."""


class VitalsTrends(QWidget):
    """Shows the rows of a ``VitalsTable``. Rows are kept and filled again, so that a change of patient is cheap.

    ``cursor_moved`` with time and values at the cursor in words, empty where there is none. ``vital_pointed`` with the name of
    the vital sign whose row is under the mouse, None when it leaves. ``moment_pointed`` with the ``Moment`` at the cursor, None
    where there is no cursor or no clock.
    """

    cursor_moved = Signal(str)
    vital_pointed = Signal(object)
    moment_pointed = Signal(object)

    def __init__(self, later: Later = at_once, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._later = later
        self.rows: tuple[VitalsRowView, ...] = ()
        self.axis = VitalsAxis()
        self.cursor_index: int | None = None
        self._made: dict[str, VitalsRowView] = {}
        self._outlines: dict[VitalsRowView, Outline] = {}
        self._table: VitalsTable | None = None
        self._following = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 3, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.axis)
        self._column.addStretch(0)

    def show_table(self, table: VitalsTable, clock_of: datetime | None, another: bool = True) -> None:
        """Show ``table``, all of its time unless the same times were shown before; ``clock_of`` gives the time zone.

        ``another``: these are other vital signs than before; rows whose turn to be filled has not come are empty meanwhile.
        """
        kept = bool(self.rows and self._table and _same(self._table.axis, table.axis))
        window = self.shown_time() if kept else (table.axis.low, table.axis.high)
        self._table = table
        self._arrange_rows(table.rows, another)
        self.axis.set_axis(table.axis, clock_of)
        how = self.tr("Wheel or right drag: zoom in time; drag: move; key 0: show all")
        self.axis.setToolTip("\n".join((how, *self.axis.event_words())))
        self.axis.set_window(*window)
        for place, content in enumerate(table.rows):
            self._later(f"vital signs, row {place}", partial(self._fill, table, place, content, window))
        self._later("vital signs, cursor", lambda: self.set_cursor(None))

    def make_ahead(self) -> None:
        """Make the rows of all vital signs that can be drawn, a turn each: all at once the window would stand still for it."""
        for field in PLOTTED:
            self._later(f"make the row of {field}", partial(self._row_of, field))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Each row is drawn at its new size in a turn of its own: all plots at once would hold the window up."""
        super().resizeEvent(event)
        for place, row in enumerate(self.rows):
            draw_in_turn(f"vital signs, row {place}", row, self._later)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for row in self.rows:
            if row.content is not None:
                row.set_content(row.content)

    def shown_time(self) -> tuple[float, float]:
        """Ends of the time that the plots show."""
        return self.axis.shown if self.rows else (0.0, 1.0)

    def set_shown_time(self, low: float, high: float) -> None:
        """Show the same time in every plot and on the axis."""
        if self._following:
            return
        self._following = True
        for plot in self._plots():
            plot.set_window(low, high)
        self.axis.set_window(*(self.rows[0].first.shown_time() if self.rows else (low, high)))
        self._following = False

    def set_cursor(self, index: int | None) -> None:
        """Put the time cursor on a measurement in every plot, and say all values of that time; None takes it away."""
        self.cursor_index = index
        place = None if index is None or self._table is None else float(self._table.axis.places[index])
        for plot in self._plots():
            plot.set_cursor(place)
        self.axis.set_cursor(place)
        self.cursor_moved.emit("" if index is None else " · ".join(self.readings(index)))
        self.moment_pointed.emit(None if place is None else self._moment(place))

    def readings(self, index: int) -> tuple[str, ...]:
        """Time and values of one measurement, a line each."""
        if self._table is None:
            return ()
        time = self.axis.label(float(self._table.axis.places[index]))
        return (time, *(row.reading(index, self.tr("not measured")) for row in self._table.rows))

    def _moment(self, place: float) -> Moment | None:
        """The time at ``place``, with that of the other parts of the case; None on an axis without clock."""
        if self._table is None or not self._table.axis.clock:
            return None
        return Moment(self.axis.label(place), tuple((code, place - at) for code, at in self._table.axis.events))

    def highlight(self, names: Mapping[str, float]) -> None:
        """Frame the rows of vital signs, by how many times an even spread they are looked at."""
        for row in self.rows:
            times = [names[field] for field in _fields(row) if field in names]
            self._outlines[row].show_times(max(times, default=None))

    def zoom(self, by: float) -> None:
        """Show ``by`` times as much time about the middle of what is shown."""
        low, high = self.shown_time()
        room = (high - low) / 2.0 * by
        self.set_shown_time((low + high) / 2.0 - room, (low + high) / 2.0 + room)

    def show_all(self) -> None:
        """Show all of the time."""
        if self._table is not None:
            self.set_shown_time(self._table.axis.low, self._table.axis.high)

    def step_cursor(self, step: int) -> None:
        """Move the time cursor to the next (1) or previous (-1) measurement; from nowhere to the first or last."""
        if self._table is None:
            return
        last = self._table.axis.places.size - 1
        start = (-1 if step > 0 else last + 1) if self.cursor_index is None else self.cursor_index
        index = min(max(start + step, 0), last)
        self._bring(float(self._table.axis.places[index]))
        self.set_cursor(index)

    def _bring(self, place: float) -> None:
        """Move what is shown so far that ``place`` is in it, with some room to its edge."""
        low, high = self.shown_time()
        room = _EDGE * (high - low)
        by = min(place - room - low, 0.0) + max(place + room - high, 0.0)
        if self._table is None or by == 0.0:
            return
        low = min(max(low + by, self._table.axis.low), self._table.axis.high - (high - low))
        self.set_shown_time(low, low + room / _EDGE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Which row the mouse is on."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave) and isinstance(watched, VitalsRowView):
            entered = event.type() == QEvent.Type.Enter
            self.vital_pointed.emit(next(iter(_fields(watched)), None) if entered else None)
        return False

    def _plots(self) -> list[TrendPlot]:
        return [plot for row in self.rows for plot in row.plots]

    def _arrange_rows(self, contents: tuple[RowContent, ...], empty: bool) -> None:
        """Rows at their places. Those that stay are not hidden meanwhile: each time Qt would lay out and draw them again."""
        self.rows = tuple(self._row_of(content.first.name) for content in contents)
        for row in self._made.values():
            if row not in self.rows:
                row.hide()
        for index, (row, content) in enumerate(zip(self.rows, contents, strict=True)):
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
            self._column.setStretch(index, 3 if content.second is not None else 2)
            if empty:
                row.clear()
            row.show()
        self._column.setStretch(self._column.count() - 1, 1 if len(contents) < 3 else 0)

    def _fill(self, table: VitalsTable, place: int, content: RowContent, window: tuple[float, float]) -> None:
        """One row of ``table``, unless another table came meanwhile."""
        if table is not self._table:
            return
        row = self.rows[place]
        self._following = True
        row.set_content(content)
        for plot in row.plots:
            plot.set_window(*window)
            plot.settle()
        self._following = False

    def _row_of(self, field: str) -> VitalsRowView:
        if field not in self._made:
            self._made[field] = row = VitalsRowView(field == "sbp", self)
            row.hide()
            self._outlines[row] = Outline(row)
            row.installEventFilter(self)
            for plot in row.plots:
                plot.window_changed.connect(self.set_shown_time)
                plot.pointed.connect(self._point)
                plot.mouse_left.connect(self._leave)
        return self._made[field]

    def _point(self, place: float) -> None:
        if self._table is None:
            return
        index = int(np.argmin(np.abs(self._table.axis.places - place)))
        if index != self.cursor_index:
            self.set_cursor(index)
            QToolTip.showText(QCursor.pos(), "\n".join(self.readings(index)), self)

    def _leave(self) -> None:
        self.set_cursor(None)
        QToolTip.hideText()


def _fields(row: VitalsRowView) -> tuple[str, ...]:
    """Names of the vital signs that a row shows."""
    if row.content is None:
        return ()
    return tuple(t.name for t in (row.content.first, row.content.second) if t is not None)


def _same(one: TimeAxis, other: TimeAxis) -> bool:
    """Whether two axes have the same places, events among them."""
    return one.events == other.events and np.array_equal(one.places, other.places)
