"""Films and ECGs from the hospital's archives: searched and fetched beside the window's thread, and put on the worklist."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.network.archive import open_archive
from cdss.network.errors import Cancelled, NetworkError
from cdss.network.filing import Filing, folder_of
from cdss.network.nodes import Node, from_text
from cdss.network.studies import Fetched, Found, Query, Study
from cdss.session.actions import Remarked
from cdss.session.archive_actions import ArchiveUsed
from cdss.session.settings import Value
from cdss.session.state import ArchiveUse, Problem
from cdss.session.store import Store
from ui.beside import Beside, Post
from ui.controllers.cases import CaseController
from ui.language import language
from ui.main_window import MainWindow
from ui.panels.nodes_page import NodesPage
from ui.panels.retrieve_panel import RetrievePanel


class RetrieveDesk(QObject):
    """``post`` has a call made in the window's thread; ``choose_folder``: lets the user choose the watched folder; ``change``:
    gives a setting another value. One archive is asked at a time, in a thread of its own.
    """

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        cases: CaseController,
        post: Post,
        choose_folder: Callable[[], object],
        change: Callable[[str, Value], None],
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._cases, self._post = store, window, cases, post
        self._choose_folder, self._change = choose_folder, change
        self._thread = Beside(post, "ask-archive")
        self._stop = threading.Event()

    def page(self) -> QWidget:
        """The archives in the settings; made anew each time they are opened or their language changes."""
        page = NodesPage(from_text(self._store.state.intent.settings.nodes))
        page.changed.connect(partial(self._change, "nodes"))
        return page

    def stop(self) -> None:
        """Break off what is under way, and end the thread."""
        self._stop.set()
        self._thread.stop()

    def open(self) -> RetrievePanel | None:
        """The dialog; None, with a sentence, where archives are switched off or none is named. Connects to nothing."""
        settings = self._store.state.intent.settings
        nodes = from_text(settings.nodes)
        if not settings.archives or not nodes:
            self._store.dispatch(Remarked(Problem("pacs_no_nodes" if settings.archives else "pacs_off")))
            return None
        panel = RetrievePanel(nodes, settings.watched_folder, self._window)
        panel.search_requested.connect(partial(self._search, panel))
        panel.fetch_requested.connect(partial(self._fetch, panel))
        panel.cancel_requested.connect(self._cancel)
        panel.folder_requested.connect(partial(self._ask_folder, panel))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def _ask_folder(self, panel: RetrievePanel) -> None:
        self._choose_folder()
        panel.set_folder(self._store.state.intent.settings.watched_folder)

    def _search(self, panel: RetrievePanel, node: Node, query: Query) -> None:
        folder = self._store.state.intent.settings.watched_folder
        panel.show_progress(
            QCoreApplication.translate("RetrieveDesk", "{0} is being searched…").format(node.name), 0, None
        )
        key = str(Path(folder) / folder_of(query.patient_id)) if folder and query.patient_id else None
        self._store.dispatch(ArchiveUsed(ArchiveUse(node.name, key, query.fields)))
        archive = open_archive(node)
        self._beside(panel, lambda stop: archive.search(query, stop), partial(_show_found, panel))

    def _fetch(self, panel: RetrievePanel, node: Node, studies: Sequence[Study]) -> None:
        folder = Path(self._store.state.intent.settings.watched_folder)
        archive, total = open_archive(node), len(studies)
        panel.show_progress(
            QCoreApplication.translate("RetrieveDesk", "{0} is being asked…").format(node.name), 0, None
        )
        came: list[Fetched] = []

        def work(stop: threading.Event) -> None:
            for place, study in enumerate(studies):
                told = partial(self._progress, panel, stop, place + 1, total)
                came.append(archive.fetch(study, Filing(folder), told, stop))

        self._beside(panel, work, lambda _: panel.say(_fetched_words(came)), partial(self._put, node, came))

    def _progress(
        self, panel: RetrievePanel, stop: threading.Event, place: int, places: int, count: int, total: int | None
    ) -> None:
        """In the other thread: say it in the window's, unless that is over."""
        of = f"{count} / {total}" if total else str(count)
        words = QCoreApplication.translate("RetrieveDesk", "Study {0} of {1}: {2} objects").format(place, places, of)

        def show() -> None:
            if isValid(panel) and self._stop is stop and not stop.is_set():
                panel.show_progress(words, count, total)

        self._post(show)

    def _put(self, node: Node, came: Sequence[Fetched]) -> None:
        """Put the patients of what came onto the worklist, also where the rest failed: those who stand there are read again."""
        objects: dict[str, int] = {}
        for path in (path for fetched in came for path in fetched.paths):
            objects[str(path.parent)] = objects.get(str(path.parent), 0) + 1
        for key, count in objects.items():
            self._store.dispatch(ArchiveUsed(ArchiveUse(node.name, key, objects=count)))
        known = {entry.key for entry in self._store.state.entries if entry.case is not None}
        self._cases.open([Path(key) for key in objects if key not in known], select=not known & set(objects))
        self._cases.read_again(key for key in objects if key in known)

    def _cancel(self) -> None:
        self._stop.set()

    def _beside(
        self,
        panel: RetrievePanel,
        work: Callable[[threading.Event], Any],
        then: Callable[[Any], None],
        always: Callable[[], None] = lambda: None,
    ) -> None:
        """Have ``work`` done in the other thread, then ``always``, and ``then`` or a sentence on the panel."""
        stop = self._stop = threading.Event()
        panel.set_busy(True)

        def finished(done: Future[Any]) -> None:
            always()
            if not isValid(panel):
                return
            panel.set_busy(False)
            error = done.exception()
            if error is None:
                then(done.result())
            else:
                panel.say(_words(error))

        self._thread.submit(partial(work, stop), finished)


def _show_found(panel: RetrievePanel, found: Found) -> None:
    panel.show_found(found)
    count = {"count": str(len(found.studies))}
    code = "pacs_more" if found.more else "pacs_found" if found.studies else "pacs_nothing_found"
    panel.say(sentence(code, count, language()))


def _fetched_words(came: Sequence[Fetched]) -> str:
    """How much came, and why not the rest."""
    here, elsewhere = sum(len(one.paths) for one in came), sum(one.elsewhere for one in came)
    reasons = list(dict.fromkeys(reason for one in came for reason in one.reasons))
    said = []
    if elsewhere:
        said.append(sentence("pacs_elsewhere", {"count": str(elsewhere)}, language()))
    if here and not reasons:
        said.append(sentence("pacs_fetched", {"count": str(here)}, language()))
    if reasons:
        why = ", ".join(sentence(code, {}, language()) if "_" in code else code for code in reasons)
        said.append(sentence("pacs_fetched_some", {"count": str(here), "reason": why}, language()))
    return " ".join(said)


def _words(error: BaseException) -> str:
    """What failed, in the language of the screen."""
    if isinstance(error, NetworkError):
        return error.words(language())
    if isinstance(error, Cancelled):
        return sentence("pacs_cancelled", {}, language())
    reason = str(error) if isinstance(error, CdssError) else type(error).__name__
    return sentence("pacs_fault", {"reason": reason}, language())
