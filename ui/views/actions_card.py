"""Recommended actions in one line of the decision column: how many there are to consider, how many are done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from cdss.session.decision.considered import Recommended
from ui.views.card import Card
from ui.views.worded import Worded


class ActionsCard(Worded, Card):
    """Not there where nothing is recommended. ``requested``: show them all."""

    requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: tuple[Recommended, ...] = ()
        self.open = QPushButton()
        self.open.setObjectName("linkButton")
        self.open.clicked.connect(lambda *_: self.requested.emit())
        self.add_tool(self.open)
        self.set_actions(())

    def set_actions(self, actions: tuple[Recommended, ...]) -> None:
        """Count ``actions``."""
        self._actions = actions
        self._words()
        self.setVisible(bool(actions))

    def _words(self) -> None:
        done = sum(action.ticked for action in self._actions)
        self.set_heading(self.tr("Consider"), self.tr("{0} done").format(done) if done else "")
        one = len(self._actions) == 1
        words = self.tr("1 action from guidelines") if one else self.tr("{0} actions from guidelines")
        self.open.setText(words.format(len(self._actions)))
