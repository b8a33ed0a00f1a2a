"""Deleting what is kept of the patient on screen: asked once, with what goes and what stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from cdss.core.clock import Clock, now
from cdss.core.sentences import sentence
from cdss.database.leftovers import copies, unopened
from cdss.session.actions import Remarked
from cdss.session.entry.deletion import PatientDeleted, deletion_words
from cdss.session.state import Problem
from cdss.session.store import Store
from ui.actions import translated
from ui.controllers.persistence import PersistenceController
from ui.language import language
from ui.main_window import MainWindow
from ui.panels.confirm_panel import ConfirmPanel


class Deletion(QObject):
    """``persistence``, ``kept``: what keeps the session, and in which file; None where none is kept.

    ``flush``: hands on what was typed last, so that nothing is kept of it after the deletion. ``forget``: deletes what the audit
    keeps of a patient beside its log; called beside the window's thread.
    """

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        persistence: PersistenceController | None,
        kept: Callable[[], Path] | None,
        flush: Callable[[], None],
        forget: Callable[[str], object],
        clock: Clock = now,
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._persistence, self._kept = store, window, persistence, kept
        self._flush, self._forget, self._clock = flush, forget, clock

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the action does."""
        return {"delete_patient": self.ask}

    def ask(self) -> ConfirmPanel | None:
        """Ask whether all that is kept of the patient on screen is to be deleted; None where there is nobody."""
        entry = self._store.state.selected
        if entry is None:
            return None
        kept = self._kept() if self._kept is not None else None
        beside = len(copies(kept)) if kept else 0
        shut = tuple(map(str, unopened(kept))) if kept else ()
        title = translated("Delete what is kept of the patient…").rstrip("…")
        words = deletion_words(entry, beside, language(), shut)
        panel = ConfirmPanel(title, words, sentence("deletion_do", {}, language()), self._window)
        panel.accepted.connect(partial(self._delete, entry.key))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def _delete(self, key: str) -> None:
        self._flush()
        delete = partial(self._store.dispatch, PatientDeleted(key, self._clock()))
        if self._persistence is None:
            delete()
            self._store.dispatch(Remarked(Problem("deletion_unkept")))
        else:
            self._persistence.erase(partial(self._forget, key), delete)
