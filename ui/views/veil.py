"""Plain ground over a widget whose turn to be drawn has not come: what it showed before is covered at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import palette


class Veil(QWidget):
    """Lies over ``covered``, which is not drawn meanwhile and takes no click; its content and the keys are untouched."""

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self._covered = covered
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # Qt then draws nothing that lies below
        self.hide()

    def cover(self) -> None:
        """Cover all from now on."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the column."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette().background))
        painter.end()
