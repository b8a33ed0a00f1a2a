"""The audit's page of the settings: its last entries, whether it is sound, and a way to take a copy of it away."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import set_role

_LEAST_HEIGHT = 160


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words: its number, its time by this computer's clock, what happened, to which patient, by whom."""

    number: str
    time: str
    what: str
    patient: str
    who: str


class AuditPage(QWidget):
    """``check_requested``, ``export_requested``: the user wants the log looked through, or a copy of it."""

    check_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Audit"))
        self.said = QLabel()
        self.table = QTableWidget(0, 5)
        self.check, self.export = QPushButton(self.tr("Check the log")), QPushButton(self.tr("Export…"))
        self._build()

    def show_rows(self, rows: tuple[AuditRow, ...]) -> None:
        """The last entries, newest first."""
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate((row.number, row.time, row.what, row.patient, row.who)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(place, column, item)

    def say(self, words: str, busy: bool = False, wrong: bool = False) -> None:
        """What came of it, as a warning where something is ``wrong``; while ``busy``, nothing else can be asked for."""
        set_role(self.said, "notice" if wrong else "noticeInfo")
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.check.setEnabled(not busy)
        self.export.setEnabled(not busy)

    def refuse(self, words: str) -> None:
        """There is no log here, for the reason ``words``."""
        self.say(words, busy=True, wrong=True)
        self.table.hide()

    def _build(self) -> None:
        note = QLabel(
            self.tr(
                "Who opened, assessed, decided and sent out what. Each entry holds the hash of the one before, so that the "
                "check finds a changed one. A patient stands in it under a number that tells nobody who they are; those on "
                "the worklist are named here."
            )
        )
        note.setProperty("role", "muted")
        self.said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.said.hide()
        for label in (note, self.said):
            label.setWordWrap(True)
        self._build_table()
        buttons = QHBoxLayout()
        for button in (self.check, self.export):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(note)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addLayout(buttons)
        column.addStretch(0)  # where there is no table, words and buttons stay together at the top
        self.check.clicked.connect(lambda *_: self.check_requested.emit())
        self.export.clicked.connect(lambda *_: self.export_requested.emit())

    def _build_table(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setHorizontalHeaderLabels(
            [self.tr("No."), self.tr("Time"), self.tr("What"), self.tr("Patient"), self.tr("Who")]
        )
        table.setAccessibleName(self.tr("Last entries of the audit"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(_LEAST_HEIGHT)
        table.verticalHeader().hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
