"""What covers the screen while it is locked: a field for the PIN, and nothing of any patient."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdss.core.sentences import sentence
from ui.language import language
from ui.views.plain import unbroken

_WIDTH = 420
"""Pixels of the field and the words above it."""


class LockPanel(QWidget):
    """``entered`` with what stands in the field; the field is empty from then on."""

    entered = Signal(str)
    anew_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lockPanel")
        self._wait, self._wrong, self._checking, self._how = 0, False, False, "lock_forgotten_how"
        self.title, self.message, self.how, self.status = QLabel(), QLabel(), QLabel(), QLabel()
        self.field, self.unlock, self.anew = QLineEdit(), QPushButton(), QPushButton()
        self.anew.clicked.connect(lambda *_: self.anew_asked.emit())
        self.anew.hide()
        self.title.setObjectName("headline")
        self.message.setObjectName("headlineDoubt")
        for label in (self.how, self.status):
            label.setObjectName("headlineFacts")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFocusProxy(self.field)
        self.field.returnPressed.connect(self._enter)
        self.unlock.clicked.connect(lambda *_: self._enter())
        for label in (self.title, self.message, self.how, self.status):
            label.setWordWrap(True)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(middle)
        for widget in (self.title, self.field, self.unlock, self.message, self.how, self.anew):
            inside.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        column.addWidget(self.status)
        self._words()

    def show_state(self, wait: int, wrong: bool, checking: bool, under_pin: bool = False, sealed: bool = False) -> None:
        """``wait``: seconds until the next try, ``wrong``: the last PIN was; ``checking``: it is being looked at.

        ``under_pin``: the kept session is encrypted under the PIN; ``sealed``: and was not opened yet.
        """
        self._how = "lock_sealed_anew" if sealed else "lock_sealed_how" if under_pin else "lock_forgotten_how"
        self.anew.setVisible(sealed)
        ready = not self._wait and not self._checking
        self._wait, self._wrong, self._checking = wait, wrong, checking
        self._words()
        if self.field.isEnabled() and not ready:
            self.field.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
        super().changeEvent(event)

    def _enter(self) -> None:
        typed = self.field.text()
        if typed and not self._wait and not self._checking:
            self.field.clear()
            self.entered.emit(typed)

    def _words(self) -> None:
        free = not self._wait and not self._checking
        self.field.setEnabled(free)
        self.unlock.setEnabled(free)
        self.title.setText(self.tr("TriageLens is locked"))
        self.field.setPlaceholderText(self.tr("PIN"))
        self.field.setAccessibleName(self.tr("PIN"))
        self.unlock.setText(self.tr("Unlock"))
        said = self.tr("Wrong PIN.") if self._wrong else ""
        waits = self.tr("Next try in {0} s.").format(self._wait) if self._wait else ""
        self.message.setText(" ".join(filter(None, (said, waits))))
        self.how.setText(unbroken(sentence(self._how, {}, language())))
        self.anew.setText(QCoreApplication.translate("actions", "Start anew without the kept session…"))
        self.status.setText(sentence("session_status_sentence", {}, language()))
