"""The smallest plausible change of the vital signs that moves the level: the search, asked of the model in batches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.errors import EngineError
from cdss.core.kinds import Modality
from cdss.engine.explained.subject import Subject
from cdss.explain.counterfactual import Evaluate, Room, room_of, smallest_changes
from cdss.guards.vitals import vitals_guard
from cdss.nets.normalise import normal_score
from cdss.nets.triage import CaseInputs
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.nets.vitals_series import SERIES_NAMES, course_of
from cdss.readers.edited import edited_vitals
from cdss.records.question import Counterfactuals
from cdss.records.vitals import Vitals
from cdss.scoring.calibrate import assigned_level, calibrated, pattern_name

_TOGETHER = 64
"""Sets of vital signs that go through the fusion head at once."""

Floats = NDArray[np.float64]


def smallest_change(subject: Subject) -> Counterfactuals:
    """The nearest sets of vital signs with a more and with a less urgent level; ``EngineError`` where none was measured."""
    vitals = subject.case.vitals
    if vitals is None or Modality.VITALS not in subject.encoded.present:
        raise EngineError.of("smallest_change_no_vitals")
    latest = vitals.latest
    measured = {name: float(v) for name in VITAL_NAMES if (v := getattr(latest, name)) is not None}
    room = room_of(measured, dict(zip(VITAL_NAMES, subject.model.scales.vitals, strict=True)))
    evaluate = _evaluate(subject, room, vitals)
    (level,), _ = evaluate(room.old[None])
    return smallest_changes(room, int(level), evaluate, lambda values: _coherent(subject, room, vitals, values))


def _coherent(subject: Subject, room: Room, vitals: Vitals, values: Floats) -> bool:
    """Diastolic below systolic, and no new warning of the guard that the values do not go together."""
    old = vitals.latest
    new = replace(old, **dict(zip(room.names, values.tolist(), strict=True)))
    if new.sbp is not None and new.dbp is not None and new.dbp >= new.sbp:
        return False
    age = subject.case.patient.age_years
    known = {one.code for one in vitals_guard(old, age)}
    return all(one.code in known for one in vitals_guard(new, age))


def _evaluate(subject: Subject, room: Room, vitals: Vitals) -> Evaluate:
    model, present = subject.model, subject.encoded.inputs.present
    pattern = model.calibration[pattern_name(present[0].tolist())]
    course = _Course(subject, room, vitals)

    def evaluate(values: Floats) -> tuple[NDArray[np.int64], Floats]:
        parts = [values[i : i + _TOGETHER] for i in range(0, len(values), _TOGETHER)]
        logits = np.concatenate([model.logits(_inputs(subject, room, part, course)) for part in parts], axis=1)
        found = calibrated(logits.mean(axis=0), pattern)
        return assigned_level(found.levels, pattern), 10.0 * found.risk

    return evaluate


def _inputs(subject: Subject, room: Room, values: Floats, course: _Course) -> CaseInputs:
    """The case's inputs with each set of vital signs [n, k] in turn."""
    model, inputs = subject.model, subject.encoded.inputs
    rows = inputs.masked(inputs.present.expand(len(values), -1))
    numbers = rows.vitals.clone()
    for place, name in enumerate(room.names):
        column = VITAL_NAMES.index(name)
        scores = normal_score(values[:, place].astype(np.float32), model.scales.vitals[column])
        numbers[:, column] = torch.from_numpy(scores).to(numbers.device)
    series = torch.from_numpy(course(values)).float().to(numbers.device)
    return replace(rows, vitals=numbers, series=series)


class _Course:
    """Evidence of the course of the vital signs [n, 7] for sets of latest values; each vital sign adds its own."""

    def __init__(self, subject: Subject, room: Room, vitals: Vitals) -> None:
        self._series, self._room, self._vitals = subject.model.series, room, vitals
        self._measured = subject.encoded.inputs.series[0].double().cpu().numpy()
        self._moves = course_of(vitals) is not None
        self._known: dict[tuple[str, float], float] = {}

    def __call__(self, values: Floats) -> Floats:
        found = np.repeat(self._measured[None], len(values), axis=0)
        if not self._moves:
            return found
        for place, name in enumerate(self._room.names):
            if name in SERIES_NAMES:
                found[:, SERIES_NAMES.index(name)] = [self._of(name, float(v)) for v in values[:, place]]
        return found

    def _of(self, name: str, value: float) -> float:
        if (name, value) not in self._known:
            by_vital = self._series.by_vital(edited_vitals(self._vitals, {name: value}))
            self._known[name, value] = float(by_vital[SERIES_NAMES.index(name)])
        return self._known[name, value]
