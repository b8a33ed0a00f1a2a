"""Opening cases: files are read off the GUI thread by one worker, the answers come back through a queued signal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock

from cdss.core.clock import Clock, now
from cdss.core.errors import CaseError, CdssError
from cdss.core.kinds import Severity
from cdss.core.messages import is_message
from cdss.core.paths import MANIFEST_NAME
from cdss.core.result import Issue, issue
from cdss.core.system_reasons import system_reason
from cdss.records.case import Case
from cdss.session.actions import Action, CaseRead, CaseUnreadable, Opened, Remarked
from cdss.session.editing import FilesAdded, FilesTakenBack
from cdss.session.state import Problem
from cdss.session.store import Store

Post = Callable[[Callable[[], None]], None]
LeftOut = Callable[[Sequence[Path]], Sequence[tuple[Path, Issue]]]
ReadCase = Callable[[Path], Case]
AddFiles = Callable[[Case, Sequence[Path]], Case]
Drops = tuple[tuple[str, ...], ...]
ReadEntry = Callable[[str, Drops, ReadCase, AddFiles], Action]


def _here(call: Callable[[], None]) -> None:
    call()


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was found where ``paths`` were dropped: cases, other files, and why something could not be looked at."""

    cases: tuple[Path, ...]
    strangers: tuple[Path, ...]
    unread: tuple[Problem, ...]


class CaseController:
    """``deliver`` brings an action from any thread to the store's thread, ``post`` a call.

    ``left_out``: which files are no part of a case, and why.
    """

    def __init__(
        self,
        store: Store,
        read: ReadCase,
        add: AddFiles,
        executor: Executor,
        deliver: Callable[[Action], None],
        clock: Clock = now,
        post: Post = _here,
        left_out: LeftOut = lambda _: (),
    ) -> None:
        self._post, self._left_out = post, left_out
        self._store = store
        self._clock = clock
        self._read = read
        self._add = add
        self._executor = executor
        self._deliver = deliver
        self._lock = Lock()
        self._unread: dict[str, ReadEntry] = {}

    def open(self, paths: Iterable[Path], select: bool = False) -> None:
        """Put ``paths`` into the worklist and read those that are new, in order; a known one is only selected.

        One that could not be read is tried again.
        """
        keys = tuple(str(path) for path in paths)
        known = {e.key for e in self._store.state.entries if e.case is not None or e.problem is None}
        self._store.dispatch(Opened(keys, select, self._clock()))
        self._read_all(key for key in dict.fromkeys(keys) if key not in known)

    def read_restored(self) -> None:
        """Read every case that is not read yet: those of a worklist that was kept."""
        self._read_all((e.key for e in self._store.state.entries if e.case is None), _read_restored)

    def read_again(self, keys: Iterable[str]) -> None:
        """Read the files of patients on the worklist once more; what the clinician did to them stays."""
        self._read_all(keys)

    def _read_all(self, keys: Iterable[str], read: ReadEntry | None = None) -> None:
        """Have ``keys`` read, in order but for the patient on screen, who overtakes the others whenever they are chosen."""
        wanted = tuple(keys)
        with self._lock:
            self._unread.update(dict.fromkeys(wanted, read or _read))
        for _ in wanted:
            self._executor.submit(self._read_next)

    def _read_next(self) -> None:
        """In the reading thread. A fault in the reader itself must not leave the patient waiting for ever."""
        selected = self._store.state.intent.selected
        with self._lock:
            if not self._unread:
                return
            key = selected if selected in self._unread else next(iter(self._unread))
            read = self._unread.pop(key)
        entry = self._store.state.entry(key)
        try:
            action = read(key, entry.edits.drops if entry else (), self._read, self._add)
        except Exception as error:
            action = _unreadable(key, repr(error))
        self._deliver(action)

    def drop(self, paths: Iterable[Path]) -> None:
        """Open the case folders and manifests among what was dropped, and add other files to the patient on screen.

        Returns at once: folders are looked into off the GUI thread, for a network may be slow. Files go to the patient who
        was on screen when they were dropped, whoever is when they have been looked at.
        """
        key = self._store.state.intent.selected
        future = self._executor.submit(_looked_at, tuple(paths))
        future.add_done_callback(lambda done: None if done.cancelled() else self._post(partial(self._take, key, done)))

    def _take(self, key: str | None, done: Future[Dropped]) -> None:
        found = done.result()
        if found.cases:
            self.open(found.cases, select=True)
        entry = self._store.state.entry(key)
        strangers = found.strangers
        if found.unread:
            self._store.dispatch(Remarked(_together(found.unread)))
        if strangers and (found.cases or entry is None or entry.case is None):
            self._store.dispatch(Remarked(Problem("session_not_a_case", params=(("name", strangers[0].name),))))
        elif strangers and entry is not None and entry.as_read is not None:
            future = self._executor.submit(_join, entry.key, entry.as_read, strangers, self._add, self._left_out)
            future.add_done_callback(partial(self._done, entry.key))

    def take_back(self) -> None:
        """Take the files that were added last away from the patient on screen; say so, also where none were added."""
        entry = self._store.state.selected
        if entry is None or not entry.edits.drops:
            self._store.dispatch(Remarked(Problem("files_none_added")))
            return
        names = ", ".join(Path(path).name for path in entry.edits.drops[-1])
        self._store.dispatch(
            FilesTakenBack(entry.key), Remarked(Problem("files_taken_back", params=(("name", names),)))
        )
        self.read_again((entry.key,))

    def _done(self, key: str, future: Future[Action]) -> None:
        """In the reading thread. A fault in the reader itself must not leave the patient waiting for ever."""
        if future.cancelled():
            return
        error = future.exception()
        self._deliver(future.result() if error is None else _unreadable(key, repr(error)))


def _read_restored(key: str, drops: Drops, read: ReadCase, add: AddFiles) -> Action:
    """As ``_read``; of a case that was there in the last session, that it is gone is said in words of its own."""
    if not Path(key).exists():
        return CaseUnreadable(key, Problem("session_path_gone", params=(("name", Path(key).name),)))
    return _read(key, drops, read, add)


def _read(key: str, drops: Drops, read: ReadCase, add: AddFiles) -> Action:
    """Read the case, then what had been added to it, as it was added."""
    try:
        case = read(Path(key))
        gone: list[str] = []
        for drop in drops:
            case, failed = _add_again(case, tuple(map(Path, drop)), add)
            gone += failed
        return CaseRead(key, case if not gone else _without(case, gone))
    except CdssError as error:
        return CaseUnreadable(key, _said(error))
    except OSError as error:
        return CaseUnreadable(key, _unread(Path(key), error))
    except ValueError as error:
        return _unreadable(key, str(error))


def _add_again(case: Case, files: tuple[Path, ...], add: AddFiles) -> tuple[Case, list[str]]:
    """``case`` with those of ``files`` that can still be read, and the names of the others."""
    there = tuple(path for path in files if path.is_file())
    gone = [path.name for path in files if path not in there]
    try:
        return (add(case, there) if there else case), gone
    except (CdssError, OSError, ValueError):
        return case, [path.name for path in files]


def _without(case: Case, gone: Sequence[str]) -> Case:
    """``case`` with the warning that added files are missing."""
    said = issue("session_added_file_gone", Severity.WARNING, None, names=", ".join(gone))
    return replace(case, issues=(*case.issues, said))


def _join(key: str, case: Case, files: tuple[Path, ...], add: AddFiles, left_out: LeftOut) -> Action:
    """The files that are parts of a case, added; of the others why they are none."""
    try:
        others = dict(left_out(files))
        why = _together(tuple(Problem(i.code, i.text(), i.params) for i in others.values()))
        good = tuple(path for path in files if path not in others)
        if why is not None and not good:
            return Remarked(why)
        return FilesAdded(key, case, add(case, good), tuple(str(path.absolute()) for path in good), why)
    except CdssError as error:
        return Remarked(_said(error))
    except (OSError, ValueError) as error:
        return Remarked(_unread(files[0], error))


def _together(problems: tuple[Problem, ...]) -> Problem | None:
    return replace(problems[0], more=problems[1:]) if problems else None


def _said(error: CdssError) -> Problem:
    """What an error says, in the language of the screen where it has a sentence of its own."""
    more = error.more if isinstance(error, CaseError) else ()
    return Problem(error.code, str(error), tuple(error.params.items()), tuple(map(_said, more)))


def _unread(path: Path, error: Exception) -> Problem:
    return Problem("session_unreadable", params=(("name", path.name), ("reason", system_reason(error))))


def _looked_at(paths: tuple[Path, ...]) -> Dropped:
    """In the reading thread: which of ``paths`` stand for cases."""
    cases: list[Path] = []
    strangers: list[Path] = []
    unread: list[Problem] = []
    for path in paths:
        try:
            found = cases_at(path)
        except OSError as error:
            unread.append(_unread(path, error))
            continue
        cases.extend(found)
        if not found:
            strangers.append(path)
    return Dropped(tuple(cases), tuple(strangers), tuple(unread))


def _unreadable(key: str, reason: str) -> Action:
    return CaseUnreadable(key, Problem("session_unreadable", params=(("name", Path(key).name), ("reason", reason))))


def cases_at(path: Path) -> tuple[Path, ...]:
    """The cases ``path`` stands for: a case folder, a manifest or FHIR bundle, or each folder within a folder of cases."""
    if path.is_file():
        return (path,) if path.suffix.lower() == ".json" or is_message(path) else ()
    if not path.is_dir():
        return ()
    inside = sorted(child for child in path.iterdir() if not child.name.startswith("."))
    return tuple(c for c in inside if (c / MANIFEST_NAME).is_file()) or ((path,) if inside else ())


def startup_cases(named: tuple[Path, ...], demo: Path) -> tuple[Path, ...]:
    """The worklist at the start: the named cases, and the demo patients where none, or one of them, was named."""
    chosen = tuple(path.resolve() for path in named)
    demo_home = demo.resolve()
    if chosen and not any(path.parent == demo_home for path in chosen):
        return chosen
    patients = tuple(sorted(p for p in demo_home.iterdir() if p.is_dir())) if demo_home.is_dir() else ()
    return tuple(dict.fromkeys(chosen + patients))
