"""A text on as many lines as it takes: what must be read is never cut."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import font_of

_PIXELS = 12
_SIDE, _ABOVE = 10, 2
LINE_BREAK = "\N{LINE SEPARATOR}"
"""Within a text: what follows begins a line."""

_BREAKING = QTextOption()
_BREAKING.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


class WholeText(QWidget):
    """Paints its text in the colour of a palette token. The one who sets the text sets tool tip and accessible name."""

    def __init__(self, parent: QWidget | None = None, side: int = _SIDE) -> None:
        super().__init__(parent)
        self._text, self._token, self._side = "", "text", side
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of the text."""
        return self._text

    def set_text(self, text: str, token: str = "text") -> None:
        """Show ``text``; ``token``: its colour's name in the palette."""
        self._text, self._token = text, token
        self._fit()
        self.update()

    def lines(self) -> list[str]:
        """The lines as painted at the present width."""
        return all_lines(self._text, font_of(self, _PIXELS), self.width() - 2.0 * self._side)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self._line_height() * max(len(self.lines()), 1) + 2 * _ABOVE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again for the new width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines from the top."""
        painter = QPainter(self)
        painter.setFont(font_of(self, _PIXELS))
        painter.setPen(QColor(getattr(palette(), self._token)))
        top = _ABOVE + painter.fontMetrics().ascent()
        for index, line in enumerate(self.lines()):
            painter.drawText(QPointF(self._side, top + index * self._line_height()), line)
        painter.end()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def _line_height(self) -> int:
        return QFontMetrics(font_of(self, _PIXELS)).height()


def all_lines(text: str, font: QFont, room: float) -> list[str]:
    """``text`` on as many lines of ``room`` pixels as it takes; a word that is longer than a line, a file's name, is broken."""
    layout = QTextLayout(text, font)
    layout.setTextOption(_BREAKING)
    layout.beginLayout()
    starts: list[int] = []
    while text and room > 0.0 and (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        starts.append(line.textStart())
    layout.endLayout()
    return [text[start:end].strip() for start, end in pairwise((*starts, len(text)))]
