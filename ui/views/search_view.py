"""The search field of the worklist, and what stands in the list's place when nobody matches."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.views.pane_view import tool_button
from ui.views.plain import plain
from ui.views.worded import Worded


class SearchField(QLineEdit):
    """Escape empties it: the key reaches the window's actions only from an empty field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while there is something to empty."""
        if event.type() == QEvent.Type.ShortcutOverride and self._empties(cast(QKeyEvent, event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field, or type."""
        if self._empties(event):
            self.clear()
            return
        super().keyPressEvent(event)

    def _empties(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


class NobodyFound(Worded, QFrame):
    """Says that the search hides every patient, and how to see them again. ``clear_requested`` from its button."""

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._searched = ""
        self.said = plain(QLabel())
        self.said.setWordWrap(True)
        self.clear = tool_button()
        self.clear.clicked.connect(lambda *_: self.clear_requested.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addWidget(self.clear)
        column.addStretch(1)
        self._words()

    def set_searched(self, text: str) -> None:
        """What was searched for."""
        self._searched = text.strip()
        self._words()

    def _words(self) -> None:
        none = self.tr("No patient matches “{0}”. The id and the complaint are searched.").format(self._searched)
        self.said.setText(none + "\n" + self.tr("Nobody is removed: clear the search (Esc) to see all patients."))
        self.clear.setText(self.tr("Show all patients"))
