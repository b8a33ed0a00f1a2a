"""The page of the settings on which keys are changed: every action of the table, its key, and who has a key already."""

from __future__ import annotations

import json

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.actions import ACTIONS, key_text, keys, shortcuts, taken_by, translated
from ui.views.searching import has_all

_PLAIN = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
"""Keys that write nothing: they may stand alone in the whole window, as the F keys may."""

_TEXTS = {spec.name: spec.text for spec in ACTIONS}
_SCOPES = {spec.name: spec.scope for spec in ACTIONS}


class ShortcutsPage(QWidget):
    """``changed`` with the text of the setting, once a key was changed. A key that another action has is refused by name."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Keys of the actions"))
        self._shown: tuple[str, ...] = ()
        self.search, self.table = QLineEdit(), QTableWidget(0, 2)
        self.edit, self.said = QKeySequenceEdit(), QLabel()
        self.none, self.default, self.all_default = QPushButton(), QPushButton(), QPushButton()
        self._build()
        self._words()
        self._fill()

    @property
    def chosen(self) -> str | None:
        """The action whose row is marked."""
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def choose(self, name: str) -> None:
        """Mark the row of an action."""
        if name in self._shown:
            self.table.setCurrentCell(self._shown.index(name), 0)

    def refresh(self) -> None:
        """Show the keys as they are now, the same row marked."""
        name = self.chosen
        self._fill()
        if name is not None:
            self.choose(name)

    def _build(self) -> None:
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(150)
        self.edit.setMaximumSequenceLength(1)
        self.said.setProperty("role", "notice")
        self.said.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.edit, 1)
        for button in (self.none, self.default, self.all_default):
            button.setAutoDefault(False)
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self.table):
            column.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self.said)
        self.search.textChanged.connect(self._fill)
        self.table.currentCellChanged.connect(lambda *_: self._show_key())
        self.edit.editingFinished.connect(lambda: self._take(self.edit.keySequence().toString()))
        self.none.clicked.connect(lambda *_: self._take(""))
        self.default.clicked.connect(self._restore)
        self.all_default.clicked.connect(lambda *_: self._keep({}))

    def _words(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Key")])
        self.table.setAccessibleName(self.tr("Actions and their keys"))
        self.search.setPlaceholderText(self.tr("Find an action"))
        self.search.setAccessibleName(self.tr("Find an action"))
        self.edit.setAccessibleName(self.tr("New key of the marked action: press it here"))
        self.edit.setToolTip(self.tr("New key of the marked action: press it here"))
        self.none.setText(self.tr("No key"))
        self.default.setText(self.tr("Default key"))
        self.all_default.setText(self.tr("All to default"))

    def _fill(self) -> None:
        searched = self.search.text()
        shown = [s.name for s in ACTIONS if has_all(f"{translated(s.text)} {s.text} {key_text(s.name)}", searched)]
        self._shown = tuple(shown)
        self.table.setRowCount(len(shown))
        for row, name in enumerate(shown):
            text = QTableWidgetItem(translated(_TEXTS[name]))
            text.setToolTip(text.text())
            mark = "" if keys().get(name) == shortcuts().get(name) else "  *"
            self.table.setItem(row, 0, text)
            self.table.setItem(row, 1, QTableWidgetItem(key_text(name) + mark))
        self.table.setColumnWidth(1, 130)
        if shown:
            self.table.setCurrentCell(0, 0)
        self._show_key()

    def _show_key(self) -> None:
        name = self.chosen
        for part in (self.edit, self.none, self.default):
            part.setEnabled(name is not None)
        self.edit.setKeySequence(QKeySequence(keys().get(name, "") if name else ""))
        self.said.setText("")

    def _restore(self) -> None:
        if (name := self.chosen) is not None:
            self._take(shortcuts()[name])

    def _take(self, key: str) -> None:
        name = self.chosen
        if name is None or QKeySequence(key) == QKeySequence(keys().get(name, "")):
            return
        if refused := self._refused(name, key):
            self._show_key()
            self.said.setText(refused)
            return
        self._keep({**keys(), name: key})

    def _refused(self, name: str, key: str) -> str:
        """Why ``name`` cannot have ``key``, in words; empty where it can."""
        written = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        if others := taken_by(name, key):
            named = ", ".join(translated(_TEXTS[other]) for other in others)
            return self.tr("{0} is the key of: {1}. Take it away there first.").format(written, named)
        if _SCOPES[name] is None and key and _writes(key):
            return self.tr("{0} alone would be needed for writing. Press it with Ctrl or Alt.").format(written)
        return ""

    def _keep(self, wanted: dict[str, str]) -> None:
        kept = {name: key for name, key in wanted.items() if QKeySequence(key) != QKeySequence(shortcuts()[name])}
        self.changed.emit(json.dumps(kept, sort_keys=True) if kept else "")


def _writes(key: str) -> bool:
    """Whether pressing ``key`` writes a letter, or moves in what is written."""
    pressed: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
    held = pressed.keyboardModifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    function_key = Qt.Key.Key_F1 <= pressed.key() <= Qt.Key.Key_F35
    return held == Qt.KeyboardModifier.NoModifier and not function_key and pressed.key() not in _PLAIN
