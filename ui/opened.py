"""Files and folders that the system hands over: macOS names them by an event, also at the start, not on the command line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from ui.app import App


class Application(QApplication):
    """Qt's application; ``handed_over`` with the path of each file or folder that was opened with the program from outside."""

    handed_over = Signal(Path)

    def event(self, event: QEvent) -> bool:
        """Takes what is opened from outside; everything else is Qt's."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.handed_over.emit(Path(event.file()))
            return True
        return super().event(event)


def take(app: App, path: Path) -> None:
    """Put it into the worklist; it comes to the front unless the screen is locked, when it waits behind the lock."""
    app.cases.open((path.resolve(),), select=not app.store.state.locked)
