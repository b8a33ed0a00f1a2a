"""A copy without identity of the patient on screen: prepared beside the window's thread, looked at, and only then written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from cdss.core.result import Issue
from cdss.session.actions import Remarked
from cdss.session.state import Entry, Problem
from cdss.session.store import Store
from ui.beside import Post
from ui.language import language
from ui.main_window import MainWindow
from ui.panels.deidentify_panel import DeidentifyPanel

if TYPE_CHECKING:
    from cdss.deidentify.copy import Export


class DeidentifyDesk(QObject):
    """``reader``: the thread that decodes films; ``post`` has a call made in the window's thread."""

    def __init__(self, store: Store, window: MainWindow, reader: Executor, post: Post) -> None:
        super().__init__(window)
        self._store, self._window, self._reader, self._post = store, window, reader, post

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the action does."""
        return {"export_without_identity": self.open}

    def open(self) -> DeidentifyPanel | None:
        """Show what would leave of the patient on screen; None, with a sentence, where there is nobody who was read."""
        entry = self._store.state.selected
        if entry is None or entry.case is None:
            self._store.dispatch(Remarked(Problem("deidentify_nobody")))
            return None
        panel = DeidentifyPanel(self._window)
        prepared: list[Export] = []
        panel.prepare_requested.connect(partial(self._prepare, panel, entry, prepared))
        panel.picture_requested.connect(partial(_show_picture, panel, prepared))
        panel.save_requested.connect(lambda seen: self._ask_folder(panel, prepared[-1], tuple(seen)))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        self._prepare(panel, entry, prepared, False)
        return panel

    def save(self, panel: DeidentifyPanel, export: Export, target: Path, seen: tuple[str, ...]) -> None:
        """Write the copy as the new folder ``target``; then the panel closes, and it is said where it is."""

        def work() -> int:
            from cdss.deidentify.copy import write

            return len(write(export, target, seen))

        def written(count: int) -> None:
            told = (("folder", str(target)), ("count", str(count)))
            self._store.dispatch(Remarked(Problem("deidentify_written", params=told)))
            panel.accept()

        self._beside(panel, work, written)

    def _prepare(self, panel: DeidentifyPanel, entry: Entry, prepared: list[Export], shifted: bool) -> None:
        case, key = entry.case, Path(entry.key)
        added = [Path(path) for drop in entry.edits.drops for path in drop]
        assert case is not None

        def work() -> Export:
            from cdss.deidentify.copy import prepare

            return prepare(case, key, added, shift_dates=shifted)

        def shown(export: Export) -> None:
            prepared.append(export)
            panel.show_export(export)

        self._beside(panel, work, shown)

    def _ask_folder(self, panel: DeidentifyPanel, export: Export, seen: tuple[str, ...]) -> None:
        title = QCoreApplication.translate("DeidentifyPanel", "Folder to put the copy into")
        if folder := QFileDialog.getExistingDirectory(panel, title, str(Path.home())):
            self.save(panel, export, Path(folder) / export.case_id, seen)

    def _beside(self, panel: DeidentifyPanel, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        def finished(done: Future[Any]) -> None:
            if not isValid(panel):
                return
            error = done.exception()
            if error is None:
                then(done.result())
                return
            issue = getattr(error, "issue", None)
            panel.refuse(issue.text(language()) if isinstance(issue, Issue) else f"{type(error).__name__}: {error}")

        self._reader.submit(work).add_done_callback(lambda done: self._post(partial(finished, done)))


def _show_picture(panel: DeidentifyPanel, prepared: list[Export], name: str) -> None:
    from ui.report.film_picture import film_image

    film = next(piece.film for piece in prepared[-1].pieces if piece.name == name)
    assert film is not None
    panel.show_picture(name, film_image(film))
