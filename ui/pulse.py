"""How long the window stands still: a heartbeat in the thread that draws it, and what that thread did between two beats."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

from cdss.engine.messages import Explained, Heartbeat
from cdss.records.explanation import EXPLANATION_PARTS, Explanation
from cdss.session.actions import Action, Answered
from cdss.session.store import Store

BEAT_MS = 1

_OLDEST = 2
"""Python's oldest generation of objects: the one collection long enough to be seen."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Milliseconds between two beats on the clock and of the processor, and what was done in them, in English."""

    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    doing: str = ""


class Pulse(QObject):
    """Beats every millisecond while started, and keeps the longest pause and the busiest one since ``reset``.

    A pause is longer than the work in it where other programs had the processor, or another thread the interpreter; ``cpu``,
    the processor time of this thread alone, is free of both. ``on_beat`` is called at every beat.
    """

    def __init__(
        self,
        on_beat: Callable[[], None] = lambda: None,
        parent: QObject | None = None,
        wall: Clock = time.perf_counter,
        cpu: Clock = time.thread_time,
    ) -> None:
        super().__init__(parent)
        self.longest, self.busiest = Stretch(), Stretch()
        self._on_beat = on_beat
        self._thread = threading.get_ident()
        self._wall, self._cpu = wall, cpu
        self._then = (wall(), cpu())
        self._notes: list[str] = []
        self._last_note = ""
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        """Begin to beat."""
        gc.callbacks.append(self._collected)
        self.reset()
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        gc.callbacks.remove(self._collected)

    def reset(self) -> None:
        """Forget what was kept; the next pause begins now."""
        self.longest, self.busiest = Stretch(), Stretch()
        self._then = (self._wall(), self._cpu())
        self._notes.clear()

    def note(self, doing: str) -> None:
        """Say what this thread does; what follows it before the next note is taken for the drawing of it."""
        self._notes.append(doing)
        self._last_note = doing

    def beat(self) -> None:
        """One beat: weigh the pause that it ends."""
        now = (self._wall(), self._cpu())
        doing = " + ".join(self._notes) or f"drawing after {self._last_note}"
        pause = Stretch(1000.0 * (now[0] - self._then[0]), 1000.0 * (now[1] - self._then[1]), doing)
        self.longest = max(self.longest, pause, key=lambda s: s.wall_ms)
        self.busiest = max(self.busiest, pause, key=lambda s: s.cpu_ms)
        self._notes.clear()
        self._then = now
        self._on_beat()

    def _collected(self, phase: str, facts: Mapping[str, int]) -> None:
        here = threading.get_ident() == self._thread  # another thread's collection costs this one no processor time
        if here and phase == "start" and facts["generation"] == _OLDEST:
            self._notes.append("collecting garbage")


class WatchedStore(Store):
    """A store that says by ``note`` what it is told, for the pulse of the thread that draws it."""

    def __init__(self) -> None:
        super().__init__()
        self.note: Callable[[str], None] = lambda doing: None
        self._parts: frozenset[str] = frozenset()

    def dispatch(self, *actions: Action) -> None:
        """As every store does, and say it."""
        for action in actions:
            if name := self._name(action):
                self.note(name)
        super().dispatch(*actions)

    def _name(self, action: Action) -> str:
        """What happened, in a word or two: of an explanation, the parts that are new; "" for what changes nothing."""
        if not isinstance(action, Answered):
            return type(action).__name__
        if isinstance(action.reply, Heartbeat):
            return ""
        if not isinstance(action.reply, Explained):
            return type(action.reply).__name__
        parts, before = _parts(action.reply.explanation), self._parts
        self._parts = parts
        fresh = sorted(parts - before if parts > before else parts)
        return f"Explained {', '.join(fresh)}" if parts != before else "Explained"


def _parts(explanation: Explanation) -> frozenset[str]:
    return frozenset(name for name in EXPLANATION_PARTS if getattr(explanation, name) is not None)
