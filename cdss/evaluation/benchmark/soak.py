"""Whether memory grows: many patients assessed and explained one after another in one process, as over a long shift."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from cdss.core.paths import demo_dir
from cdss.engine.guard import resident_mb
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark.timing import Timing
from cdss.readers.case_folder import read_case

SETTLED = 50
"""Explanations after which memory is read first: by then every part has run and the memory pools are filled."""

SAYS_EVERY = 50

Said = Callable[[int, float], None]
"""Told how many patients were explained so far, and the resident memory in MB."""


@dataclass(frozen=True, slots=True)
class Soak:
    """Resident memory in MB when ``settled`` patients had been explained, and when ``explained`` had."""

    explained: int
    settled: int
    settled_mb: float
    end_mb: float

    @property
    def growth_mb(self) -> float:
        """Memory gained between the two readings; negative where it shrank."""
        return self.end_mb - self.settled_mb

    def figures(self) -> list[Timing]:
        """As figures of the benchmark; growth for each explanation is in kB, over those between the two readings."""
        between = self.explained - self.settled
        return [
            Timing(f"memory after {self.settled} explanations", self.settled_mb, "MB", 1),
            Timing(f"memory after {self.explained} explanations", self.end_mb, "MB", 1),
            Timing("growth", self.growth_mb, "MB", 1),
            Timing("growth for each explanation", 1000.0 * self.growth_mb / between, "kB", between),
        ]


def demo_folders() -> list[Path]:
    """The demonstration patients, in order."""
    return sorted(folder for folder in demo_dir().iterdir() if folder.is_dir())


def soak(
    engine: LocalEngine, folders: Sequence[Path], count: int, settled: int = SETTLED, say: Said | None = None
) -> Soak:
    """Assess and explain the patients in ``folders`` in turn, ``count`` times in all; each is new to the engine each time.

    Memory is read after a collection of garbage: what Python would free at any moment is no growth. ``ValueError`` unless
    ``count`` is greater than ``settled``; ``CdssError`` as of the reader and the engine.
    """
    if not 0 < settled < count:
        raise ValueError(f"give more than {settled} explanations, not {count}")
    cases = [read_case(folder) for folder in folders]
    early = 0.0
    for done, case in enumerate(islice(cycle(cases), count), start=1):
        engine.forget()
        new = replace(case)
        engine.assess(new)
        deque(engine.explain(new), maxlen=0)
        if done == settled:
            early = _settled_mb()
        if say is not None and done % SAYS_EVERY == 0:
            say(done, _settled_mb())
    return Soak(count, settled, early, _settled_mb())


def _settled_mb() -> float:
    gc.collect()
    return resident_mb()
