"""The application: wires store, controllers and window, and holds what has to be ended again."""

from __future__ import annotations

import gc
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from cdss.bundle.installed import base_folder
from cdss.bundle.local import FOLDER, chosen
from cdss.core.data_key import Guard
from cdss.core.paths import demo_dir, user_dir
from cdss.core.result import Issue
from cdss.engine.birth import Born
from cdss.records.case import Case
from cdss.records.question import NextTest, Occlude, Question, SecondOpinion
from cdss.session.actions import Action, EngineAbsent, LanguageChosen, Remarked, ThemeChosen
from cdss.session.evidence import read_ahead
from cdss.session.explanation.second_opinion import asking_opinion, opinion_of
from cdss.session.lock_actions import PinForgotten
from cdss.session.place import Pane
from cdss.session.state import Problem
from cdss.session.store import Store
from ui.audit_desk import AuditDesk
from ui.controllers.archive import ArchiveController
from ui.controllers.cases import CaseController, startup_cases
from ui.controllers.engine import EngineController
from ui.controllers.exports import ExportController
from ui.controllers.films import FilmController
from ui.controllers.protocols import EngineClient
from ui.controllers.screen import ScreenController
from ui.controllers.user import UserController
from ui.controllers.what_if import WhatIfController
from ui.decisions import Decisions
from ui.deidentify_desk import DeidentifyDesk
from ui.deletion import Deletion
from ui.drafts import Drafts
from ui.entry_desk import EntryDesk
from ui.keeping import keep
from ui.lock import Lock
from ui.main_window import MainWindow
from ui.model_desks import model_desks
from ui.program_dialogs import Dialogs
from ui.report_desk import ReportDesk, named_file
from ui.shift import Shift
from ui.theme import THEMES, set_theme
from ui.turns import Turns
from ui.views.vitals_view import VitalsView

TICK_MS = 25
"""How often the engine's answers are fetched; well under what the eye notices, and nothing when there are none."""


class Mailbox(QObject):
    """Carries actions, and calls to be made, from any thread to the GUI thread, in order."""

    arrived = Signal(object)
    called = Signal(object)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self.called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def _take(self, action: Action) -> None:
        self._store.dispatch(action)

    def _call(self, call: Callable[[], None]) -> None:
        call()


def read(path: Path) -> Case:
    """Read one case and its note; the readers are imported with the first one, off the GUI thread."""
    from cdss.readers.case_folder import read_case

    case = read_case(path)
    read_ahead(case)
    return case


def load_ahead() -> None:
    """Import, off the GUI thread, what the first patient's panes need and is no part of Qt: the window would stand still for it.

    What is loaded then stays: the collector of garbage, which rests while the program opens, need not walk through it again
    and again.
    """
    try:
        for name in ("cdss.readers.case_folder", "cdss.signals.display", "cdss.signals.waves"):
            importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


def load_plots(vitals: VitalsView) -> None:
    """Make the plots once the empty window is there, in its own thread: they are Qt classes, and those died in another one."""
    vitals.make_ahead()
    gc.freeze()


def add_files(case: Case, files: Sequence[Path]) -> Case:
    """Add dropped files to a case that is open."""
    from cdss.readers.dropped import with_files

    return with_files(case, files)


def left_out(files: Sequence[Path]) -> Sequence[tuple[Path, Issue]]:
    """Why dropped files are no part of a case."""
    from cdss.readers.left_out import left_out as found

    return found(files)


class App:
    """Everything that lives as long as the window. ``client`` None: there is no engine, for the reason ``absent``.

    ``store``: another than an ordinary one, for measurements. ``kept``: says which file the session is kept in; None keeps
    nothing. ``window``: one that is on the screen already.
    """

    def __init__(
        self,
        client: EngineClient | None,
        absent: Problem | None = None,
        store: Store | None = None,
        kept: Callable[[], Path] | None = None,
        window: MainWindow | None = None,
    ) -> None:
        self.store = store or Store()
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        set_theme(qt, self.store.state.intent.theme)
        self.window = window or MainWindow()
        self._client = client
        self._engine: EngineController | None = None
        self._closed = False
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="read-case")
        self._mailbox = Mailbox(self.store, self.window)
        self.cases = CaseController(
            self.store, read, add_files, self._reader, self._mailbox.arrived.emit,
            post=self._mailbox.called.emit, left_out=left_out,
        )  # fmt: skip
        self.user = UserController(self.store, THEMES)
        self.what_if = WhatIfController(self.store, self.ask)
        self.films = FilmController(self.store)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write-session")
        self.persistence, key = keep(self.store, kept, self._writer, self._mailbox.called.emit)
        self.audit = AuditDesk(self.store, self._mailbox.called.emit, kept)
        self.drafts = Drafts(self.user.draft_note, self.window)
        self.store.listen(lambda _: self.drafts.flush())  # what was typed before another action is never saved after it
        self._look: tuple[str | None, str | None] = (None, None)
        self.turns = Turns(self.window)
        self.window.set_later(self.turns.later)
        self.entry_desk = EntryDesk(self.store, self.window, self.cases, typed_elsewhere=self.drafts.flush)
        self.exports = ExportController(self.store, self._save_picture)
        self._archiver = ThreadPoolExecutor(1, thread_name_prefix="write-archive")
        archive = ArchiveController(self.store, self._archiver, self._mailbox.called.emit)
        self.report_desk = ReportDesk(self.store, self.window, self.turns, archive, bundle_in_use)
        self._timer = QTimer(self.window, interval=TICK_MS)
        self.shift = Shift(self.store, self.window, self.cases, self.user, self._mailbox.called.emit)
        self.decisions = Decisions(self.store, self.window, self.user)
        self.lock = Lock(self.store, self.window, self._mailbox.called.emit, key)
        self.copies = DeidentifyDesk(self.store, self.window, self._reader, self._mailbox.called.emit)
        self.deletion = Deletion(self.store, self.window, self.persistence, kept, self._flush_typed, self.audit.forget)
        self.forget_pin = False
        self.models = model_desks(
            self.store, self.window, self._reader, self._mailbox.called.emit, worker, self._use_bundle, calibrated_dir
        )
        self.calibration, self.updates, self.site = self.models
        pages = {"worklist": self.shift.budget_page, "decision": self.lock.page, "site": self.site.page}
        pages |= {"audit": self.audit.page, "network": self.shift.archives.page}
        self.dialogs = Dialogs(self.store, self.window, self.user.set_setting, self.site.folder, pages)
        self._connect()
        ScreenController(self.store, self.window, self.turns.later).refresh(self.store.state)
        if client is None:
            self.store.dispatch(EngineAbsent(absent or Problem("session_no_engine")))

    def start(self, named: tuple[Path, ...] = ()) -> None:
        """Start the engine and open the worklist, that of the last session where it was kept; returns at once."""
        self._reader.submit(load_ahead)
        QTimer.singleShot(0, self.window, partial(load_plots, self.window.evidence.vitals))
        if self.persistence is not None:
            self.persistence.start(partial(self._open_worklist, named))
        else:
            self._open_worklist(named, known=False)
        if self._client is not None:
            self._engine = EngineController(self.store, self._client)
            self._timer.timeout.connect(self._engine.tick)
            self._timer.start()
            self.start_engine()
            self.models.start()

    def start_engine(self) -> None:
        """Start the engine, also again after it gave up."""
        if self._engine is not None:
            self._engine.start()

    def _use_bundle(self, folder: Path) -> None:
        if self._engine is not None:
            self._engine.use(folder)

    def ask(self, question: Question) -> None:
        """Ask the engine a question about the patient on screen; nothing where there is no engine."""
        if self._engine is not None:
            self._engine.ask(question)

    def _open_worklist(self, named: tuple[Path, ...], known: bool) -> None:
        """The named cases, after those of the last session; ``known`` False: there was none, the demo patients are shown."""
        self.audit.start()
        if known:
            # under the PIN lies the key, and whoever came here has entered it
            if self.forget_pin and self.store.state.guard != Guard.PIN:
                self.store.dispatch(PinForgotten())
            self.set_look(*self._look)
            if named:
                self.cases.open((path.resolve() for path in named), select=True)
            self.cases.read_restored()
        else:
            self.cases.open(startup_cases(named, demo_dir()))
        self.shift.start()

    def set_look(self, language: str | None, theme: str | None) -> None:
        """Language and theme from the command line; None leaves them as they were in the last session."""
        self._look = (language, theme)
        self.store.dispatch(
            *((LanguageChosen(language),) if language else ()), *((ThemeChosen(theme),) if theme else ())
        )

    def close(self) -> None:
        """Save what was typed last, and end the timers, both threads and the worker; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._flush_typed()
        self._timer.stop()
        self.shift.stop()
        self.lock.stop()
        self.models.stop()
        self._archiver.shutdown(wait=True)
        if self.persistence is not None:
            self.persistence.close()
        self._writer.shutdown(wait=True)  # a deletion that it has still to do needs the audit
        self.audit.stop()
        self._reader.shutdown(wait=True, cancel_futures=True)
        if self._client is not None:
            self._client.stop()

    def _flush_typed(self) -> None:
        """Hand on what was typed last, in every editor."""
        self.drafts.flush()
        self.entry_desk.flush()
        self.window.report.flush()

    def _connect(self) -> None:
        window, user = self.window, self.user
        window.set_handlers(self._handlers())
        window.worklist.budget_requested.connect(lambda: self.dialogs.open_settings("worklist"))
        window.banner.language_requested.connect(user.next_language)
        window.evidence.maximise_requested.connect(user.maximise)
        window.evidence.note.note_edited.connect(self._take_note)
        window.evidence.note.drafted.connect(self._take_draft)
        window.decision.target_chosen.connect(user.explain)
        window.evidence.film.cross_check_requested.connect(self.cross_check)
        film = window.evidence.film
        film.marked.connect(lambda source, marks: self.films.mark(source, marks, film.patient))
        film.film_stepped.connect(lambda by: self.films.step(by, film.patient))
        window.evidence.ecg.print_requested.connect(self.report_desk.ask_ecg_print)
        window.evidence.reveal_requested.connect(user.reveal_failed_methods)
        window.decision.maximise_requested.connect(lambda: user.maximise(Pane.DECISION))
        window.decision.what_if_requested.connect(self.what_if.toggle)
        window.decision.modality_clicked.connect(self.what_if.without)
        window.decision.opinion_requested.connect(self.second_opinion)
        window.evidence.note.words.opinion_requested.connect(self.second_opinion)
        window.decision.next_test_requested.connect(lambda: self.ask(NextTest()))
        window.what_if.edited.connect(self.what_if.edit)
        window.what_if.search_requested.connect(self.what_if.search)
        window.what_if.close_requested.connect(self.what_if.close)
        window.status.dismissed.connect(user.dismiss)
        window.files_dropped.connect(lambda paths: None if self.updates.take(paths) else self.cases.drop(paths))
        window.closed.connect(self.close)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        user = self.user
        grow = {f"maximise_{pane.value}": partial(user.maximise, pane) for pane in Pane}
        return (
            grow
            | self.shift.handlers()
            | self.decisions.handlers()
            | self.lock.handlers()
            | self.deletion.handlers()
            | self.copies.handlers()
            | self.models.handlers()
            | self.entry_desk.handlers()
            | self.report_desk.handlers()
            | {
                "save_table": lambda: self.ask_file(".csv", self.exports.table),
                "save_picture": lambda: self.ask_file(".png", self.exports.picture),
                "save_fhir": lambda: self.ask_file(".json", lambda _, path: self.exports.fhir(path), "assessment"),
                "restart_engine": self.start_engine,
                "dismiss_message": user.dismiss,
                "failed_methods": user.toggle_failed_methods,
                "restore": lambda: user.maximise(None),
                "language": user.next_language,
                "theme": user.next_theme,
                "settings": self.dialogs.open_settings,
                "alert_budget": partial(self.dialogs.open_settings, "worklist"),
                "audit": partial(self.dialogs.open_settings, "audit"),
                "tour": self.dialogs.start_tour,
                "about": self.dialogs.open_about,
                "second_opinion": self.second_opinion,
                "explain_next": self.window.decision.target.step,
                "what_if": self.what_if.toggle,
            }
        )

    def _take_note(self, text: str) -> None:
        if self.entry_desk.unsigned:
            self.drafts.flush()
        self.drafts.forget()
        key = self.window.evidence.note.patient
        given_up = partial(self._reopen, key, text)
        self.entry_desk.signed(partial(self.user.edit_note, text, key), given_up)

    def _reopen(self, key: str, text: str) -> None:
        """Put ``text``, which nobody signed, back into the editor of its own patient only."""
        if self.window.evidence.note.patient == key == self.store.state.intent.selected:
            self.window.evidence.note.reopen(text)

    def _take_draft(self, text: str | None) -> None:
        if key := self.window.evidence.note.patient:
            self.drafts.take(key, text)

    def cross_check(self) -> None:
        """Ask what becomes of the explained output when parts of the film are covered."""
        if self._engine is not None:
            self._engine.ask(Occlude(self.store.state.intent.target))

    def second_opinion(self) -> None:
        """Ask what LIME says of the note and of the vital signs, unless that is on its way or known."""
        state, entry = self.store.state, self.store.state.selected
        if entry is None or asking_opinion(entry, state):
            return
        known = opinion_of(entry)
        if known is None or known.target != state.intent.target:
            self.ask(SecondOpinion(state.intent.target))

    def ask_file(self, ending: str, save: Callable[[Pane, Path], None], part: str = "") -> None:
        """Let the user name the file that what the pane in use shows is saved in, or another ``part`` of the patient."""
        pane = self.store.state.intent.maximised or self.window.pane_in_use()
        if path := named_file(self.window, self.store.state, part or pane, ending):
            save(pane, path)

    def _save_picture(self, pane: Pane, path: Path) -> bool:
        self.turns.finish()
        return self.window.save_picture(pane, path)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For ``sys.excepthook``: an exception in a slot is printed and said on screen, instead of passing unseen."""
        traceback.print_exception(kind, error, trace, file=sys.stderr)
        self.store.dispatch(Remarked(Problem("session_unexpected", params=(("reason", f"{kind.__name__}: {error}"),))))


def make_client(device: str, born: Born | None = None) -> tuple[EngineClient | None, Problem | None]:
    """The client of the worker process, or why there is none. ``born``: the process that becomes the first worker."""
    folder = base_folder()
    if not (folder / "SHA256SUMS").is_file():
        if born is not None:
            born.end()
        return None, Problem("session_no_bundle", params=(("folder", str(folder)),))
    return worker(bundle_in_use(), device, born), None


def worker(folder: Path, device: str = "auto", born: Born | None = None) -> EngineClient:
    """The client of a worker process of its own for the bundle in ``folder``."""
    from cdss.engine.process import WorkerClient

    return WorkerClient(folder, device=device, born=born)


def bundle_in_use() -> Path:
    """The folder of the model that answers: as installed, or calibrated to this hospital."""
    return chosen(base_folder(), calibrated_dir()).folder


def calibrated_dir() -> Path:
    """Where bundles lie that were calibrated to this hospital."""
    return user_dir() / FOLDER
