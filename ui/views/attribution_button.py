"""The button of a pane that shows or hides the explanation drawn in it, and asks for one that is hidden as failed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton

from ui.theme import set_role

HIDDEN = "hidden"
"""Role of the button, in the style sheet, while a click shows what failed its test."""


class AttributionButton(QToolButton):
    """``toggled`` as of every button; ``reveal_requested`` where it is clicked while the explanation is hidden as failed.

    What the user wanted last, seen or not, counts again once there is something to see.
    """

    reveal_requested = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._wanted, self._hidden = True, False
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def hides(self) -> bool:
        """Whether a click shows what failed its test."""
        return self._hidden

    def offer(self, there: bool, hidden: bool) -> None:
        """``there``: something can be drawn; ``hidden``: what could be drawn failed its test and was not asked for."""
        if not self._hidden:
            self._wanted = self.isChecked()
        self._hidden = hidden and not there
        self.setEnabled(there or hidden)
        if (self.property("role") == HIDDEN) != self._hidden:
            set_role(self, HIDDEN if self._hidden else "")
        with QSignalBlocker(self):
            self.setChecked(self._wanted and not self._hidden)

    def nextCheckState(self) -> None:
        """A click: ask for what is hidden, or switch."""
        if self._hidden:
            self._wanted = True
            self.reveal_requested.emit()
        else:
            super().nextCheckState()


def reveal_tip(what: str) -> str:
    """The tool tip while ``what`` (a sentence) is hidden: why, and what a click does."""
    why = QCoreApplication.translate(
        "AttributionButton",
        "Hidden: the method failed its test on other patients (model card). Press to show it all the same, with a mark, "
        "like every other explanation that failed; Ctrl+Shift+E hides them again.",
    )
    return f"{what}\n{why}"
