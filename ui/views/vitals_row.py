"""One row of the vital signs: name, last value with unit, NEWS2 points, trend."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.painting import CENTRE, LEFT, draw_text, font_of
from ui.views.vitals_axis import LEFT_WIDTH, RIGHT_MARGIN
from ui.views.vitals_content import RowContent
from ui.views.vitals_plot import TICK_ROOM, PlotContent, TrendPlot

_TEXT_LEFT, _UNIT_GAP = 12.0, 5.0
_CHIP_LEFT, _CHIP_WIDTH, _CHIP_HEIGHT = 112.0, 34.0, 18.0
_VALUE_PIXELS = (19, 17, 15, 13)
_SECOND_SHARE = 0.36
_GAP = 4
_LEAST_HEIGHT, _TEXT_HALF = 36, 21.0
"""Pixels: five rows and the time axis fit a low pane; half of what the two lines of text take where there is room."""


class VitalsRowView(QWidget):
    """Shows a ``RowContent``: text painted at the left, one plot; ``with_second``: there may be a second trend under it."""

    def __init__(self, with_second: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content: RowContent | None = None
        self.first = TrendPlot(self)
        self.second = TrendPlot(self) if with_second else None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setMaximumHeight(190)

    @property
    def plots(self) -> tuple[TrendPlot, ...]:
        """The plots of this row, from the top."""
        return (self.first,) if self.second is None else (self.first, self.second)

    def set_content(self, content: RowContent) -> None:
        """Show ``content`` in the colours of the theme."""
        self.content = content
        self.first.show()
        self.setAccessibleName(content.words)
        self.setToolTip(content.words)
        self.first.setAccessibleName(content.name)
        self.first.set_content(
            PlotContent(
                content.first,
                content.axis,
                self._colour(),
                content.scored,
                scale=content.scale,
                on_oxygen=content.on_oxygen,
            )
        )
        if self.second is not None:
            self.second.setVisible(content.second is not None)
            if content.second is not None:
                caption = name("evidence", content.second.name, language())
                self.second.setAccessibleName(caption)
                self.second.set_content(PlotContent(content.second, content.axis, palette().muted, False, caption))
        self._place_plots()
        self.update()

    def clear(self) -> None:
        """Show nothing, at the same place."""
        self.content = None
        self.setAccessibleName("")
        self.setToolTip("")
        for plot in self.plots:
            plot.hide()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines of text; grows with the pane."""
        return QSize(320, 58)

    def plot_box(self) -> QRect:
        """Where the trend of the first parameter is drawn, with the points of its bands."""
        whole = self._plot_area()
        if self.content is None or self.content.second is None:
            return whole
        return whole.adjusted(0, 0, 0, -round(whole.height() * _SECOND_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plots at the right of the text."""
        super().resizeEvent(event)
        self._place_plots()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text at the left."""
        if self.content is None:
            return
        painter = QPainter(self)
        self._draw_text(painter, self.content)
        self._draw_chip(painter, self.content.points)
        painter.end()

    def _plot_area(self) -> QRect:
        return QRect(LEFT_WIDTH, _GAP // 2, self.width() - LEFT_WIDTH - RIGHT_MARGIN, self.height() - _GAP)

    def _place_plots(self) -> None:
        box, whole = self.plot_box(), self._plot_area()
        self.first.setGeometry(box.adjusted(-TICK_ROOM, 0, 0, 0))
        whole.setTop(box.bottom() + 3)
        if self.second is not None:
            self.second.setGeometry(whole.adjusted(-TICK_ROOM, 0, 0, 0))

    def _colour(self) -> str:
        points = self.content.points if self.content else None
        return palette().text if points is None else palette().bands.lines[points]

    def _draw_text(self, painter: QPainter, content: RowContent) -> None:
        top, bottom = self._text_ends()
        painter.setFont(font_of(self, 12))
        room = _CHIP_LEFT - _TEXT_LEFT - 4.0
        draw_text(painter, QRectF(_TEXT_LEFT, top, room, 18.0), content.name, palette().muted)
        unit = f"{content.unit} · {content.aside}" if content.aside else content.unit
        small = font_of(self, 12)
        font, width = self._value_font(content.value, QFontMetricsF(small).horizontalAdvance(unit))
        painter.setFont(font)
        painter.setPen(QColor(self._colour()))
        painter.drawText(QRectF(_TEXT_LEFT, bottom - 26.0, width + 2.0, 26.0), LEFT, content.value)
        painter.setFont(small)
        painter.setPen(QColor(palette().muted))
        painter.drawText(QRectF(_TEXT_LEFT + width + _UNIT_GAP, bottom - 23.0, 90.0, 24.0), LEFT, unit)

    def _text_ends(self) -> tuple[float, float]:
        """Top of the name and its points, bottom of the value: closer together in a low row, never outside it."""
        middle = self.height() / 2.0
        half = min(middle, _TEXT_HALF)
        return middle - half, middle + half

    def _value_font(self, value: str, unit_width: float) -> tuple[QFont, float]:
        """The largest font that leaves room for the unit, and the width of the value in it."""
        room = LEFT_WIDTH - TICK_ROOM - _TEXT_LEFT - _UNIT_GAP - unit_width
        fonts = [font_of(self, pixels, bold=True) for pixels in _VALUE_PIXELS]
        widths = [QFontMetricsF(font).horizontalAdvance(value) for font in fonts]
        return next(((f, w) for f, w in zip(fonts, widths, strict=True) if w <= room), (fonts[-1], widths[-1]))

    def _draw_chip(self, painter: QPainter, points: int | None) -> None:
        if points is None:
            return
        colour = QColor(palette().bands.lines[points])
        box = QRectF(_CHIP_LEFT, self._text_ends()[0], _CHIP_WIDTH, _CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CHIP_HEIGHT / 2.0, _CHIP_HEIGHT / 2.0)
        painter.setFont(font_of(self, 12, bold=True))
        painter.drawText(box, CENTRE, f"+{points}" if points else "0")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
