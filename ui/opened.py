"""Files and folders that the system hands over: macOS names them by an event, also at the start, not on the command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from ui.app import App


class Application(QApplication):
    """Qt's application; ``handed_over`` with the path of each file or folder that was opened with the program from outside."""

    handed_over = Signal(Path)

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._early: list[Path] | None = []

    def hear(self, take: Callable[[Path], None]) -> None:
        """Give ``take`` every path from now on, and in a later turn those that came while the program was loaded."""
        early, self._early = self._early or [], None
        self.handed_over.connect(take)
        for path in early:
            QTimer.singleShot(0, partial(take, path))

    def event(self, event: QEvent) -> bool:
        """Takes what is opened from outside; everything else is Qt's."""
        if isinstance(event, QFileOpenEvent) and event.file():
            path = Path(event.file())
            if self._early is not None:
                self._early.append(path)
            self.handed_over.emit(path)
            return True
        return super().event(event)


def take(app: App, path: Path) -> None:
    """Put it into the worklist; it comes to the front unless the screen is locked, when it waits behind the lock."""
    app.cases.open((path.resolve(),), select=not app.store.state.locked)
