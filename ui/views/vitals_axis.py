"""The time axis under the trends."""

from __future__ import annotations

from datetime import datetime, tzinfo

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cdss.core.clock import foreign_zone
from ui.theme import palette
from ui.views.painting import CENTRE, LEFT, fill_rounded, font_of
from ui.views.vitals_content import event_name
from ui.views.vitals_series import TimeAxis
from ui.views.wording import day_and_clock

LEFT_WIDTH = 194
"""Width of name, value and thresholds: the same in every row, so that all plots begin at one place."""
POINTS_ROOM = 36
"""Room at the right of each plot for the points of its bands."""
RIGHT_MARGIN = 10
_HEIGHT, _EVENT_HEIGHT = 18, 17
_EVENT_PIXELS = 12
_ZONE_LEFT = 12.0
_EVENT_ROOM = 22.0
"""Pixels that two marks need beside the name between them."""
_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800)
_MOST_LABELS = 6
_BETWEEN_LABELS = 10.0
_TIME_PIXELS = 12
_NOTHING = TimeAxis(np.array([0.0]), clock=False)


class VitalsAxis(QWidget):
    """Clock times (or the number of the measurement) at the places the trends use, and the time of the cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = _NOTHING
        self._zone: tzinfo | None = None
        self._window = (_NOTHING.low, _NOTHING.high)
        self._cursor: float | None = None
        self.zone = ""
        self.setFixedHeight(_HEIGHT)

    def set_axis(self, axis: TimeAxis, clock_of: datetime | None) -> None:
        """Label ``axis``, with clock times in the time zone of ``clock_of``."""
        self._axis, self._zone = axis, clock_of.tzinfo if clock_of else None
        self.setFixedHeight(_HEIGHT + (_EVENT_HEIGHT if axis.events else 0))
        self.zone = foreign_zone(clock_of) if axis.clock else ""
        self.setAccessibleName(" · ".join((*self.event_words(), *filter(None, (self.zone,)))))
        self.update()

    def event_words(self) -> tuple[str, ...]:
        """Each event with its time."""
        ordered = sorted(self._axis.events, key=lambda event: event[1])
        return tuple(f"{event_name(code)} {self.label(place)}" for code, place in ordered)

    @property
    def shown(self) -> tuple[float, float]:
        """Ends of the part of the axis that the plots show."""
        return self._window

    def set_window(self, low: float, high: float) -> None:
        """The part of the axis that the plots show."""
        self._window = (low, high)
        self.update()

    def set_cursor(self, place: float | None) -> None:
        """Where the time cursor stands; None where there is none."""
        self._cursor = place
        self.update()

    def x_of(self, place: float) -> float:
        """Device-independent x of a place, as in the plots above."""
        low, high = self._window
        width = self.width() - LEFT_WIDTH - RIGHT_MARGIN - POINTS_ROOM
        return LEFT_WIDTH + (place - low) / (high - low) * width

    def paintEvent(self, event: QPaintEvent) -> None:
        """Short marks with their labels; the cursor's time in place of those near it."""
        painter = QPainter(self)
        painter.setFont(font_of(self, _TIME_PIXELS))
        painter.setPen(QColor(palette().muted))
        painter.drawText(QRectF(_ZONE_LEFT, 3.0, LEFT_WIDTH, _HEIGHT - 3.0), LEFT, self.zone)
        cursor = QRectF() if self._cursor is None else self._label_box(self._cursor)
        for place in self.labelled():
            painter.setPen(QColor(palette().faint))
            painter.drawLine(round(self.x_of(place)), 0, round(self.x_of(place)), 3)
            painter.setPen(QColor(palette().muted))
            if not cursor.intersects(box := self._label_box(place)):
                painter.drawText(box, CENTRE, self.label(place))
        if self._cursor is not None:
            painter.setFont(font_of(self, _TIME_PIXELS, bold=True))
            fill_rounded(painter, cursor, palette().accent_ground)
            painter.setPen(QColor(palette().text))
            painter.drawText(cursor, CENTRE, self.label(self._cursor))
        self._draw_events(painter)
        painter.end()

    def _draw_events(self, painter: QPainter) -> None:
        """A mark for each event within the window; those too close for a name each share one line of names."""
        painter.setFont(font_of(self, _EVENT_PIXELS))
        painter.setPen(QColor(palette().accent))
        for marks, names in self.event_marks():
            for x in marks:
                painter.drawText(
                    QRectF(x - _EVENT_PIXELS, float(_HEIGHT), 2.0 * _EVENT_PIXELS, float(_EVENT_HEIGHT)), CENTRE, "▲"
                )
            painter.drawText(names[0], LEFT, names[1])

    def event_marks(self) -> list[tuple[list[float], tuple[QRectF, str]]]:
        """The x of the marks that stand together, and their names with the place of these: right of the marks, else left."""
        (low, high), metrics = self._window, QFontMetricsF(font_of(self, _EVENT_PIXELS))
        groups: list[tuple[list[float], list[str]]] = []
        for place, name in sorted(
            (place, event_name(code)) for code, place in self._axis.events if low <= place <= high
        ):
            x = self.x_of(place)
            if groups and x - groups[-1][0][-1] < metrics.horizontalAdvance(" · ".join(groups[-1][1])) + _EVENT_ROOM:
                groups[-1][0].append(x)
                groups[-1][1].append(name)
            else:
                groups.append(([x], [name]))
        return [(marks, self._named(marks, " · ".join(names), metrics)) for marks, names in groups]

    def _named(self, marks: list[float], words: str, metrics: QFontMetricsF) -> tuple[QRectF, str]:
        width = metrics.horizontalAdvance(words) + 2.0
        start = marks[-1] + _EVENT_PIXELS / 2.0 + 2.0
        if start + width > self.width():
            start = marks[0] - _EVENT_PIXELS / 2.0 - 2.0 - width
        return QRectF(start, float(_HEIGHT), width, float(_EVENT_HEIGHT)), words

    def labelled(self) -> list[float]:
        """Round clock times within the window; the measurement itself where there is one time only."""
        axis, (low, high) = self._axis, self._window
        if axis.span == 0.0:
            return [float(axis.places[0])]
        known = (*axis.places.tolist(), *(place for _, place in axis.events))
        first, last = max(min(known), low), min(max(known), high)
        most = self._most_labels(first, last)
        if not axis.clock:
            step = max(round((last - first) / most), 1)
            return [float(n) for n in range(int(np.ceil(first)), int(last) + 1, step)]
        week = _STEPS_S[-1]
        step = next(
            (s for s in _STEPS_S if (last - first) / s <= most), week * int(np.ceil((last - first) / week / most))
        )
        shift = self._utc_offset(first)
        start = -(-(first + shift) // step) * step - shift
        return [start + i * step for i in range(int((last - start) // step) + 1)] or [first, last]

    def label(self, place: float) -> str:
        """``14:22``, with its day where the axis covers more than one; or the measurement's number."""
        if not self._axis.clock:
            return f"{place:.0f}"
        here = datetime.fromtimestamp(place, self._zone)
        return day_and_clock(here) if self._days() else f"{here:%H:%M}"

    def _days(self) -> bool:
        """Whether not all measurements and events are of one day."""
        known = (*self._axis.places.tolist(), *(place for _, place in self._axis.events))
        first, last = (datetime.fromtimestamp(place, self._zone).date() for place in (min(known), max(known)))
        return first != last

    def _most_labels(self, first: float, last: float) -> int:
        """How many labels have room beside each other."""
        low, high = self._window
        room = (self.x_of(last) - self.x_of(first)) if high > low else 0.0
        return min(max(int(room / (self._label_box(last).width() + _BETWEEN_LABELS)), 1), _MOST_LABELS)

    def _label_box(self, place: float) -> QRectF:
        width = QFontMetricsF(font_of(self, _TIME_PIXELS, bold=True)).horizontalAdvance(self.label(place)) + 8.0
        at = min(max(self.x_of(place) - width / 2.0, LEFT_WIDTH - width / 2.0), self.width() - width - 2.0)
        return QRectF(at, 3.0, width, _HEIGHT - 3.0)

    def _utc_offset(self, place: float) -> float:
        offset = datetime.fromtimestamp(place, self._zone).astimezone().utcoffset() if self._zone is None else None
        offset = offset or datetime.fromtimestamp(place, self._zone).utcoffset()
        return offset.total_seconds() if offset else 0.0
