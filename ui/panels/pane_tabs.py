"""Where the screen is too small for four panes: which of them is in front, and the way to the worklist."""

from __future__ import annotations

from enum import Enum
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from cdss.core.kinds import Modality, Severity
from cdss.session.names import modality_name
from cdss.session.panes import EcgPane, EmptyPane, FilmPane, NotePane, VitalsPane
from cdss.session.place import Pane
from ui.language import language
from ui.views.pane_view import tool_button
from ui.views.worded import Worded

_MODALITIES = {
    Pane.FILM: Modality.IMAGE,
    Pane.ECG: Modality.ECG,
    Pane.NOTE: Modality.NOTE,
    Pane.VITALS: Modality.VITALS,
}


class Mark(Enum):
    """What stands before the name of a pane: nothing, that a warning stands in it, or that there is nothing to show."""

    PLAIN = ""
    WARNING = "!"
    ABSENT = "–"


def mark_of(pane: FilmPane | EcgPane | NotePane | VitalsPane | EmptyPane | None) -> Mark:
    """The mark of what a pane shows."""
    if pane is None or isinstance(pane, EmptyPane):
        return Mark.ABSENT
    return Mark.WARNING if any(one.severity is not Severity.INFO for one in pane.issues) else Mark.PLAIN


class PaneTabs(Worded, QFrame):
    """``chosen`` with the pane that the user wants in front; the arrow keys go from one to the next.

    ``worklist_requested``: the worklist, for which there is no room beside the evidence, shall be shown or hidden.
    """

    chosen = Signal(object)
    worklist_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "paneHeader")
        self.buttons: dict[Pane, QToolButton] = {}
        self._marks: dict[Pane, Mark] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(5)
        self.worklist = tool_button()
        self.worklist.clicked.connect(self.worklist_requested)
        row.addWidget(self.worklist)
        for pane in _MODALITIES:
            button = tool_button(checkable=True)
            button.clicked.connect(partial(self._choose, pane))
            self._group.addButton(button)
            self.buttons[pane] = button
            row.addWidget(button)
        row.addStretch(1)
        self._words()

    def show_front(self, pane: Pane) -> None:
        """Mark the one that is in front."""
        self.buttons[pane].setChecked(True)

    def mark(self, pane: Pane, mark: Mark) -> None:
        """What there is to know of a pane that is not in front."""
        if self._marks.get(pane, Mark.PLAIN) is not mark:
            self._marks[pane] = mark
            self._words()

    def _choose(self, pane: Pane, *_: object) -> None:
        self.chosen.emit(pane)

    def _words(self) -> None:
        self.worklist.setText(self.tr("Worklist"))
        self.worklist.setAccessibleName(self.tr("Show or hide the worklist"))
        for pane, modality in _MODALITIES.items():
            said, mark = modality_name(modality, language()), self._marks.get(pane, Mark.PLAIN)
            self.buttons[pane].setText(f"{mark.value} {said}".strip())
            spoken = {
                Mark.PLAIN: "",
                Mark.WARNING: self.tr(", with a warning"),
                Mark.ABSENT: self.tr(", not available"),
            }
            self.buttons[pane].setAccessibleName(self.tr("Show: {0}").format(said) + spoken[mark])
