"""The digits 1-5 in the worklist: the clinician's own level, while that of the patient on screen is awaited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.panels.decision_panel import DecisionPanel, own_level_of
from ui.views.veil import Veil


class OwnLevelKeys(QObject):
    """Takes the digits from ``list_`` before it searches its rows for them. ``given`` with the level.

    While ``veil`` covers the decision of another patient nobody knows what a digit means: it is taken and means nothing.
    """

    given = Signal(int)

    def __init__(self, list_: QWidget, decision: DecisionPanel, veil: Veil) -> None:
        super().__init__(decision)
        self._decision, self._veil = decision, veil
        list_.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True where the digit was taken."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        covered = not self._veil.isHidden()
        level = own_level_of(event) if covered or self._decision.awaits_own_level else None
        if level is not None and not covered:
            self.given.emit(level)
        return level is not None
