"""The stages of one patient in this process: reading, assessing, and each part of the explanation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark.timing import WARM_RUNS, Clock, Timing, medians, since
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.explanation import EXPLANATION_PARTS


def stages(engine: LocalEngine, folder: Path, repeat: int, clock: Clock) -> list[Timing]:
    """Medians over ``repeat`` warm runs on the patient in ``folder``, who is new to the engine each time.

    ``encode`` and ``fuse`` are the engine's own, by the clock on the wall whatever ``clock`` is.
    """
    case = read_case(folder)
    samples: dict[str, list[float]] = {}
    for attempt in range(WARM_RUNS + repeat):
        measured = _one_run(engine, replace(case), folder, clock)
        if attempt >= WARM_RUNS:
            for name, value in measured.items():
                samples.setdefault(name, []).append(value)
    return medians(samples)


def _one_run(engine: LocalEngine, case: Case, folder: Path, clock: Clock) -> dict[str, float]:
    start = clock()
    read_case(folder)
    found = {"read": since(start, clock)}
    engine.forget()
    start = clock()
    parts = engine.assess(case).timings_ms
    found["assess"] = since(start, clock)
    found.update({f"assess: {name}": ms for name, ms in parts.items() if name != "total"})
    start = last = clock()
    known: set[str] = set()
    for explanation in engine.explain(case):
        new = [n for n in EXPLANATION_PARTS if n not in known and getattr(explanation, n) is not None]
        known.update(new)
        found[f"explain: {' + '.join(new)}"] = since(last, clock)
        last = clock()
    found["explain"] = since(start, clock)
    return found
