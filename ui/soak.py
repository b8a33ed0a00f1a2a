"""``python -m ui --soak N``: a long day in one window. N patients are opened, assessed, explained and closed.

Then the worker process is killed at random moments: the window must say so, start it again, and lose nothing. Each patient is
a copy of a demonstration patient in a folder of its own, so that every one is new to the program.
"""

from __future__ import annotations

import gc
import multiprocessing
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from PySide6.QtWidgets import QApplication

from cdss.engine.guard import resident_mb
from cdss.session.state import EnginePhase, SessionState
from ui.app import App
from ui.measure import pauses
from ui.play import Play, Steps, drawn, passed
from ui.pulse import WatchedStore

SETTLED = 50
"""Patients after which memory and widgets are counted first, rounded down to whole rounds of the copied patients."""

MOST_GROWTH_MB = 50.0
KILLS = 10
KILL_WITHIN_S = 2.0
"""A worker is killed at any moment up to so long after a patient was opened: while it reads, assesses or explains."""

CALM_S = 20.0
"""Between two kills: an engine that dies more than three times in a minute is given up, and the window says that instead."""

SEED = 20261121
_DRAFT, _REASON, _LEVEL = "Unsaved words of patient {0}.", "looks grey", 1


@dataclass(frozen=True, slots=True)
class Reading:
    """After ``patients``: memory of the window's process and of its worker in MB, widgets, and child processes."""

    patients: int
    window_mb: float
    worker_mb: float
    widgets: int
    processes: int

    def line(self) -> str:
        """As printed."""
        return (
            f"{self.patients:4d} patients: window {self.window_mb:.0f} MB, worker {self.worker_mb:.0f} MB, "
            f"{self.widgets} widgets, {self.processes} child processes"
        )


def faults_between(early: Reading, late: Reading) -> list[str]:
    """What a long day must not leave behind, in words; empty where all is well."""
    grown = late.window_mb - early.window_mb, late.worker_mb - early.worker_mb
    words = [
        f"the {name} grew by {mb:.0f} MB"
        for name, mb in zip(("window", "worker"), grown, strict=True)
        if mb >= MOST_GROWTH_MB
    ]
    if late.widgets > early.widgets:
        words.append(f"{late.widgets - early.widgets} widgets were left behind")
    if late.processes > early.processes:
        words.append(f"{late.processes - early.processes} processes were left behind")
    return words


class Soak(Play):
    """``cases`` are copied into ``home`` in turn, ``count`` times or up to the end of that round. Faults make ``code`` 1."""

    def __init__(
        self, app: App, store: WatchedStore, cases: Sequence[Path], count: int, home: Path, kills: int = KILLS
    ) -> None:
        super().__init__(app, store)
        self.readings: list[Reading] = []
        self.faults: list[str] = []
        self._cases, self._home, self._kills = tuple(cases), home, kills
        self._count = len(self._cases) * -(-max(count, 2) // len(self._cases))
        self._chance = random.Random(SEED)
        self._phases: set[EnginePhase] = set()
        app.store.listen(lambda state: self._phases.add(state.engine.phase))

    def start(self) -> None:
        """Begin; returns at once."""
        super().start()
        self.app.start((self._copy(0),))

    def steps(self) -> Steps:
        """The day, then the kills, then what is to be said of both."""
        yield from self._day()
        for number in range(self._count, self._count + self._kills):
            yield from self._killed(number)
        for words in self.faults:
            print(f"FAULT: {words}", flush=True)
        self.failed = bool(self.faults)

    def _day(self) -> Steps:
        early = max(1, min(SETTLED, self._count - 1) // len(self._cases)) * len(self._cases)
        for number in range(self._count):
            if number:
                self.app.cases.open([self._copy(number)], select=True)
            yield self.explained
            yield drawn()
            self._expect(
                self.state.selected is not None and self.state.selected.explained, f"patient {number} has no answer"
            )
            if number + 1 in (early, self._count) or (number + 1) % SETTLED == 0:
                self.readings.append(reading(number + 1))
                print(f"{self.readings[-1].line()}; {pauses(self.pulse.longest, self.pulse.busiest)}", flush=True)
                if number + 1 == early:
                    self.pulse.reset()
            yield from self._close(number)
        first = next(one for one in self.readings if one.patients == early)
        self.faults += faults_between(first, self.readings[-1])

    def _killed(self, number: int) -> Steps:
        """One patient during whose assessment the worker is killed."""
        self.app.cases.open([self._copy(number)], select=True)
        yield lambda: self.state.selected is not None and self.state.selected.case is not None
        key = str(self._folder(number))
        self.app.user.override(key, _LEVEL, _REASON)
        self.app.user.draft_note(key, _DRAFT.format(number))
        moment = self._chance.uniform(0.0, KILL_WITHIN_S)
        yield passed(moment)
        self._phases.clear()
        victims = workers()
        for worker in victims:
            worker.kill()
        yield lambda: EnginePhase.RESTARTING in self._phases or self._gave_up()
        yield lambda: self.state.engine.phase is EnginePhase.READY or self._gave_up()
        yield self.explained
        yield drawn()
        self._expect(len(victims) == 1, f"{len(victims)} workers were running")
        for words in lost(self.state, key, number):
            self._expect(False, f"kill {moment:.2f} s after patient {number} was opened: {words}")
        print(
            f"worker killed {moment:.2f} s after patient {number} was opened; restarted; {reading(number + 1).line()}",
            flush=True,
        )
        yield from self._close(number)
        yield passed(CALM_S)

    def _close(self, number: int) -> Steps:
        self.app.user.close()
        yield drawn()
        shutil.rmtree(self._folder(number))

    def _gave_up(self) -> bool:
        return self.state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED)

    def _expect(self, true: bool, otherwise: str) -> None:
        if not true:
            self.faults.append(otherwise)

    def _folder(self, number: int) -> Path:
        return self._home / f"patient-{number:04d}"

    def _copy(self, number: int) -> Path:
        shutil.copytree(self._cases[number % len(self._cases)], self._folder(number))
        return self._folder(number)


def lost(state: SessionState, key: str, number: int) -> list[str]:
    """What is not as it was before the worker was killed, in words."""
    entry = state.entry(key)
    if entry is None:
        return ["the patient is gone"]
    words = []
    if not entry.explained:
        words.append("they were not explained")
    if entry.ruling is None or (entry.ruling.level, entry.ruling.reason) != (_LEVEL, _REASON):
        words.append("the clinician's decision is gone")
    if entry.edits.draft != _DRAFT.format(number):
        words.append("the unsaved note is gone")
    return words


def workers() -> list[BaseProcess]:
    """The engine's processes that are alive."""
    return [process for process in multiprocessing.active_children() if process.name == "cdss-worker"]


def reading(patients: int) -> Reading:
    """Now, after a collection of garbage: what Python would free at any moment is no growth."""
    gc.collect()
    pids = [worker.pid for worker in workers() if worker.pid is not None]
    return Reading(
        patients,
        resident_mb(),
        sum(resident_mb(pid) for pid in pids),
        len(QApplication.allWidgets()),
        len(multiprocessing.active_children()),
    )
