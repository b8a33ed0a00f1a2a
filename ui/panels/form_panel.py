"""What the forms of a patient have in common: Ctrl+Enter saves, Enter leads on, what is typed can be kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ui.views.signed_view import ContinuedLabel, SignedView


class FormPanel(QDialog):
    """Who signs, a notice that the form goes on with what was typed before, and buttons to save and to discard.

    ``typed`` with what stands in the fields at each change, so that it can be kept; None where it was thrown away. Escape
    closes the form and throws nothing away.
    """

    typed = Signal(object)

    def __init__(self, title: str, by: str, required: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.signed, self.continued = SignedView(by, required), ContinuedLabel(self)
        self.save, self.cancel = QPushButton(self.tr("Save (Ctrl+Enter)")), QPushButton(self.tr("Discard"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Enter alone leads on and never ends the form half filled."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._save()
        else:
            self._lead_on()

    def _discard(self) -> None:
        self.typed.emit(None)
        self.reject()

    def _save(self) -> None:
        """Hand out what is written and close, where it may be saved."""
        raise NotImplementedError

    def _lead_on(self) -> None:
        """Enter in a field that does not lead on by itself."""
