"""A clinician played by the program itself, on the real window: what measurements of the whole program have in common."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator

from PySide6.QtWidgets import QApplication

from cdss.session.schedule import finished
from cdss.session.state import EnginePhase, SessionState
from ui.app import App
from ui.controllers.screenshot import TIMEOUT_SECONDS
from ui.pulse import Pulse, WatchedStore

DRAWN_S = 0.1
"""Time for the last layout and repaint of a step, so that their pause is weighed with it."""

Condition = Callable[[], bool]
Steps = Generator[Condition, None, None]


class Play:
    """Goes through ``steps`` from ``start`` on, waiting for each condition that they yield, and ends the program.

    ``code`` is the program's exit code: 1 until the steps are through, where something that was waited for did not come, and
    where the steps found a fault and set ``failed``.
    """

    def __init__(self, app: App, store: WatchedStore) -> None:
        self.code = 1
        self.failed = False
        self.app = app
        self.pulse = Pulse(self._look, app.window)
        store.note = self.pulse.note
        self._steps = self.steps()
        self._ready: Condition = lambda: True
        self._deadline = 0.0

    def steps(self) -> Steps:
        """What is done, each part up to what has to be waited for."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin; returns at once."""
        self._deadline = time.perf_counter() + TIMEOUT_SECONDS
        self.pulse.start()

    @property
    def state(self) -> SessionState:
        """That of the window, now."""
        return self.app.store.state

    def assessed(self) -> bool:
        """Whether the patient on screen has an assessment, or never will."""
        entry = self.state.selected
        return (entry is not None and entry.assessment is not None) or self.explained()

    def explained(self) -> bool:
        """Whether the patient on screen has all they will ever have."""
        entry = self.state.selected
        hopeless = self.state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED)
        return finished(self.state) or hopeless or (entry is not None and entry.problem is not None)

    def shown(self) -> bool:
        """Whether all explanations are there that are shown without asking: then what was tested on this patient is told."""
        entry = self.state.selected
        tested = entry.explanation.reliability if entry is not None and entry.explanation is not None else None
        return (tested is not None and tested.target == self.state.intent.target) or self.explained()

    def _look(self) -> None:
        """At each beat: go on where what was waited for has come."""
        if not self._ready():
            if time.perf_counter() > self._deadline:
                print("What was waited for did not come in time.", file=sys.stderr)
                self._end()
            return
        try:
            self._ready = next(self._steps)
            self._deadline = time.perf_counter() + TIMEOUT_SECONDS
        except StopIteration:
            self.code = int(self.failed)
            self._end()

    def _end(self) -> None:
        self.pulse.stop()
        self.app.window.close()
        QApplication.quit()


def passed(seconds: float) -> Condition:
    """Fulfilled ``seconds`` from now."""
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= until


def drawn() -> Condition:
    """Fulfilled when what was just asked for has been drawn."""
    return passed(DRAWN_S)
