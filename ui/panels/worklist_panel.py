"""The worklist with its heading and search field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from cdss.session.panes import WorklistRow
from ui.views.worded import Worded
from ui.views.worklist_view import WorklistView

WIDTH, NARROW_WIDTH = 278, 240
"""Pixels; the narrow one on a small screen, so that the evidence keeps its room."""

MARGIN = 10
"""Pixels left and right of the list."""


class WorklistPanel(Worded, QFrame):
    """``patient_chosen`` with the key of a row, ``searched`` with what stands in the search field."""

    patient_chosen = Signal(str)
    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("worklistPanel")
        self.setFixedWidth(WIDTH)
        self.heading = QLabel()
        self.heading.setObjectName("cardHeading")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.searched)
        self.list = WorklistView()
        self.list.patient_chosen.connect(self.patient_chosen)
        self.search.returnPressed.connect(self.list.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 6)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self._count = 0
        self._words()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Show ``rows``."""
        self._count = len(rows)
        self.list.set_rows(rows)
        self._words()

    def _words(self) -> None:
        self.heading.setText(self.tr("WORKLIST · {0} WAITING").format(self._count))
        self.search.setPlaceholderText(self.tr("Search  Ctrl+F"))
        self.search.setAccessibleName(self.tr("Search the worklist"))
