"""Progress of long training on stderr: done, time left, last loss."""

from __future__ import annotations

import sys
import time


class Progress:
    """Prints a line at most every ten seconds; nothing where not ``shown`` (all processes of a team but the first)."""

    def __init__(self, name: str, steps: int, shown: bool = True) -> None:
        self.name, self.steps, self.done = name, steps, 0
        self._shown = shown
        self._start = self._last = time.monotonic()

    def step(self, **figures: float) -> None:
        """Count one step and, now and then, say where training is."""
        self.done += 1
        now = time.monotonic()
        if not self._shown or (now - self._last < 10 and self.done < self.steps):
            return
        self._last = now
        left = (now - self._start) / self.done * (self.steps - self.done)
        values = "".join(f", {name} {value:.4f}" for name, value in figures.items())
        print(f"{self.name}: {self.done}/{self.steps}, {_words(left)} left{values}", file=sys.stderr, flush=True)


def _words(seconds: float) -> str:
    """A duration as people say it: seconds, minutes, or hours and minutes."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
