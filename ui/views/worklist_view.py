"""The worklist: a keyboard-driven list whose rows are painted by ``WorklistDelegate``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from cdss.core.clock import Clock, now
from cdss.session.panes import WorklistRow
from cdss.session.worklist.change_words import change_words
from ui.language import language
from ui.terms import in_fahrenheit, level_name
from ui.views.wording import patient_words
from ui.views.worklist_delegate import WorklistDelegate
from ui.views.worklist_words import Heading, group_words, ruling_words, scored, with_headings

TICK_MS = 10_000
"""How often the minutes are looked at: none is shown much longer than it lasts."""

Index = QModelIndex | QPersistentModelIndex


_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class WorklistModel(QAbstractListModel):
    """The rows as a Qt model; the whole ``WorklistRow`` under ``Qt.UserRole``, its words for screen readers.

    ``rows`` are the patients; ``items`` what stands in the list: before the first patient of each group its ``Heading``.
    """

    def __init__(self, parent: QWidget, waits: Callable[[WorklistRow], str]) -> None:
        super().__init__(parent)
        self._waits = waits
        self.rows: tuple[WorklistRow, ...] = ()
        self.items: tuple[Heading | WorklistRow, ...] = ()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Put ``rows`` in place of the old ones; where the patients and their order are the same, only repaint what changed."""
        items = with_headings(rows)
        if tuple(map(_identity, items)) == tuple(map(_identity, self.items)):
            changed = [place for place, (new, old) in enumerate(zip(items, self.items, strict=True)) if new != old]
            self.rows, self.items = rows, items
            for place in changed:
                self.dataChanged.emit(self.index(place), self.index(place))
            return
        self.beginResetModel()
        self.rows, self.items = rows, items
        self.endResetModel()

    def place_of(self, key: str) -> int | None:
        """Where the patient ``key`` stands among ``items``."""
        return next((i for i, item in enumerate(self.items) if isinstance(item, WorklistRow) and item.key == key), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """One row a patient, one a heading."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is read, never chosen."""
        if index.isValid() and isinstance(self.items[index.row()], Heading):
            return Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself, its name, or its description in words."""
        row = self.items[index.row()]
        if isinstance(row, Heading):
            return row if role == Qt.ItemDataRole.UserRole else row.words if role in _SPOKEN else None
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in _SPOKEN:
            return self._spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (row.problem, self._change(row), self._twice(row)))) or None
        return None

    def _twice(self, row: WorklistRow) -> str | None:
        return self.tr("Perhaps the same patient: {0}").format(", ".join(row.twins)) if row.twins else None

    def _change(self, row: WorklistRow) -> str | None:
        return None if row.change is None else change_words(row.change, language(), in_fahrenheit(), scored(row))

    def _spoken(self, row: WorklistRow) -> str:
        awaited = self.tr("your own level first") if row.own_awaited else self.tr("not assessed yet")
        level = f"{row.level} {level_name(row.level)}" if row.level else awaited
        ruling = ruling_words(row.ruling) if row.ruling else None
        group = group_words(row.group) if row.group else None
        who = (row.case_id, patient_words(row.patient), row.complaint)
        said = (*who, level, ruling, self._change(row), row.problem, group, self._waits(row), self._twice(row))
        return ", ".join(filter(None, said))


def _identity(item: Heading | WorklistRow) -> object:
    """What must be the same for the list to be only painted again: who stands where, and how high the row is."""
    return item.group if isinstance(item, Heading) else (item.key, item.change, item.problem)


class WorklistView(QListView):
    """Emits ``patient_chosen`` with the key of the row that the user went to by click or arrow key.

    ``change_seen`` with the key of one whose change of level was acknowledged by a click. ``clock``: what time it is; the
    minutes in the rows go on by themselves.
    """

    patient_chosen = Signal(str)
    change_seen = Signal(str)

    def __init__(self, parent: QWidget | None = None, clock: Clock = now) -> None:
        super().__init__(parent)
        self.setObjectName("worklist")
        self._delegate = WorklistDelegate(self, clock)
        self._model = WorklistModel(self, self._delegate.waits)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.minute = QTimer(self, interval=TICK_MS)
        self.minute.timeout.connect(self.viewport().update)
        self.minute.start()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._showing = False
        self._chosen: str | None = None
        self._name()

    def set_rows(self, rows: tuple[WorklistRow, ...]) -> None:
        """Show ``rows``; the one that is selected becomes the current one without a signal.

        The list stays where it is, unless another patient was chosen, or the chosen one would go out of sight; but a new alert at
        the top is not scrolled away for that.
        """
        self._showing = True
        top, seen = self.verticalScrollBar().value(), self._sees(self.currentIndex())
        self._model.set_rows(rows)
        chosen = next((row.key for row in rows if row.selected), None)
        here = None if chosen is None else self._model.place_of(chosen)
        index = self._model.index(here) if here is not None else QModelIndex()
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setAutoScroll(True)
        another, self._chosen = chosen != self._chosen, chosen
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(top)
        alert = top == 0 and bool(rows) and rows[0].change is not None
        if here is not None and (another or (seen and not alert)):
            self.scrollTo(index)
        self._showing = False

    def _sees(self, index: Index) -> bool:
        """Whether a row is wholly in sight."""
        return index.isValid() and self.viewport().rect().contains(self.visualRect(index))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint the rows again. ``QListView`` would lay all of them out anew for it, and paint all; no height changes here."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """A key that leads to a heading (Home, page up) goes on to the patient below it."""
        index = super().moveCursor(action, modifiers)
        heading = index.isValid() and isinstance(self._model.items[index.row()], Heading)
        return self._model.index(index.row() + 1) if heading else index

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the button of a change acknowledges it, and leaves the patient on screen."""
        index = self.indexAt(event.position().toPoint())
        item = self._model.items[index.row()] if index.isValid() else None
        left = event.button() is Qt.MouseButton.LeftButton
        place = self.visualRect(index), event.position().toPoint()
        if left and isinstance(item, WorklistRow) and self._delegate.acknowledges(item, *place):
            self.change_seen.emit(item.key)
            return
        super().mousePressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The user went to another row."""
        super().currentChanged(current, previous)
        item = self._model.items[current.row()] if current.isValid() else None
        if isinstance(item, WorklistRow) and not self._showing:
            self.patient_chosen.emit(item.key)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language; a reason may take more lines, or fewer."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.scheduleDelayedItemsLayout()
            self.viewport().update()
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Worklist"))
