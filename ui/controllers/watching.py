"""The watched folder: what is completely written in it comes onto the worklist by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

from cdss.core.system_reasons import system_reason
from cdss.records.watched import Item, Seen
from cdss.session.actions import Noted
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store
from cdss.session.worklist.shift_actions import WatchAway, WatchBack, WatchStopped
from cdss.session.worklist.watched import Memory
from ui.controllers.cases import CaseController, cases_at


class IsACase(Exception):
    """The folder to be watched is itself a case."""


class WatchController:
    """``look`` is called whenever something may have changed, and now and again.

    ``see`` looks at a folder and raises ``OSError``, or ``IsACase``; it is called by ``executor``, one thread, for a network may
    be slow. ``post`` has a call made in the store's thread. ``paced`` is told after each look whether something is waited for:
    the next look should come soon then.
    """

    def __init__(
        self,
        store: Store,
        cases: CaseController,
        see: Callable[[Path], Mapping[str, Seen]],
        executor: Executor,
        post: Callable[[Callable[[], None]], None],
        paced: Callable[[bool], None],
    ) -> None:
        self._store, self._cases, self._see = store, cases, see
        self._executor, self._post, self._paced = executor, post, paced
        self._folder = ""
        self._memory: Memory | None = None
        self._unread: frozenset[str] = frozenset()
        self._looking = False
        self._away = False

    @property
    def folder(self) -> str:
        """The folder that is watched now; empty where none is."""
        return self._folder

    @property
    def away(self) -> bool:
        """Whether the last look did not reach the folder."""
        return self._away

    def follow(self, state: SessionState) -> None:
        """Watch the folder that is set; its first look follows at once."""
        folder = state.intent.settings.watched_folder
        if folder != self._folder:
            self._folder, self._memory, self._away, self._unread = folder, None, False, frozenset()
            self.look()

    def choose(self, folder: Path) -> None:
        """Watch ``folder`` from now on: what is in it already is left alone."""
        forgotten = SettingChanged("watched_names", "")
        self._store.dispatch(forgotten, SettingChanged("watched_folder", str(folder.absolute())))

    def stop(self) -> None:
        """Watch no folder."""
        self._store.dispatch(WatchStopped(None))

    def look(self) -> None:
        """Look at the folder, in another thread; nothing while a look is under way."""
        if self._folder and not self._looking:
            self._looking = True
            folder = self._folder
            future = self._executor.submit(self._see, Path(folder))
            future.add_done_callback(lambda done: self._post(partial(self._seen, folder, done)))

    def _seen(self, folder: str, done: Future[Mapping[str, Seen]]) -> None:
        self._looking = False
        if folder != self._folder:
            self.look()
            return
        error = done.exception()
        if error is not None:
            self._fail(error)
            return
        seen = done.result()
        if self._away:
            self._away = False
            self._store.dispatch(WatchBack(Path(folder).name))
        begun = self._memory is None
        memory = self._memory = self._memory or Memory(self._known())
        complete = memory.take(seen)
        if begun and self._known() is None:
            self._say("watch_started", name=Path(folder).name, count=str(len(memory.names)))
        others = [name for name in complete if seen[name].item is Item.OTHER]
        if others:
            self._say("watch_not_a_case", name=others[0], count=str(len(others)))
        names = [name for name in complete if name not in others]
        self._unread = (self._unread - set(complete)) | set(names)  # until they are on the worklist
        self._keep(memory.names - self._unread)
        self._paced(memory.waiting)
        self._list(folder, names)

    def _list(self, folder: str, names: list[str]) -> None:
        """Look into what is complete, in the other thread: it may be a folder of many cases on a slow network."""
        if not names:
            return
        future = self._executor.submit(_cases_in, Path(folder), names)
        future.add_done_callback(lambda done: self._post(partial(self._listed, folder, names, done)))

    def _listed(self, folder: str, names: list[str], done: Future[tuple[list[Path], list[str]]]) -> None:
        """Open what was found; names that could not be read are tried again in the next session."""
        if folder != self._folder or self._memory is None:
            return
        found, unread = done.result()
        self._hand_over(found, unread)
        self._unread = (self._unread - set(names)) | set(unread)
        self._keep(self._memory.names - self._unread)

    def _known(self) -> frozenset[str] | None:
        """The names that were handed over of this folder; None where it is watched for the first time."""
        kept = self._store.state.intent.settings.watched_names
        told = json.loads(kept) if kept else {}
        return frozenset(told["names"]) if told.get("folder") == self._folder else None

    def _hand_over(self, found: list[Path], unread: list[str]) -> None:
        """Open the cases that are new, and read those again that came anew."""
        if unread:
            self._say("watch_unread", name=unread[0], count=str(len(unread)))
        entries = {entry.key: entry for entry in self._store.state.entries}
        put_by = {entry.key for entry in self._store.state.closed}
        again = [path for path in found if (e := entries.get(str(path))) is not None and e.case is not None]
        new = [path for path in found if path not in again and str(path) not in put_by]
        if new:
            self._cases.open(new)
        self._cases.read_again(str(path) for path in again)

    def _fail(self, error: BaseException) -> None:
        """A folder that cannot be reached is told at the first look, and looked for on and on: a network drive comes back."""
        name = Path(self._folder).name
        if isinstance(error, IsACase):
            self._store.dispatch(WatchStopped(Problem("watch_is_a_case", params=(("name", name),))))
        elif not isinstance(error, OSError):
            self._store.dispatch(WatchStopped(Problem("watch_gone", params=(("name", name), ("reason", repr(error))))))
        else:
            if not self._away:
                self._away = True
                params = (("name", name), ("reason", system_reason(error)), ("folder", self._folder))
                self._store.dispatch(WatchAway(Problem("watch_away", params=params)))
            self._paced(False)

    def _keep(self, names: frozenset[str]) -> None:
        """The names handed over, for the next session; only where they changed."""
        kept = json.dumps({"folder": self._folder, "names": sorted(names)}, ensure_ascii=False)
        if kept != self._store.state.intent.settings.watched_names:
            self._store.dispatch(SettingChanged("watched_names", kept))

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Noted(Problem(code, params=tuple(params.items()))))


def _cases_in(folder: Path, names: Iterable[str]) -> tuple[list[Path], list[str]]:
    """The cases that stand in ``folder`` under ``names``, and the names that cannot be read: one of them stops no other."""
    found: list[Path] = []
    unread = []
    for name in names:
        try:
            found += cases_at(folder / name)
        except OSError:
            unread.append(name)
    return found, unread
