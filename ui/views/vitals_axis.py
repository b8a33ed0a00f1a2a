"""The time axis under the trends."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import palette
from ui.views.painting import CENTRE, font_of
from ui.views.vitals_plot import POINTS_ROOM
from ui.views.vitals_row import LEFT_WIDTH, RIGHT_MARGIN
from ui.views.vitals_series import TimeAxis

_HEIGHT = 18
_LABEL = 44.0
_STEPS_S = (300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_MOST_LABELS = 6


class VitalsAxis(QWidget):
    """Clock times (or the number of the measurement) at the places the trends use."""

    def __init__(self, axis: TimeAxis, clock_of: datetime | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._zone = clock_of.tzinfo if clock_of else None
        self.setFixedHeight(_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Short marks with their labels."""
        painter = QPainter(self)
        painter.setFont(font_of(self, 10))
        left, width = LEFT_WIDTH, self.width() - LEFT_WIDTH - RIGHT_MARGIN - POINTS_ROOM
        for place in self.labelled():
            x = left + (place - self._axis.low) / (self._axis.high - self._axis.low) * width
            painter.setPen(QColor(palette().faint))
            painter.drawLine(round(x), 0, round(x), 3)
            painter.setPen(QColor(palette().muted))
            at = min(max(x - _LABEL / 2.0, left - _LABEL / 2.0), self.width() - _LABEL - 2.0)
            painter.drawText(
                QRectF(at, 3.0, _LABEL, _HEIGHT - 3.0), CENTRE | Qt.AlignmentFlag.AlignVCenter, self.label(place)
            )
        painter.end()

    def labelled(self) -> list[float]:
        """Round clock times within the axis; the measurement itself where there is one time only."""
        axis = self._axis
        first, last = float(axis.places.min()), float(axis.places.max())
        if axis.span == 0.0:
            return [first]
        if not axis.clock:
            step = max(round(axis.span / _MOST_LABELS), 1)
            return [float(n) for n in range(int(first), int(last) + 1, step)]
        step = next((s for s in _STEPS_S if axis.span / s <= _MOST_LABELS), _STEPS_S[-1])
        shift = self._utc_offset(first)
        start = -(-(first + shift) // step) * step - shift
        return [start + i * step for i in range(int((last - start) // step) + 1)] or [first, last]

    def label(self, place: float) -> str:
        """``14:22``, or the measurement's number."""
        return f"{datetime.fromtimestamp(place, self._zone):%H:%M}" if self._axis.clock else f"{place:.0f}"

    def _utc_offset(self, place: float) -> float:
        offset = datetime.fromtimestamp(place, self._zone).astimezone().utcoffset() if self._zone is None else None
        offset = offset or datetime.fromtimestamp(place, self._zone).utcoffset()
        return offset.total_seconds() if offset else 0.0
