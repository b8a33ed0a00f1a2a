"""Setting, changing and taking away the PIN of the lock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdss.core.pin import LEAST_CHARACTERS
from ui.views.lacking import Lacking


class PinPanel(QDialog):
    """``asked`` with the present PIN (empty where ``known`` is False) and the new one (empty to take it away)."""

    asked = Signal(str, str)

    def __init__(self, known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.setWindowTitle(self.tr("PIN of the lock"))
        self.present, self.new, self.again = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.present.setVisible(known)
        self.message = QLabel()
        self.message.setObjectName("headlineDoubt")
        self.message.setWordWrap(True)
        self.confirm = QPushButton(self.tr("Set the PIN"))
        self.lacking = Lacking(self.confirm)
        self.remove = QPushButton(self.tr("No PIN any more"), self)
        self.remove.setVisible(known)
        self.cancel = QPushButton(self.tr("Cancel"))
        self._build()
        self._check()

    def refuse(self) -> None:
        """The present PIN was wrong: say so, and let it be typed again."""
        self.present.clear()
        self.present.setFocus()
        self._say(self.tr("The present PIN is wrong."))

    def _build(self) -> None:
        form = QFormLayout()
        fields = (
            *(((self.tr("Present PIN"), self.present),) if self._known else ()),
            (self.tr("New PIN, at least {0} characters").format(LEAST_CHARACTERS), self.new),
            (self.tr("New PIN again"), self.again),
        )
        for words, field in fields:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(words)
            field.textChanged.connect(self._check)
            form.addRow(words, field)
        buttons = QDialogButtonBox()
        buttons.addButton(self.confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        if self._known:
            buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.confirm.clicked.connect(lambda *_: self.asked.emit(self.present.text(), self.new.text()))
        self.remove.clicked.connect(lambda *_: self.asked.emit(self.present.text(), ""))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.message)
        foot = QHBoxLayout()
        foot.addWidget(self.lacking, 1)
        foot.addWidget(buttons)
        column.addLayout(foot)

    def _check(self) -> None:
        new, again = self.new.text(), self.again.text()
        differ = bool(again) and not new.startswith(again)
        self._say(self.tr("The two new PINs differ.") if differ else "")
        present = not self._known or bool(self.present.text())
        self.lacking.say(self._lacks(present, new, again))
        self.remove.setEnabled(present)

    def _lacks(self, present: bool, new: str, again: str) -> str:
        """What to type next; empty where the PIN can be set."""
        if not present:
            return self.tr("Still missing: the present PIN")
        if not new:
            return self.tr("Still missing: a new PIN")
        if len(new) < LEAST_CHARACTERS:
            return self.tr("Too short: {0} of {1} characters").format(len(new), LEAST_CHARACTERS)
        return "" if new == again else self.tr("Still missing: the same PIN again")

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.setVisible(bool(words))
