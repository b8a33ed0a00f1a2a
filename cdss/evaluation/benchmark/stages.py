"""The stages of one patient in this process: reading, assessing, and each part of the explanation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark.timing import WARM_RUNS, Clock, Timing, medians, since
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.explanation import EXPLANATION_PARTS, Explanation


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
    return found | _explained(engine, case, clock)


def _explained(engine: LocalEngine, case: Case, clock: Clock) -> dict[str, float]:
    """Each part, of which the tests on the patient may come twice; when all is there that is shown without asking; and all."""
    found: dict[str, float] = {}
    start = last = clock()
    before = Explanation()
    for explanation in engine.explain(case):
        for name in EXPLANATION_PARTS:
            if getattr(explanation, name) is not getattr(before, name):
                found[f"explain: {name}"] = found.get(f"explain: {name}", 0.0) + since(last, clock)
        if before.reliability is None and explanation.reliability is not None:
            found["explain, as shown without asking"] = since(start, clock)
        before, last = explanation, clock()
    return found | {"explain": since(start, clock)}
