"""The help page: every action with its key, from the action table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from cdss.core.sentences import sentence
from ui.actions import ACTIONS, MENUS, translated
from ui.language import language


class KeysPanel(QDialog):
    """Grouped as the menus are; the research-use sentence at the foot."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and actions"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        for menu, title in MENUS:
            heading = QLabel(translated(title))
            heading.setObjectName("cardHeading")
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for spec in (s for s in ACTIONS if s.menu == menu):
                row = grid.rowCount()
                grid.addWidget(QLabel(actions[spec.name].text()), row, 0)
                key = actions[spec.name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                grid.addWidget(QLabel(key), row, 1)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        foot = QLabel(sentence("session_status_sentence", {}, language()))
        foot.setWordWrap(True)
        column.addWidget(foot)
