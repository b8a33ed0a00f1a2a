"""What a clinician asks of a patient on screen: another output explained, and an imagined change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cdss.core.kinds import Modality
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark.timing import WARM_RUNS, Clock, Timing, medians, since
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.question import WhatIf

ANOTHER_OUTPUT, YET_ANOTHER = "sepsis", "pneumonia"


def questions(engine: LocalEngine, folder: Path, repeat: int, clock: Clock) -> list[Timing]:
    """Medians over ``repeat`` runs after warm ones, each of a patient who was met, assessed and explained once before.

    Each asks with a case of its own, as the worker gets one with every request, and with values not asked before.
    """
    case = read_case(folder)
    samples: dict[str, list[float]] = {}
    for attempt in range(WARM_RUNS + repeat):
        engine.forget()
        engine.assess(case)
        _explained(engine, case)
        for name, ask in _asked(engine, case, attempt).items():
            start = clock()
            ask(replace(case))
            if attempt >= WARM_RUNS:
                samples.setdefault(name, []).append(since(start, clock))
    return medians(samples)


def _asked(engine: LocalEngine, case: Case, attempt: int) -> dict[str, Callable[[Case], object]]:
    found: dict[str, Callable[[Case], object]] = {
        "another output, as shown without asking": lambda same: _shown(engine, same, YET_ANOTHER),
        "another output explained": lambda same: _explained(engine, same, ANOTHER_OUTPUT),
        "what if: a vital sign": lambda same: engine.answer(same, WhatIf({"heart_rate": 60.0 + attempt})),
    }
    if case.note is not None:
        text = f"{case.note.text} Since {attempt} days."
        found["what if: words of the note"] = lambda same: engine.answer(same, WhatIf(note=text))
    if case.films and len(case.present) > 1:
        found["what if: without the film"] = lambda same: engine.answer(same, WhatIf(off=frozenset({Modality.IMAGE})))
    return found


def _explained(engine: LocalEngine, case: Case, target: str = "risk") -> None:
    deque(engine.explain(case, target), maxlen=0)


def _shown(engine: LocalEngine, case: Case, target: str) -> None:
    """Until all is there that is shown without asking: then what was tested on this patient is told."""
    next((True for explanation in engine.explain(case, target) if explanation.reliability is not None), None)
