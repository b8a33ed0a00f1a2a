"""Keeping the session on disk: every change of the state is written at once by one thread beside the window's.

Where the disk is slower than the user types, it gets the newest state and none in between: a crash costs what one write takes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from cdss.core.clock import Clock, now
from cdss.core.data_key import Guard, PinNeeded
from cdss.core.result import Issue
from cdss.database.records import SavedSession
from cdss.session.actions import Remarked
from cdss.session.editing import SavedAt, SavingFailed
from cdss.session.lock_actions import GuardKnown, StoreSealed, Unlocked, cannot_open
from cdss.session.saved import Restored, same_on_disk, saved_of
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store


class Written(Protocol):
    """An open session file (``cdss.database.session_file.SessionFile``)."""

    def write(self, session: SavedSession) -> None:
        """Write what differs from before; on the disk when it returns."""

    def erase_deleted(self) -> None:
        """Overwrite what was deleted so far."""

    def close(self) -> None:
        """Give the file back."""


class Opened(Protocol):
    """What came of opening the file (``cdss.database.session_file.OpenedFile``)."""

    @property
    def file(self) -> Written:
        """The open file."""

    @property
    def saved(self) -> SavedSession:
        """What it held."""

    @property
    def guard(self) -> Guard:
        """What protects its key."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What must be said of it."""


Call = Callable[[], None]


class PersistenceController:
    """Opens the file in the writing thread, restores what it held, then has each change written.

    ``open_file``: opens it, with the PIN where one is given. ``put_aside``: renames one that cannot be opened, and says how.

    ``executor``: one thread, to which all work on the file goes in order: a commit waits for the disk, 12 ms in the median here
    and far longer where the disk is busy, and the window must not. ``post`` has a call made in the store's thread.
    """

    def __init__(
        self,
        store: Store,
        open_file: Callable[..., Opened],
        executor: Executor,
        post: Callable[[Call], None],
        themes: tuple[str, ...],
        clock: Clock = now,
        put_aside: Callable[[], Path] | None = None,
    ) -> None:
        self._store = store
        self._open_file = open_file
        self._executor = executor
        self._post = post
        self._themes = themes
        self._clock = clock
        self._put_aside = put_aside
        self._waiting: Callable[[bool], None] | None = None
        self._file: Written | None = None
        self._seen: SessionState | None = None
        self._asked = SavedSession()
        self._unwritten: deque[SavedSession] = deque()
        self._out = 0
        self._failed = False
        self._moment = store.state.moment

    @property
    def idle(self) -> bool:
        """Whether all that happened so far is on the disk."""
        return self._file is not None and self._out == 0 and not self._failed

    def start(self, then: Callable[[bool], None]) -> None:
        """Open the file; ``then`` is called in the store's thread with whether there was a session before. Returns at once."""
        future = self._executor.submit(self._open_file)
        future.add_done_callback(lambda done: self._post(partial(self._opened, done, then)))

    def open_with_pin(self, pin: str, told: Callable[[bool], None]) -> None:
        """Open a file that lies under the PIN; ``told`` is called in the store's thread with whether it was the right one."""
        future = self._executor.submit(self._open_file, pin)
        future.add_done_callback(lambda done: self._post(partial(self._tried, done, told)))

    def start_anew(self) -> None:
        """Put a file aside that cannot be opened, and begin a new one."""
        if self._put_aside is not None and cannot_open(self._store.state):
            self._executor.submit(self._put_aside).add_done_callback(
                lambda done: self._post(partial(self._begun, done))
            )

    def erase(self, forget: Callable[[], object], delete: Call) -> None:
        """``forget`` what lies elsewhere, ``delete`` from the state, overwrite it on the disk, and say how it went.

        In this order: a program killed in between still shows the patient, who can be deleted again. What cannot be forgotten
        keeps nothing from being overwritten.
        """
        forgotten, file = self._executor.submit(forget), self._file
        delete()

        def erased() -> bool:
            if file is not None:
                self._write_newest(file)  # a deletion that could not be written is none
                file.erase_deleted()
            forgotten.result()
            return file is not None

        self._executor.submit(erased).add_done_callback(lambda done: self._post(partial(self._erased, done)))

    def _erased(self, done: Future[bool]) -> None:
        error = done.exception()
        if error is not None:
            self._store.dispatch(Remarked(_problem(error, "session_not_erased")))
        else:
            self._store.dispatch(Remarked(Problem("deletion_done" if done.result() else "deletion_unkept")))

    def close(self) -> None:
        """Have what could not be written tried once more, and the file closed; the executor is to be waited for then."""
        if self._file is None:
            return
        if self._failed:
            self._submit(self._asked)
        self._executor.submit(self._file.close)

    def _opened(self, done: Future[Opened], then: Callable[[bool], None]) -> None:
        error = done.exception()
        if isinstance(error, PinNeeded):
            self._waiting = then
            self._store.dispatch(StoreSealed(error.wrong))
            return
        self._waiting = None
        if error is not None:
            self._store.dispatch(SavingFailed(_problem(error)))
            then(False)
            return
        opened = done.result()
        self._file, self._asked = opened.file, opened.saved
        self._store.listen(self._look)
        self._store.dispatch(
            GuardKnown(opened.guard), Restored(opened.saved, self._themes, self._clock()), SavingFailed(None)
        )
        then(opened.saved != SavedSession())
        if opened.issues:
            first, *more = map(_said, opened.issues)
            self._store.dispatch(Remarked(replace(first, more=tuple(more))))

    def _tried(self, done: Future[Opened], told: Callable[[bool], None]) -> None:
        right = not isinstance(done.exception(), PinNeeded)
        if right and self._waiting is not None:
            self._opened(done, self._waiting)
        told(right)

    def _begun(self, done: Future[Path]) -> None:
        error, then = done.exception(), self._waiting or (lambda _: None)
        if error is not None:
            self._store.dispatch(Remarked(_problem(error)))
            return
        aside = Problem("store_put_aside", params=(("name", str(done.result())),))

        def begun(known: bool) -> None:
            then(known)
            self._store.dispatch(Remarked(aside))

        self._store.dispatch(Unlocked())
        self.start(begun)

    def _look(self, state: SessionState) -> None:
        if state.moment != self._moment and self._failed and not self._out:
            self._submit(self._asked)  # the disk may have room again, and nobody may touch the window for long
        self._moment = state.moment
        if self._seen is not None and same_on_disk(state, self._seen):
            return
        self._seen, session = state, saved_of(state)
        if session != self._asked:
            self._asked = session
            self._submit(session)

    def _submit(self, session: SavedSession) -> None:
        assert self._file is not None
        self._out += 1
        self._unwritten.append(session)
        self._executor.submit(self._write_newest, self._file).add_done_callback(
            lambda done: self._post(partial(self._written, done))
        )

    def _write_newest(self, file: Written) -> None:
        """In the writing thread: the newest state that is not written, if there is one. One that cannot be written stays."""
        newest = None
        while self._unwritten:
            newest = self._unwritten.popleft()
        if newest is None:
            return
        try:
            file.write(newest)
        except BaseException:
            self._unwritten.appendleft(newest)
            raise

    def _written(self, done: Future[None]) -> None:
        self._out -= 1
        error = done.exception()
        self._failed = error is not None
        self._store.dispatch(SavedAt(self._clock()) if error is None else SavingFailed(_problem(error)))


def _problem(error: BaseException, otherwise: str = "session_not_saved") -> Problem:
    """``NotKept`` brings its sentence; anything else is a fault of the program, and still no reason to stop the window."""
    issue = getattr(error, "issue", None)
    return _said(issue) if isinstance(issue, Issue) else Problem(otherwise, params=(("reason", repr(error)),))


def _said(issue: Issue) -> Problem:
    return Problem(issue.code, params=issue.params)
