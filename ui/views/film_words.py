"""What the map says on one line: all of it where there is room, else in brief; one line always, so that the film never moves."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import LEFT, font_of

_PIXELS = 12
_HEIGHT = 18


class FilmWords(QWidget):
    """Paints its text, or the brief one where that is too long; the whole of it is the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = self._brief = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def text(self) -> str:
        """All of the text."""
        return self._text

    def set_text(self, text: str, brief: str = "") -> None:
        """Show ``text``; ``brief`` where there is no room for it."""
        self._text, self._brief = text, brief or text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def line(self) -> str:
        """The text as painted at the present width."""
        metrics = QFontMetricsF(font_of(self, _PIXELS))
        if metrics.horizontalAdvance(self._text) <= self.width():
            return self._text
        return metrics.elidedText(self._brief, Qt.TextElideMode.ElideRight, self.width())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.setFont(font_of(self, _PIXELS))
        painter.setPen(QColor(palette().text))
        painter.drawText(QRectF(self.rect()), LEFT, self.line())
        painter.end()
