"""What a button still waits for, in words beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ui.theme import set_role


class Lacking(QLabel):
    """Stands beside ``button``, which can be pressed once nothing is lacking; the button itself says it too."""

    def __init__(self, button: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = button
        self.setWordWrap(True)
        set_role(self, "muted")

    def say(self, words: str) -> None:
        """What is lacking; empty: nothing is, and the button can be pressed."""
        self.setText(words)
        self._button.setEnabled(not words)
        self._button.setToolTip(words)
        self._button.setAccessibleDescription(words)
