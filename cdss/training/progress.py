"""Progress of long training on stderr: done, time left, last loss."""

from __future__ import annotations

import sys
import time


class Progress:
    """Prints a line at most every ten seconds."""

    def __init__(self, name: str, steps: int) -> None:
        self.name, self.steps, self.done = name, steps, 0
        self.start = self.shown = time.monotonic()

    def step(self, **figures: float) -> None:
        """Count one step and, now and then, say where training is."""
        self.done += 1
        now = time.monotonic()
        if now - self.shown < 10 and self.done < self.steps:
            return
        self.shown = now
        left = (now - self.start) / self.done * (self.steps - self.done)
        shown = " ".join(f"{name} {value:.4f}" for name, value in figures.items())
        print(f"{self.name}: {self.done}/{self.steps}, {left / 60:.1f} min left, {shown}", file=sys.stderr, flush=True)
