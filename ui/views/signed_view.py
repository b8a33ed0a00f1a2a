"""Who writes this: one field for initials or a name, as every entry and correction is signed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

LONGEST = 40
"""Characters of a name; more is a slip of the clipboard."""


class SignedView(QWidget):
    """``by`` is what was written; ``complete`` whether that is enough where signatures are ``required``."""

    changed = Signal()

    def __init__(self, by: str, required: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._required = required
        self.field, self.reason = QLineEdit(by), QLabel()
        self.field.setMaxLength(LONGEST)
        self.field.setFixedWidth(180)
        self.field.setAccessibleName(self.tr("Initials or name"))
        self.reason.setProperty("role", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        row.addWidget(self.reason, 1)
        self.field.textChanged.connect(self._check)
        self._check()

    @property
    def by(self) -> str:
        """The initials or the name."""
        return " ".join(self.field.text().split())

    @property
    def complete(self) -> bool:
        """Whether it may be saved."""
        return bool(self.by) or not self._required

    def _check(self) -> None:
        self.reason.setText("" if self.complete else self.tr("Required here: sign to save."))
        self.changed.emit()


class ContinuedLabel(QLabel):
    """Says that a form goes on with what was typed before and never saved; hidden until it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Not saved yet: this was typed before."))
        self.setProperty("role", "notice")
        self.hide()
