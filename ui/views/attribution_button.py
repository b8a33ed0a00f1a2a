"""The button of a pane that shows or hides the explanation drawn in it, and asks for one that is hidden as failed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton

from ui.theme import set_role

HIDDEN = "hidden"
"""Role of the button, in the style sheet, while a click shows what failed its test."""


class AttributionButton(QToolButton):
    """``toggled`` as of every button; ``reveal_requested`` where it is clicked while the explanation is hidden as failed;
    ``asked`` where it is clicked while the explanation waits to be asked for.

    What the user wanted last, seen or not, counts again once there is something to see.
    """

    reveal_requested = Signal()
    asked = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._wanted, self._hidden, self._waits = True, False, False
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def hides(self) -> bool:
        """Whether a click shows what failed its test."""
        return self._hidden

    @property
    def waits(self) -> bool:
        """Whether a click shows what is not drawn by itself."""
        return self._waits

    def want(self) -> None:
        """The user asked for the explanation by another way than this button."""
        self._wanted, self._waits = True, False
        self.setChecked(True)

    def offer(self, there: bool, hidden: bool, waits: bool = False) -> None:
        """``there``: something can be drawn; ``hidden``: what could be drawn failed its test and was not asked for.

        ``waits``: it could be drawn, and is not before it is asked for.
        """
        if not self._hidden and not self._waits:
            self._wanted = self.isChecked()
        self._hidden = hidden and not there
        self._waits = there and waits
        self.setEnabled(there or hidden)
        if (self.property("role") == HIDDEN) != self._hidden:
            set_role(self, HIDDEN if self._hidden else "")
        with QSignalBlocker(self):
            self.setChecked(self._wanted and not self._hidden and not self._waits)

    def nextCheckState(self) -> None:
        """A click: ask for what is hidden, or switch."""
        if self._hidden:
            self._wanted = True
            self.reveal_requested.emit()
        elif self._waits:
            self._wanted = True
            self.asked.emit()
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
