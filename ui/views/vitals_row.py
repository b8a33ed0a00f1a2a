"""One row of the vital signs: name, last value with unit, NEWS2 points, trend."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import CENTRE, LEFT, draw_text, font_of
from ui.views.vitals_plot import Plot, draw_plot
from ui.views.vitals_series import TimeAxis, Trend

LEFT_WIDTH = 184.0
"""Width of name, value and thresholds: the same in every row, so that all plots begin at one place."""
RIGHT_MARGIN = 10.0
_TEXT_LEFT = 12.0
_CHIP_LEFT, _CHIP_WIDTH, _CHIP_HEIGHT = 112.0, 34.0, 18.0
_SECOND_SHARE = 0.36
_SECOND_CAPTION = "DBP"
_GAP = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class RowContent:
    """What a row says. ``second``: a further trend under the first, without bands (diastolic under systolic pressure).

    ``points``: NEWS2 points of the last value, None where it is not scored. ``aside``: e.g. when a value was last measured.
    """

    name: str
    value: str
    unit: str
    aside: str
    points: int | None
    axis: TimeAxis
    first: Trend
    second: Trend | None
    scored: bool

    @property
    def words(self) -> str:
        """The row as a sentence for a screen reader."""
        points = "" if self.points is None else f", NEWS2 +{self.points}"
        return f"{self.name} {self.value} {self.unit} {self.aside}".strip() + points


class VitalsRowView(QWidget):
    """Paints one ``RowContent``."""

    def __init__(self, content: RowContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.setAccessibleName(content.words)
        self.setToolTip(content.words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(40)
        self.setMaximumHeight(190)

    def sizeHint(self) -> QSize:
        """Two lines of text; grows with the pane."""
        return QSize(320, 58)

    def plot_box(self) -> QRectF:
        """Where the trend of the first parameter is drawn."""
        whole = self._plot_area()
        if self.content.second is None:
            return whole
        return whole.adjusted(0.0, 0.0, 0.0, -round(whole.height() * _SECOND_SHARE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Text at the left, trend at the right."""
        painter = QPainter(self)
        self._draw_text(painter)
        painter.setFont(font_of(self, 10))
        content = self.content
        draw_plot(painter, Plot(content.first, content.axis, self.plot_box(), self._colour(), content.scored))
        if content.second is not None:
            box = self._plot_area()
            box.setTop(self.plot_box().bottom() + 2.0)
            draw_plot(painter, Plot(content.second, content.axis, box, palette().muted, False, _SECOND_CAPTION))
        painter.end()

    def _plot_area(self) -> QRectF:
        return QRectF(LEFT_WIDTH, _GAP / 2.0, self.width() - LEFT_WIDTH - RIGHT_MARGIN, self.height() - _GAP)

    def _colour(self) -> str:
        points = self.content.points
        return palette().text if points is None else palette().bands.lines[points]

    def _draw_text(self, painter: QPainter) -> None:
        content, middle = self.content, self.height() / 2.0
        painter.setFont(font_of(self, 12))
        room = _CHIP_LEFT - _TEXT_LEFT - 4.0
        draw_text(painter, QRectF(_TEXT_LEFT, middle - 21.0, room, 18.0), content.name, palette().muted)
        painter.setFont(font_of(self, 19, bold=True))
        width = QFontMetricsF(painter.font()).horizontalAdvance(content.value)
        painter.setPen(QColor(self._colour()))
        painter.drawText(QRectF(_TEXT_LEFT, middle - 5.0, width + 2.0, 26.0), LEFT, content.value)
        painter.setFont(font_of(self, 11))
        painter.setPen(QColor(palette().muted))
        unit = f"{content.unit} · {content.aside}" if content.aside else content.unit
        painter.drawText(QRectF(_TEXT_LEFT + width + 5.0, middle - 2.0, 90.0, 24.0), LEFT, unit)
        self._draw_chip(painter)

    def _draw_chip(self, painter: QPainter) -> None:
        if (points := self.content.points) is None:
            return
        colour = QColor(palette().bands.lines[points])
        box = QRectF(_CHIP_LEFT, self.height() / 2.0 - 21.0, _CHIP_WIDTH, _CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CHIP_HEIGHT / 2.0, _CHIP_HEIGHT / 2.0)
        painter.setFont(font_of(self, 11, bold=True))
        painter.drawText(box, CENTRE, f"+{points}" if points else "0")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
