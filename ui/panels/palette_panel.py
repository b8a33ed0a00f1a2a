"""The command palette: type a few letters, press Enter. It lists exactly the action table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.actions import ACTIONS
from ui.views.searching import has_all

_ENGLISH = {spec.name: spec.text for spec in ACTIONS}


class PalettePanel(QDialog):
    """Opens above the window; runs the chosen action after it has closed."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._actions = actions
        self.field, self.list, self.nothing = QLineEdit(), QListWidget(), QLabel(self.tr("No action of this name."))
        self.field.setPlaceholderText(self.tr("Find an action"))
        self.field.setAccessibleName(self.tr("Find an action"))
        self.list.setAccessibleName(self.tr("Actions"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        self.nothing.setProperty("role", "muted")
        self.resize(460, 420)
        self.field.textChanged.connect(self.filter)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(lambda *_: self.run_chosen())
        self.list.itemClicked.connect(lambda *_: self.run_chosen())
        self.finished.connect(self.deleteLater)
        self.filter("")
        self.field.setFocus()

    def filter(self, text: str) -> None:
        """Keep the actions whose text, in the language of the screen or in English, holds every typed word."""
        self.list.clear()
        for name, action in self._actions.items():
            if name != "palette" and has_all(f"{action.text()} {_ENGLISH.get(name, '')}", text):
                key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                item = QListWidgetItem(f"{action.text()}    {key}")
                item.setData(Qt.ItemDataRole.UserRole, name)
                self.list.addItem(item)
        self.nothing.setVisible(self.list.count() == 0)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys and Enter in the field belong to the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run_chosen()
            return True
        return False

    def run_chosen(self) -> None:
        """Close, then run the action of the current row."""
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()
