"""The worklist: a keyboard-driven list whose rows are painted by ``WorklistDelegate``."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from cdss.core.clock import Clock, now
from cdss.session.panes import WorklistRow
from ui.terms import level_name
from ui.views.wording import patient_words
from ui.views.worklist_delegate import WorklistDelegate

TICK_MS = 10_000
"""How often the minutes are looked at: none is shown much longer than it lasts."""

Index = QModelIndex | QPersistentModelIndex


class WorklistModel(QAbstractListModel):
    """The rows as a Qt model; the whole ``WorklistRow`` under ``Qt.UserRole``, its words for screen readers."""

    def __init__(self, parent: QWidget, waits: Callable[[WorklistRow], str]) -> None:
        super().__init__(parent)
        self._waits = waits
        self.rows: tuple[WorklistRow, ...] = ()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Put ``rows`` in place of the old ones; where the patients and their order are the same, only repaint."""
        same = tuple(r.key for r in rows) == tuple(r.key for r in self.rows)
        if same:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """One row a patient."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself, its name, or its description in words."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row)
        return row.problem if role == Qt.ItemDataRole.ToolTipRole else None

    def _spoken(self, row: WorklistRow) -> str:
        level = f"{row.level} {level_name(row.level)}" if row.level else self.tr("not assessed yet")
        said = (row.case_id, patient_words(row.patient), row.complaint, level, row.problem, self._waits(row))
        return ", ".join(filter(None, said))


class WorklistView(QListView):
    """Emits ``patient_chosen`` with the key of the row that the user went to by click or arrow key.

    ``clock``: what time it is; the minutes in the rows go on by themselves.
    """

    patient_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, clock: Clock = now) -> None:
        super().__init__(parent)
        self.setObjectName("worklist")
        delegate = WorklistDelegate(self, clock)
        self._model = WorklistModel(self, delegate.waits)
        self.setModel(self._model)
        self.setItemDelegate(delegate)
        self.minute = QTimer(self, interval=TICK_MS)
        self.minute.timeout.connect(self.viewport().update)
        self.minute.start()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._showing = False
        self._name()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Show ``rows``; the one that is selected becomes the current one without a signal."""
        self._showing = True
        self._model.set_rows(rows)
        here = next((i for i, row in enumerate(rows) if row.selected), None)
        index = self._model.index(here) if here is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if here is not None:
            self.scrollTo(index)
        self._showing = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The user went to another row."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._showing:
            self.patient_chosen.emit(self._model.rows[current.row()].key)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.viewport().update()
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Worklist"))
