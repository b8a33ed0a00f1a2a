"""While someone types, the key that accepts the model's level is theirs: a decision must not slip out of a text field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget


class TypingGuard(QObject):
    """Keeps the key of ``action`` from counting where a text field of ``window`` has the focus; its button and menu still do."""

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window, self._action = window, action
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True where the key was left to the field; the window is asked after the field itself."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if QKeySequence(event.keyCombination()) != self._action.shortcut() or not _typed_into(
            self._window.focusWidget()
        ):
            return False
        event.accept()
        return True


def _typed_into(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) and not widget.isReadOnly()
