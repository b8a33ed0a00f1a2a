"""What stands in place of the evidence where there is none to show: that it is being read, or why not, and what to do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cdss.session.panes import GuidePane
from ui.actions import key_text
from ui.views.plain import plain
from ui.views.worded import Worded

_WIDEST = 620


class GuideView(Worded, QFrame):
    """Shows a ``GuidePane``. ``action_requested`` with the name of the action that a button stands for."""

    action_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self._pane = GuidePane()
        self.heading, self.reason = _label("strong"), _label("notice")
        self.how, self.more = _label("foot"), _label("muted")
        self.buttons = {name: QPushButton() for name in ("open_case", "new_patient", "close_patient")}
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, name))
        self._lay_out()
        self._words()

    def set_guide(self, pane: GuidePane) -> None:
        """Show ``pane``."""
        self._pane = pane
        self._words()

    def show_keys(self) -> None:
        """Name the keys that do the same as the buttons."""
        self._words()

    def _ask(self, name: str, *_: object) -> None:
        self.action_requested.emit(name)

    def _lay_out(self) -> None:
        zone = QFrame()
        zone.setProperty("role", "dropZone")
        zone.setMaximumWidth(_WIDEST)
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(10)
        for label in (self.heading, self.reason, self.how):
            inside.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addWidget(self.more)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(zone, 4)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(across)
        column.addStretch(1)

    def _words(self) -> None:
        pane = self._pane
        unread, nobody = pane.reason is not None, pane == GuidePane()
        self.heading.setText(self._heading())
        self.reason.setText(pane.reason or "")
        self.how.setText(
            self.tr(
                "Nothing of this patient is shown or assessed. Mend or replace the file, and open the case again; the other "
                "patients are not touched."
            )
            if unread
            else self.tr("Drop a case folder, a FHIR bundle or a file of HL7 messages here.")
        )
        self.more.setText(self.tr("To look around first: “Open a case folder” begins with the demonstration patients."))
        for label, shown in ((self.reason, unread), (self.how, not pane.reading), (self.more, nobody)):
            label.setVisible(shown)
        self._label_buttons(unread, nobody)
        said = (label for label in (self.heading, self.reason, self.how, self.more) if not label.isHidden())
        self.setAccessibleName(" ".join(label.text() for label in said))

    def _heading(self) -> str:
        name = self._pane.name
        if self._pane.reading:
            return self.tr("Reading the files of %1…").replace("%1", name)
        if self._pane.reason is not None:
            return self.tr("%1 cannot be read").replace("%1", name)
        return self.tr("No patient is open")

    def _label_buttons(self, unread: bool, nobody: bool) -> None:
        texts = {
            "open_case": self.tr("Open a case folder"),
            "new_patient": self.tr("New patient by hand"),
            "close_patient": self.tr("Take off the worklist"),
        }
        shown = {"open_case": unread or nobody, "new_patient": nobody, "close_patient": unread}
        for action, button in self.buttons.items():
            button.setText("  ".join(filter(None, (texts[action], key_text(action)))))
            button.setAccessibleName(texts[action])
            button.setVisible(shown[action])


def _label(role: str) -> QLabel:
    label = plain(QLabel())
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
