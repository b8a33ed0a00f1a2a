"""A menu of which one entry is chosen and marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu


class Choice(QActionGroup):
    """Entries of ``values`` in a menu; ``chosen`` with the value when the user takes one."""

    chosen = Signal(object)

    def __init__(self, menu: QMenu, values: Iterable[object], texts: Callable[[object], str]) -> None:
        super().__init__(menu)
        self._texts = texts
        self.entries: dict[object, QAction] = {}
        for value in values:
            entry = QAction(texts(value), self)
            entry.setCheckable(True)
            entry.triggered.connect(partial(self._tell, value))
            self.entries[value] = entry
            menu.addAction(entry)

    def mark(self, value: object) -> None:
        """Mark the entry of ``value`` as the one that is shown; none where it is not in the menu."""
        for one, entry in self.entries.items():
            entry.setChecked(one == value)

    def retranslate(self) -> None:
        """The texts again in the language of the screen."""
        for value, entry in self.entries.items():
            entry.setText(self._texts(value))

    def _tell(self, value: object, _checked: bool = False) -> None:
        self.chosen.emit(value)
