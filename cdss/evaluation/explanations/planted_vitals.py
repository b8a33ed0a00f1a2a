"""One vital sign far from normal in a patient whose others are normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cdss.engine.explained.deleted import without_vitals
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import explain_vitals
from cdss.evaluation.explanations.patients import SEED, composite, hosts
from cdss.evaluation.explanations.planted import Hit, Judge, Judgement, Plant, leads, one_by_one
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.case import Case
from cdss.records.explanation import Explanation, VitalsShap
from cdss.training.cohort_visits import Visits

NORMAL: dict[str, tuple[float, float]] = {
    "heart_rate": (51, 90),
    "resp_rate": (12, 20),
    "sbp": (111, 219),
    "spo2": (96, 100),
    "temperature_c": (36.1, 38.0),
}
"""No points in NEWS2 (Royal College of Physicians, 2017)."""

ABNORMAL: tuple[Mapping[str, float], ...] = (
    {"heart_rate": 150.0},
    {"resp_rate": 34.0},
    {"sbp": 72.0, "dbp": 44.0},
    {"spo2": 83.0},
    {"temperature_c": 40.6},
)
"""Most points that NEWS2 gives for each; a low pressure is low in both of its numbers."""

COUNT = 250


def vitals_plants(visits: Visits) -> Iterator[Plant]:
    """Visits of 2020 whose vital signs are all normal, one of them changed."""
    normal = all_normal(visits)
    rng = np.random.default_rng(SEED)
    for i, row in enumerate(hosts(visits, COUNT, rng, lambda row: bool(normal[row]))):
        planted, plain = ABNORMAL[i % len(ABNORMAL)], composite(visits, row)
        yield Plant(plain, with_values(plain, planted), judge_of(frozenset(planted)))


def all_normal(visits: Visits) -> NDArray[np.bool_]:
    """Visits [n] whose signs in ``NORMAL`` are all measured and normal."""
    inside = [
        (visits.vitals[:, VITAL_NAMES.index(name)] >= low) & (visits.vitals[:, VITAL_NAMES.index(name)] <= high)
        for name, (low, high) in NORMAL.items()
    ]
    return np.asarray(np.logical_and.reduce(inside))


def with_values(case: Case, planted: Mapping[str, float]) -> Case:
    """The case with these values in its last row."""
    assert case.vitals is not None
    rows = case.vitals.rows
    return replace(case, vitals=replace(case.vitals, rows=(*rows[:-1], replace(rows[-1], **planted))))  # type: ignore[arg-type]


def judge_of(names: frozenset[str]) -> Judge:
    """Whether the strongest vital sign is one of ``names``."""

    def judge(subject: Subject, way: float) -> Judgement:
        part = explain_vitals(subject, Explanation())
        assert part is not None
        signs = [one.name for one in part.contributions if one.name in VITAL_NAMES]
        outputs = without_vitals(subject, signs, one_by_one(len(signs)), part.visits == 0)
        return Judgement((pointing(part, names, way),), leads(outputs, [name in names for name in signs], way))

    return judge


def pointing(part: VitalsShap, names: frozenset[str], way: float) -> Hit:
    """The hit of the vital sign that goes furthest in the output's ``way``; age, arrival and history were not touched."""
    signs = [one for one in part.contributions if one.name in VITAL_NAMES]
    strongest = max(signs, key=lambda one: way * one.effect)
    return Hit(strongest.name in names, float(np.mean([one.name in names for one in signs])))
