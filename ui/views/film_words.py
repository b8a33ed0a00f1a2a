"""A text on a fixed number of lines, so that the film above it does not move when the text changes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import font_of

_LINES = 2
_PIXELS = 12


class FilmWords(QWidget):
    """Paints its text on two lines, the second with an ellipsis where there is more; the whole of it is the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of the text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def lines(self) -> tuple[str, ...]:
        """The lines as painted at the present width."""
        font = font_of(self, _PIXELS)
        layout = QTextLayout(self._text, font)
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            starts.append(line.textStart())
        layout.endLayout()
        ends = [*starts[1:], len(self._text)]
        whole = [self._text[a:b].rstrip() for a, b in zip(starts, ends, strict=True)]
        if len(whole) <= _LINES:
            return tuple(whole)
        rest = self._text[starts[_LINES - 1] :]
        cut = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
        return (*whole[: _LINES - 1], cut)

    def sizeHint(self) -> QSize:
        """As wide as it gets, two lines tall."""
        return QSize(200, _LINES * self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines from the top."""
        painter = QPainter(self)
        painter.setFont(font_of(self, _PIXELS))
        painter.setPen(QColor(palette().muted))
        ascent = painter.fontMetrics().ascent()
        for index, line in enumerate(self.lines()):
            painter.drawText(QPointF(0.0, index * self._line_height() + ascent), line)
        painter.end()

    def _line_height(self) -> int:
        return QFontMetrics(font_of(self, _PIXELS)).height()
