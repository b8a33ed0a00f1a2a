"""The audit in the window: it is written beside the window's thread, and its page in the settings shows what stands in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from cdss.core.clock import Clock, now, zone_words
from cdss.core.sentences import catalogue, sentence
from cdss.records.audit_event import AuditKind
from cdss.session.facts import display_id
from cdss.session.store import Store
from ui.beside import Post
from ui.controllers.audit import AuditController, Log
from ui.language import language
from ui.panels.audit_page import AuditPage, AuditRow

if TYPE_CHECKING:
    from cdss.audit.entry import Entry

SHOWN = 200
"""Entries on the page."""

FOLDER = "audit"  # as in ``cdss.audit.log``, which is not imported before the window is open

Work = Callable[[], Any]


class AuditDesk:
    """``kept``: says which file the session is kept in, beside which the log lies; None keeps no log either."""

    def __init__(self, store: Store, post: Post, kept: Callable[[], Path] | None, clock: Clock = now) -> None:
        self._store, self._post, self._kept, self._clock = store, post, kept, clock
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write-audit")
        self.controller = AuditController(store, self._open, self._writer, post, clock)

    @property
    def folder(self) -> Path | None:
        """Where the log lies."""
        return None if self._kept is None else self._kept().parent / FOLDER

    def start(self) -> None:
        """Begin to write; the session that was kept must be there already."""
        if self._kept is not None:
            self.controller.start()

    def stop(self) -> None:
        """Enter that the program ends, and wait until that is on the disk; say on the console what could not be written."""
        self.controller.stop()
        self._writer.shutdown(wait=True)
        if self.controller.waiting:
            print(f"{self.controller.waiting} entries of the audit could not be written.", file=sys.stderr)

    def forget(self, key: str) -> None:
        """Delete what assessments of the patient ``key`` were made from; the log itself stays whole. For another thread."""
        if self.folder is not None:
            self.controller.forget(key, partial(_forget, self.folder))

    def page(self) -> QWidget:
        """Made anew each time the settings are opened or their language changes."""
        page = AuditPage()
        if self.folder is None:
            page.refuse(
                QCoreApplication.translate(
                    "AuditDesk", "Nothing is kept of this session, so there is no audit of it either."
                )
            )
            return page
        page.check_requested.connect(partial(self._check, page))
        page.export_requested.connect(partial(self._ask_export, page))
        self._do(page, partial(_recent, self.folder, self._names()), page.show_rows)
        return page

    def export_to(self, target: Path, page: AuditPage) -> None:
        """Write all entries to ``target``."""
        assert self.folder is not None
        page.say(QCoreApplication.translate("AuditDesk", "The log is being written out…"), busy=True)
        self._do(page, partial(_export, self.folder, target, self._clock), page.say)

    def _open(self) -> Log:
        from cdss.audit.opening import open_log

        assert self.folder is not None
        return open_log(self.folder, self._clock())

    def _check(self, page: AuditPage) -> None:
        assert self.folder is not None
        page.say(QCoreApplication.translate("AuditDesk", "The log is being checked…"), busy=True)
        self._do(page, partial(_checked, self.folder), lambda found: page.say(found[0], wrong=found[1]))

    def _ask_export(self, page: AuditPage) -> None:
        title = QCoreApplication.translate("App", "Save as")
        name, _ = QFileDialog.getSaveFileName(page, title, str(Path.home() / "audit-export.jsonl"), "*.jsonl")
        if name:
            self.export_to(Path(name), page)

    def _names(self) -> Mapping[str, str]:
        """What the patients of the worklist are called, by the keys that the log turns into pseudonyms."""
        state = self._store.state
        return {entry.key: display_id(entry) for entry in (*state.entries, *state.closed)}

    def _do(self, page: AuditPage, work: Work, then: Callable[[Any], None]) -> None:
        """Have ``work`` done behind what is being written, and its result, or why not, shown on the page if it is still there."""
        self._writer.submit(work).add_done_callback(lambda done: self._post(partial(_show, page, done, then)))


def _show(page: AuditPage, done: Future[Any], then: Callable[[Any], None]) -> None:
    if not isValid(page):
        return
    error = done.exception()
    if error is None:
        then(done.result())
    else:
        issue = getattr(error, "issue", None)
        page.say(issue.text(language()) if issue is not None else str(error), wrong=True)


def _recent(folder: Path, names: Mapping[str, str]) -> tuple[AuditRow, ...]:
    """In the writing thread: the last entries in words, newest first."""
    from cdss.audit.opening import codec_of
    from cdss.audit.pseudonym import kept_secret, pseudonym
    from cdss.audit.verify import recent

    codec = codec_of(folder)
    secret = kept_secret(folder, codec)
    known = {} if secret is None else {pseudonym(secret, key): name for key, name in names.items()}
    return tuple(_row(entry, known) for entry in recent(folder, codec, SHOWN))


def _row(entry: Entry, known: Mapping[str, str]) -> AuditRow:
    who = entry.who.get("initials") or entry.who.get("user", "")
    patient = "" if entry.patient is None else known.get(entry.patient, entry.patient)
    here = entry.time.astimezone()
    time = f"{here:%Y-%m-%d %H:%M:%S} {zone_words(here)}"
    return AuditRow(str(entry.n), time, what_words(entry), patient, f"{who} · {entry.who.get('workstation', '')}")


def what_words(entry: Entry) -> str:
    """What happened, with the level or the setting that it was about."""
    words = sentence(f"audit_kind_{entry.kind}", {}, language())
    about = entry.details.get("level") or entry.details.get("name") or entry.details.get("kind")
    setting = f"setting_{about}"
    if entry.kind == AuditKind.SETTING_CHANGED and setting in catalogue():
        about = sentence(setting, {}, language())
    return f"{words}: {about}" if isinstance(about, str | int) and about else words


def _forget(folder: Path, key: str) -> None:
    from cdss.audit.inputs import forget_inputs
    from cdss.audit.opening import codec_of

    if folder.is_dir():
        forget_inputs(folder, key, codec_of(folder))


def _checked(folder: Path) -> tuple[str, bool]:
    """What the check found, in words, and whether anything is wrong."""
    from cdss.audit.opening import codec_of
    from cdss.audit.verify import verify

    found = verify(folder, codec_of(folder))
    return "\n".join(found.words(folder, language())), found.fault is not None


def _export(folder: Path, target: Path, clock: Clock) -> str:
    from cdss.audit.export import export
    from cdss.audit.opening import codec_of

    count = export(folder, target, clock(), codec=codec_of(folder))
    return sentence("audit_exported", {"count": str(count), "file": target.name}, language())
