"""One line below the worklist: which folder is watched, or why it no longer is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.views.elided import Elided
from ui.views.pane_view import tool_button
from ui.views.worded import Worded


class WatchView(Worded, QFrame):
    """Hidden while no folder is watched. ``stop_requested``: the user wants it watched no longer, or has read why it is not."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder, self._problem = "", ""
        self.words = Elided("watchWords")
        self.stop = tool_button("✕", "icon")
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        self.set_watched("", None)

    def set_watched(self, folder: str, problem: str | None) -> None:
        """Show the name of the ``folder``, or the ``problem``."""
        self._folder, self._problem = folder, problem or ""
        self.setVisible(bool(folder or problem))
        self.words.setProperty("role", "changed" if problem else "muted")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self._words()

    def _words(self) -> None:
        problem = f"! {self._problem}" if self._problem else ""
        self.words.set_full_text(problem or self.tr("Watching {0}").format(self._folder))
        over = bool(self._problem) and not self._folder
        self.stop.setAccessibleName(self.tr("Dismiss") if over else self.tr("Stop watching the folder"))
        self.stop.setToolTip(self.stop.accessibleName())
