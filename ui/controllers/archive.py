"""The report for an image archive: its pages and its figures as DICOM files beside each other, made in a process of its own.

A thread would not do: making them is seconds of Python, for which the window would wait piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.core.system_reasons import system_reason
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.session.actions import Remarked
from cdss.session.decision.own_level import as_seen
from cdss.session.explanation.failed_methods import shown
from cdss.session.panes import Ruling
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store

Post = Callable[[Callable[[], None]], None]


Work = Callable[[], int]


def in_own_process(work: Work) -> int:
    """Do ``work`` in a process that ends with it, and wait for that; for a thread that has nothing else to do."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work).result()


class ArchiveController:
    """``executor``: where an export is waited for; ``post`` has a call made in the window's thread; ``do``: makes it."""

    def __init__(
        self,
        store: Store,
        executor: Executor,
        post: Post,
        do: Callable[[Work], int] = in_own_process,
        clock: Clock = now,
    ) -> None:
        self._store, self._executor, self._post, self._do, self._clock = store, executor, post, do, clock

    def ready(self) -> bool:
        """Whether the patient on screen has an assessment that may be seen; where not, that is said."""
        entry = as_seen(self._store.state).selected
        if entry is None or entry.case is None or entry.assessment is None:
            self._say("archive_nothing")
            return False
        return True

    def file(self, path: Path, pdf: bytes, state: SessionState) -> None:
        """Write what ``state`` shows of its patient, with the pages ``pdf``, into files whose names begin as ``path``'s."""
        seen = as_seen(state)
        entry = seen.selected
        if entry is None or entry.case is None or entry.assessment is None:
            self._say("archive_nothing")
            return
        told = (entry.case, entry.assessment, entry.standing, shown(entry, seen))
        work = partial(_write, path, pdf, self._clock(), *told)
        self._executor.submit(self._do, work).add_done_callback(
            lambda done: self._post(partial(self._told, path, done))
        )

    def _told(self, path: Path, done: Future[int]) -> None:
        error = done.exception()
        if error is None:
            self._say("archive_done", count=str(done.result()), folder=path.parent.name or str(path.parent))
        else:
            reason = system_reason(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            self._say("archive_failed", reason=reason)

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Remarked(Problem(code, params=tuple(params.items()))))


def _write(
    path: Path,
    pdf: bytes,
    made: datetime,
    case: Case,
    assessment: Assessment,
    ruling: Ruling | None,
    explanation: Explanation | None,
) -> int:
    """How many files were written; the libraries of DICOM are imported where it is done."""
    from cdss.report.dicom.save import save_dicom
    from cdss.report.dicom.structured_report import Assessed

    return len(save_dicom(path.parent, path.stem, Assessed(case, assessment, made, ruling), explanation, pdf))
