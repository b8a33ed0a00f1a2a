"""The form of the triage entry: complaint, onset, history, allergies and free text, and below how it stands in the note."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cdss.session.entry.triage_note import TriageEntry, composed, denied_yet_named
from cdss.session.names import concept_name
from ui.language import language
from ui.panels.form_panel import FormPanel
from ui.panels.room import open_at
from ui.views.plain import plain

_TEXT_HEIGHT = 120


class TriageNotePanel(FormPanel):
    """``written`` with the ``TriageEntry`` and who signed."""

    written = Signal(object, str)

    def __init__(
        self, patient: str, entry: TriageEntry, by: str, required: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Triage entry of {0}").format(patient), by, required, parent)
        open_at(self, 640, 560)
        self.complaint, self.onset = QLineEdit(entry.complaint), QLineEdit(entry.onset)
        self.history, self.allergies = QLineEdit(entry.history), QLineEdit(entry.allergies)
        self.text, self.note = QPlainTextEdit(entry.text), plain(QLabel())
        self.differs, self.denied = QLabel(), QLabel()
        self._build(patient)
        self._connect()
        self._show_note()
        self.complaint.setFocus()

    def entry(self) -> TriageEntry:
        """What stands in the fields."""
        return TriageEntry(
            self.complaint.text().strip(),
            self.onset.text().strip(),
            self.history.text().strip(),
            self.allergies.text().strip(),
            self.text.toPlainText().strip(),
        )

    def set_disagreement(self, histories: tuple[str, str] | None) -> None:
        """The history of the patient's file and of the note, where they differ; None: they do not."""
        self.differs.setVisible(histories is not None)
        if histories is not None:
            said = self.tr("Check the history: the file says “{0}”, the note says “{1}”.")
            self.differs.setText(said.format(*histories))

    def _build(self, patient: str) -> None:
        whose, stands = plain(QLabel(patient)), QLabel(self.tr("So it stands in the note, behind the complaint:"))
        whose.setProperty("role", "strong")
        stands.setProperty("role", "muted")
        none = self.tr("separated by commas; “none” where there are none")
        self.onset.setPlaceholderText(self.tr("for example: 2 h ago, sudden"))
        self.history.setPlaceholderText(none)
        self.allergies.setPlaceholderText(none)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_TEXT_HEIGHT)
        self.note.setObjectName("composedNote")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(whose)
        column.addWidget(self.continued)
        for notice in (self.differs, self.denied):
            notice.setProperty("role", "notice")
            notice.setWordWrap(True)
            notice.setTextFormat(Qt.TextFormat.PlainText)
            notice.hide()
            column.addWidget(notice)
        column.addLayout(self._fields())
        column.addWidget(stands)
        column.addWidget(self.note, 1)
        column.addLayout(self._foot())

    def _fields(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Complaint"), self.complaint),
            (self.tr("Onset"), self.onset),
            (self.tr("Free text"), self.text),
            (self.tr("History"), self.history),
            (self.tr("Allergies"), self.allergies),
            (self.tr("Initials or name"), self.signed),
        )
        for title, control in rows:
            form.addRow(title, control)
            if control is not self.signed:
                control.setAccessibleName(title)
        return form

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.save.setProperty("role", "primary")
        for button in (self.save, self.cancel):
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        for line in (self.complaint, self.onset, self.history, self.allergies):
            line.textChanged.connect(self._follow)
            line.returnPressed.connect(self.focusNextChild)
        self.text.textChanged.connect(self._follow)
        self.signed.changed.connect(self._show_note)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._discard)

    def _follow(self) -> None:
        self._show_note()
        self.typed.emit(self.entry())

    def _show_note(self) -> None:
        entry = self.entry()
        self.note.setText(composed(entry))
        self.note.setAccessibleName(composed(entry))
        self.save.setEnabled(entry.written and self.signed.complete)
        self._check_history(entry)

    def _check_history(self, entry: TriageEntry) -> None:
        """Say which diseases the free text names where the history has none; nothing is changed by itself."""
        named = ", ".join(concept_name(term, language()) for term in denied_yet_named(entry))
        self.denied.setText(self.tr("Check the history: it says none, the text names {0}.").format(named))
        self.denied.setVisible(bool(named))

    def _save(self) -> None:
        if self.save.isEnabled():
            self.written.emit(self.entry(), self.signed.by)
            self.accept()
