"""The table of what a cap on alerts costs: a row a cap, a column a number of patients an hour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from cdss.records.alert_costs import AlertCosts
from ui.views.worded import Worded

ROW_HEIGHT, HEAD_HEIGHT = 26, 30


class CostsTable(Worded, QTableWidget):
    """Read only; the row of the cap that is set is the chosen one."""

    def __init__(self, costs: AlertCosts, parent: QWidget | None = None) -> None:
        self._costs = costs
        self._caps = tuple(row.cap for row in costs.of(costs.arrivals[0]))
        super().__init__(len(self._caps), len(costs.arrivals), parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setFixedHeight(HEAD_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(HEAD_HEIGHT + ROW_HEIGHT * len(self._caps) + 4)
        self._words()

    def show_cap(self, cap: int) -> None:
        """Choose the row of ``cap``: that itself, or the next smaller one that was measured."""
        measured = [c for c in self._caps if c and c <= cap] if cap else [0]
        self.selectRow(self._caps.index(max(measured, default=min(c for c in self._caps if c))))

    def _words(self) -> None:
        self.setAccessibleName(self.tr("What a cap costs"))
        heads = [self.tr("{0} patients/h").format(n) for n in self._costs.arrivals]
        self.setHorizontalHeaderLabels(heads)
        self.setVerticalHeaderLabels([self.tr("cap {0}").format(c) if c else self.tr("no cap") for c in self._caps])
        for column, arrivals in enumerate(self._costs.arrivals):
            for place, row in enumerate(self._costs.of(arrivals)):
                words = self.tr("{0} % ({1}–{2}) · {3}/h")
                values = (f"{100 * v:.0f}" for v in (row.sensitivity, row.low, row.high))
                item = QTableWidgetItem(words.format(*values, f"{row.raised:.1f}"))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(place, column, item)
