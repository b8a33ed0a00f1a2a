"""Asks once for initials, where a site wants everything signed and what is written has no form with a field for them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.views.signed_view import SignedView


class SignPanel(QDialog):
    """``signed`` with the initials or the name; closed without, nothing is written."""

    signed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Initials or name"))
        words = QLabel(self.tr("Everything written here is signed. You are asked once, until the program ends."))
        words.setWordWrap(True)
        self.by, whose = SignedView("", required=True), QLabel(self.tr("Initials or name"))
        whose.setBuddy(self.by.field)
        self.confirm, self.cancel = QPushButton(self.tr("Sign and save")), QPushButton(self.tr("Cancel"))
        self.confirm.setProperty("role", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (words, whose, self.by, buttons):
            column.addWidget(part)
        buttons.accepted.connect(self._sign)
        buttons.rejected.connect(self.reject)
        self.by.changed.connect(self._check)
        self._check()
        self.by.field.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(self.by.complete)
        self.confirm.setDefault(self.by.complete)

    def _sign(self) -> None:
        if self.by.complete:
            self.signed.emit(self.by.by)
            self.accept()
