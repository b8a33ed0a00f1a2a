"""The report for an image archive: its pages and its figures as DICOM files beside each other, made off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime
from functools import partial
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.session.actions import Remarked
from cdss.session.own_level import as_seen
from cdss.session.state import Entry, Problem, SessionState
from cdss.session.store import Store

Post = Callable[[Callable[[], None]], None]


class ArchiveController:
    """``executor``: where the objects are made and written; ``post`` has a call made in the window's thread."""

    def __init__(self, store: Store, executor: Executor, post: Post, clock: Clock = now) -> None:
        self._store, self._executor, self._post, self._clock = store, executor, post, clock

    def ready(self) -> bool:
        """Whether the patient on screen has an assessment that may be seen; where not, that is said."""
        entry = as_seen(self._store.state).selected
        if entry is None or entry.case is None or entry.assessment is None:
            self._say("archive_nothing")
            return False
        return True

    def file(self, path: Path, pdf: bytes, state: SessionState) -> None:
        """Write what ``state`` shows of its patient, with the pages ``pdf``, into files whose names begin as ``path``'s."""
        entry = as_seen(state).selected
        if entry is None or entry.case is None or entry.assessment is None:
            self._say("archive_nothing")
            return
        work = partial(_write, path, pdf, entry, entry.case, entry.assessment, self._clock())
        self._executor.submit(work).add_done_callback(lambda done: self._post(partial(self._told, path, done)))

    def _told(self, path: Path, done: Future[int]) -> None:
        error = done.exception()
        if error is None:
            self._say("archive_done", count=str(done.result()), folder=path.parent.name or str(path.parent))
        else:
            reason = (
                error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
            )
            self._say("archive_failed", reason=reason)

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Remarked(Problem(code, params=tuple(params.items()))))


def _write(path: Path, pdf: bytes, entry: Entry, case: Case, assessment: Assessment, made: datetime) -> int:
    """How many files were written; the libraries of DICOM are imported with the first."""
    from cdss.report.dicom.save import save_dicom
    from cdss.report.dicom.structured_report import Assessed

    assessed = Assessed(case, assessment, made, entry.standing)
    return len(save_dicom(path.parent, path.stem, assessed, entry.explanation, pdf))
