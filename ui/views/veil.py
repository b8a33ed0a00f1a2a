"""Plain ground over a widget whose turn to be drawn has not come: what it showed before is covered at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import palette
from ui.turns import Later, Work


class Veil(QWidget):
    """Lies over ``covered``, which is not drawn meanwhile and takes no click; its content and the keys are untouched."""

    def __init__(self, covered: QWidget) -> None:
        super().__init__(covered)
        self._covered = covered
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # Qt then draws nothing that lies below
        self.hide()

    def cover(self) -> None:
        """Cover all from now on, until what ``fill`` brings is drawn."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def fill(self, work: Work, later: Later) -> None:
        """Do ``work``, which fills the widget: at once, or while it is covered in its turn; then it is drawn in the next."""
        if self.isHidden():
            work()
            return
        later("fill_decision", work)
        later("draw_decision", self.hide)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the column."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette().background))
        painter.end()
