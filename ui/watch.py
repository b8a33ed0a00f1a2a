"""When the watched folder is looked at: soon after the system reports a change, and now and again in any case."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal

from cdss.records.watched import Seen
from cdss.session.state import SessionState
from cdss.session.store import Store
from ui.controllers.cases import CaseController
from ui.controllers.watching import IsACase, WatchController

SETTLE_MS, POLL_MS = 2_000, 10_000
"""Time between two looks while something is being written, and otherwise: network folders report no changes."""


class FolderWatch(QObject):
    """Lives from ``start`` to ``stop``; follows the setting ``watched_folder``."""

    _called = Signal(object)

    def __init__(self, store: Store, cases: CaseController, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="watch-folder")
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self.controller = WatchController(store, cases, _see, self._executor, self._called.emit, self._pace)
        self._system = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._due)
        self._system.directoryChanged.connect(lambda *_: self._soon())
        self.settle_ms, self.poll_ms = SETTLE_MS, POLL_MS
        self._running = False

    def start(self) -> None:
        """Watch from now on what is set, and follow the setting."""
        if not self._running:
            self._running = True
            self._store.listen(self._follow)
            self._follow(self._store.state)

    def stop(self) -> None:
        """End timer, thread and watching."""
        self._running = False
        self._timer.stop()
        if watched := self._system.directories():
            self._system.removePaths(watched)
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _follow(self, state: SessionState) -> None:
        if self._running and state.intent.settings.watched_folder != self.controller.folder:
            if watched := self._system.directories():
                self._system.removePaths(watched)
            self._timer.stop()
            self.controller.follow(state)
            if self.controller.folder:
                self._system.addPath(self.controller.folder)

    def _due(self) -> None:
        if self._running and self.controller.folder:
            self.controller.look()
            self._timer.start(self.poll_ms)

    def _soon(self) -> None:
        if self._running:
            self._timer.start(min(self.settle_ms, self._timer.remainingTime() if self._timer.isActive() else POLL_MS))

    def _pace(self, waiting: bool) -> None:
        folder = self.controller.folder
        if self._running and folder:
            if not self.controller.away and folder not in self._system.directories():
                self._system.addPath(folder)  # it was gone and is back: the system has forgotten it
            self._timer.start(self.settle_ms if waiting else self.poll_ms)

    def _call(self, call: Callable[[], None]) -> None:
        if self._running:
            call()


def _see(folder: Path) -> Mapping[str, Seen]:
    """Off the GUI thread: the reader is imported with the first look."""
    watched = importlib.import_module("cdss.readers.watched")
    if watched.is_case(folder):
        raise IsACase(folder)
    return cast(Mapping[str, Seen], watched.look(folder))
