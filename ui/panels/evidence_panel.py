"""The centre: the four evidence panes two by two, each either its view or the designed empty pane."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from cdss.session.state import Pane

PLACES = {Pane.FILM: (0, 0), Pane.ECG: (0, 1), Pane.NOTE: (1, 0), Pane.VITALS: (1, 1)}


class EvidencePanel(QWidget):
    """``maximise_requested`` with the pane that shall grow or shrink."""

    maximise_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(1)
        self._stacks = {pane: QStackedWidget() for pane in PLACES}
        for pane, (row, column) in PLACES.items():
            grid.addWidget(self._stacks[pane], row, column)

    def show_pane(self, place: Pane, data: object) -> None:
        """Hand ``data`` to the view of ``place``, or to its empty pane."""

    def show_maximised(self, place: Pane | None) -> None:
        """Let one pane fill the centre, or show all four."""
        for pane, stack in self._stacks.items():
            stack.setVisible(place in (None, pane))
