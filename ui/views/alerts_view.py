"""One line below the worklist: how many changes of level there were in the last hour, and what of them is not in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from cdss.session.worklist.shift_panes import AlertLine
from ui.views.pane_view import tool_button
from ui.views.worded import Worded


class AlertsView(Worded, QFrame):
    """``budget_requested``: the clinician wants to see or to change the budget; ``unseen_requested``: to go to what is unseen."""

    budget_requested = Signal()
    unseen_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = AlertLine()
        self.count = tool_button()
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.count.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.count.clicked.connect(self.budget_requested)
        self.unseen = tool_button(role="changed")
        self.unseen.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.unseen.clicked.connect(self.unseen_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.unseen)
        column.addWidget(self.count)
        self._words()

    def set_line(self, line: AlertLine) -> None:
        """Show ``line``."""
        self._line = line
        self._words()

    def _words(self) -> None:
        line = self._line
        said = [self.tr("Level changes, last hour: {0}").format(line.raised)]
        if line.cap:
            said.append(self.tr("cap {0}").format(line.cap))
        if line.held_back:
            said.append(self.tr("{0} held").format(line.held_back))
        self.count.setText(" · ".join(said))
        self.count.setAccessibleName(self.tr("Alert budget: {0}").format(self.count.text()))
        self.count.setToolTip(self.tr("Changes of the model's level with new vital signs: their number, and a cap"))
        unseen = [self.tr("▲ {0} to be seen").format(line.unseen)] if line.unseen else []
        if line.hidden:
            unseen.append(self.tr("{0} hidden by the search").format(line.hidden))
        self.unseen.setText(" · ".join(unseen))
        self.unseen.setAccessibleName(self.unseen.text())
        self.unseen.setToolTip(self.tr("Go to the next patient whose level changed"))
        self.unseen.setVisible(bool(unseen))
