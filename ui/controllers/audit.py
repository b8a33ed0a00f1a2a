"""The audit of the window: what happens is entered in order by one thread beside the window's, and nothing waits for it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from cdss import __version__
from cdss.core.clock import Clock, now
from cdss.core.paths import MANIFEST_NAME
from cdss.core.result import Issue
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped
from cdss.session.audit_actions import AuditFailed
from cdss.session.audit_events import events_between, typed_of
from cdss.session.state import Entry, Problem, SessionState
from cdss.session.store import Store

Call = Callable[[], None]
Make = Callable[[], Stamped]


class Log(Protocol):
    """An open log (``cdss.audit.log.AuditLog``)."""

    def append(self, event: Stamped) -> object:
        """Write an event; on the disk when it returns."""


class AuditController:
    """``open_log`` opens the log, or raises why not; it is called by ``executor``, one thread, to which all work on the log goes.

    What cannot be written waits in its order, and is tried again with whatever happens next, and every minute. ``post`` has a
    call made in the store's thread; ``up_s``: a clock that only goes forward, in seconds.
    """

    def __init__(
        self,
        store: Store,
        open_log: Callable[[], Log],
        executor: Executor,
        post: Callable[[Call], None],
        clock: Clock = now,
        up_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._open_log, self._executor, self._post = store, open_log, executor, post
        self._clock, self._up_s = clock, up_s
        self._seen: SessionState | None = None
        self._log: Log | None = None
        self._waiting: deque[Stamped] = deque()
        self._out, self._wrong_before = 0, ""
        self._stop_counting = store.listen(self._count_wrong)

    @property
    def idle(self) -> bool:
        """Whether all that happened so far was entered, or waits because it could not be."""
        return self._out == 0

    @property
    def waiting(self) -> int:
        """Events that could not be entered yet."""
        return len(self._waiting)

    def start(self) -> None:
        """Enter what happens from now on; the session that was kept must be there already. A second call does nothing.

        Where it lay under the PIN, the log could not be opened before either: how many were wrong is entered now.
        """
        if self._seen is not None:
            return
        self._stop_counting()
        self._seen = self._store.state
        details = {"program": __version__, "part": "window", "locked": self._seen.locked}
        self._enter(AuditEvent(AuditKind.PROGRAM_STARTED, None, details))
        if self._wrong_before:
            self._enter(AuditEvent(AuditKind.UNLOCK_FAILED, None, {"wrong_pins": self._wrong_before}))
        self._store.listen(self._look)

    def stop(self) -> None:
        """Enter that the program ends; the executor is to be waited for then."""
        if self._seen is not None:
            self._enter(AuditEvent(AuditKind.PROGRAM_STOPPED, None, {"program": __version__, "part": "window"}))

    def forget(self, key: str, forget: Callable[[str], object]) -> None:
        """Have ``forget`` delete what is kept of the patient ``key`` beside the log, behind what is still to be entered of them.

        Waits for that: for another thread than the window's. Raises what ``forget`` raises.
        """

        def forgotten() -> None:
            theirs = [stamped.event.key == key for stamped in self._waiting]
            kept = [replace(s, inputs=None) if mine else s for s, mine in zip(self._waiting, theirs, strict=True)]
            self._waiting = deque(kept)
            forget(key)

        self._executor.submit(forgotten).result()

    def _count_wrong(self, state: SessionState) -> None:
        if state.sealed:
            self._wrong_before = state.intent.settings.wrong_pins

    def _look(self, state: SessionState) -> None:
        assert self._seen is not None
        before, self._seen = self._seen, state
        for event in events_between(before, state):
            self._enter(event, state)
        if state.unaudited is not None and state.moment != before.moment:
            self._submit(None)

    def _enter(self, event: AuditEvent, state: SessionState | None = None) -> None:
        stamped = Stamped(event, self._clock(), self._up_s(), self._store.state.intent.initials)
        entry = state.entry(event.key) if state is not None and event.kind is AuditKind.ASSESSED else None
        threads = self._store.state.engine.threads or 0
        self._submit((lambda: stamped) if entry is None else partial(_hashed, stamped, entry, threads))

    def _submit(self, make: Make | None) -> None:
        self._out += 1
        self._executor.submit(self._write, make).add_done_callback(
            lambda done: self._post(partial(self._written, done))
        )

    def _write(self, make: Make | None) -> None:
        """In the writing thread: what waited, then what is new."""
        if make is not None:
            self._waiting.append(make())
        if self._log is None:
            self._log = self._open_log()
        while self._waiting:
            try:
                self._log.append(self._waiting[0])
            except Exception as error:
                if getattr(error, "entered", False):
                    self._waiting.popleft()
                raise
            self._waiting.popleft()

    def _written(self, done: Future[None]) -> None:
        self._out -= 1
        error = done.exception()
        self._store.dispatch(AuditFailed(_problem(error) if error is not None else None))


def _hashed(stamped: Stamped, entry: Entry, threads: int) -> Stamped:
    """The assessment with the hashes of all that went in and came out; reads the files of the patient.

    Where that fails, the entry says so: that there was an assessment is never lost.
    """
    try:
        return _with_hashes(stamped, entry, threads)
    except Exception as error:
        return replace(stamped, event=replace(stamped.event, details={"unhashed": type(error).__name__}))


def _with_hashes(stamped: Stamped, entry: Entry, threads: int) -> Stamped:
    from cdss.audit.assessed import assessed_event
    from cdss.audit.inputs import Inputs, files_of

    assert entry.case is not None and entry.assessment is not None
    inline = Path(entry.key).name if Path(entry.key).is_file() else MANIFEST_NAME
    files = files_of(entry.key, entry.case, entry.edits.drops, inline)
    note, work = typed_of(entry)
    inputs = Inputs(entry.key, files, None, entry.edits.drops, note, work)
    event, content = assessed_event(entry.case, entry.assessment, inputs, threads)
    return replace(stamped, event=event, inputs=content)


def _problem(error: BaseException) -> Problem:
    """What the audit brings as a sentence; anything else is a fault of the program, and still no reason to stop the window."""
    issue = getattr(error, "issue", None)
    if isinstance(issue, Issue):
        return Problem(issue.code, params=issue.params)
    return Problem("audit_not_written", params=(("reason", repr(error)),))
