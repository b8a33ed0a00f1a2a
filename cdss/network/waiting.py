"""Waiting for a peer no longer than the clinician wants, and no longer than a limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cdss.network.errors import Cancelled, NetworkError

_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: until a peer has answered the call, until its next word, for a whole search, and for a whole study."""

    connect_s: float = 8.0
    answer_s: float = 30.0
    search_s: float = 60.0
    fetch_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Until ``stop`` is set or ``limit_s`` seconds have passed."""

    stop: threading.Event
    limit_s: float
    _late: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def ending(self, end: Callable[[], object]) -> Iterator[None]:
        """Meanwhile have ``end`` called from another thread when it is over, so that whatever waits goes on."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, end), name="wait-for-archive", daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def check(self) -> None:
        """``Cancelled`` where it was called off, ``NetworkError`` where it took too long; else nothing."""
        if self.stop.is_set():
            raise Cancelled
        if self._late.is_set():
            raise NetworkError("pacs_timeout")

    def _watch(self, done: threading.Event, end: Callable[[], object]) -> None:
        until = time.monotonic() + self.limit_s
        while not done.wait(_LOOK_S):
            if not self.stop.is_set() and time.monotonic() < until:
                continue
            if not self.stop.is_set():
                self._late.set()
            end()
            return
