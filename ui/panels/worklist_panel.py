"""The worklist with its heading and search field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cdss.session.panes import WorklistRow
from cdss.session.worklist.shift_panes import ShiftPane
from ui.actions import key_text
from ui.frame_sizes import WORKLIST_WIDTH
from ui.views.alerts_view import AlertsView
from ui.views.batch_view import BatchView
from ui.views.pane_view import tool_button
from ui.views.search_view import NobodyFound, SearchField
from ui.views.watch_view import WatchView
from ui.views.worded import Worded
from ui.views.worklist_view import WorklistView

MARGIN = 10
"""Pixels left and right of the list."""


class WorklistPanel(Worded, QFrame):
    """``patient_chosen`` with the key of a row, ``searched`` with what stands in the search field.

    ``order_requested``: the rows shall be sorted by something else; ``grouping_requested``: divided by something else.
    ``change_seen`` with the key of one whose change of level was acknowledged; ``budget_requested``: that of the alerts;
    ``unseen_requested``: whose level changed shall come on screen.
    """

    patient_chosen = Signal(str)
    searched = Signal(str)
    order_requested = Signal()
    grouping_requested = Signal()
    change_seen = Signal(str)
    budget_requested = Signal()
    unseen_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("worklistPanel")
        self.setFixedWidth(WORKLIST_WIDTH)
        self.heading = QLabel()
        self.heading.setObjectName("cardHeading")
        self.order = tool_button()
        self.order.clicked.connect(self.order_requested)
        self.grouping = tool_button()
        self.grouping.clicked.connect(self.grouping_requested)
        self.search, self.nobody = SearchField(), NobodyFound()
        self.search.textChanged.connect(self._search)
        self.nobody.clear_requested.connect(self.clear_search)
        self.nobody.hide()
        self.list = WorklistView()
        self.list.patient_chosen.connect(self.patient_chosen)
        self.search.returnPressed.connect(self._go_to_found)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 6)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.search)
        beside = QHBoxLayout()
        beside.setSpacing(6)
        beside.addWidget(self.order)
        beside.addWidget(self.grouping)
        beside.addStretch(1)
        column.addLayout(beside)
        column.addWidget(self.list, 1)
        column.addWidget(self.nobody, 1)
        self.batch, self.alerts = BatchView(), AlertsView()
        self.alerts.budget_requested.connect(self.budget_requested)
        self.alerts.unseen_requested.connect(self.unseen_requested)
        self.list.change_seen.connect(self.change_seen)
        column.addWidget(self.batch)
        column.addWidget(self.alerts)
        self.watch = WatchView()
        column.addWidget(self.watch)
        self._count = 0
        self._order, self._grouping = "level", "none"
        self._words()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Show ``rows``."""
        self._count = len(rows)
        self.list.set_rows(rows)
        self._words()

    def _search(self, text: str) -> None:
        self.searched.emit(text)
        self._words()

    def clear_search(self) -> None:
        """Show all patients again; the keys go to the search field."""
        self.search.clear()
        self.search.setFocus()

    def _go_to_found(self) -> None:
        """To the list, or where it is empty to what shows all patients again."""
        (self.nobody.clear if self.list.isHidden() else self.list).setFocus()

    def set_shift(self, pane: ShiftPane) -> None:
        """Show what stands below the rows."""
        self.batch.set_batch(pane.batch, pane.put_off)
        self.alerts.set_line(pane.alerts)
        self.watch.set_watched(pane.watched, pane.unwatched)

    def set_order(self, order: str) -> None:
        """Say what the rows are sorted by: ``level``, ``wait`` or ``missing``."""
        if order != self._order:
            self._order = order
            self._words()

    def set_grouping(self, grouping: str) -> None:
        """Say what the rows are divided by: ``none``, ``level``, ``wait`` or ``missing``."""
        if grouping != self._grouping:
            self._grouping = grouping
            self._words()

    def show_keys(self) -> None:
        """Name the key that leads to the search."""
        self.search.setPlaceholderText(self.tr("Search  {0}").format(key_text("find_patient")))

    def _words(self) -> None:
        grouped = {
            "none": self.tr("no groups"),
            "level": self.tr("level groups"),
            "wait": self.tr("wait groups"),
            "missing": self.tr("test groups"),
        }
        self.grouping.setText(grouped[self._grouping])
        self.grouping.setToolTip(self.tr("Divide the list by something else"))
        self.grouping.setAccessibleName(
            self.tr("Worklist with {0}; divide it otherwise").format(grouped[self._grouping])
        )
        said = {"level": self.tr("by level"), "wait": self.tr("by wait"), "missing": self.tr("by missing")}
        self.order.setText(said[self._order])
        self.order.setToolTip(self.tr("Sort by something else"))
        self.order.setAccessibleName(self.tr("Worklist sorted {0}; sort by something else").format(said[self._order]))
        self._say_found(self.search.text().strip())
        self.show_keys()
        self.search.setAccessibleName(self.tr("Search the worklist"))

    def _say_found(self, searched: str) -> None:
        """How many there are; where a search hides them all, that in words in place of an empty list."""
        found, waiting = self.tr("WORKLIST · {0} FOUND"), self.tr("WORKLIST · {0} WAITING")
        self.heading.setText((found if searched else waiting).format(self._count))
        nobody = bool(searched) and not self._count
        self.nobody.set_searched(searched)
        self.nobody.setVisible(nobody)
        self.list.setVisible(not nobody)
