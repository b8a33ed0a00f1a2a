"""A grave symptom written into the note of a visit that was not urgent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cdss.engine.explained.deleted import pieces_of, without_units
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.evaluation.explanations.patients import SEED, composite, hosts
from cdss.evaluation.explanations.planted import Hit, Judge, Judgement, Plant, leads, one_by_one
from cdss.records.case import Note
from cdss.records.explanation import Explanation, NoteTokens
from cdss.training.cohort_visits import Visits
from cdss.training.note_vectors import joined

SYMPTOMS: tuple[str, ...] = (
    "crushing chest pain",
    "severe shortness of breath",
    "vomiting blood",
    "unconscious",
    "slurred speech and facial droop",
)
"""Discriminators of the two most urgent categories (Manchester Triage System, 3rd ed. 2014), in plain words."""

COUNT = 280

NOT_URGENT = 3
"""Place of level 4 in ``Visits.acuity``: from here on the nurse saw nothing urgent."""


def note_plants(visits: Visits) -> Iterator[Plant]:
    """Visits of 2020 of level 4 or 5 with two to four complaints, a symptom before, between or after them."""
    rng = np.random.default_rng(SEED)
    rows = hosts(visits, COUNT, rng, lambda row: _fits(visits, row))
    for i, row in enumerate(rows):
        phrases, symptom = list(visits.phrases[row]), SYMPTOMS[i % len(SYMPTOMS)]
        phrases.insert(i % (len(phrases) + 1), symptom)
        plain = composite(visits, row)
        yield Plant(plain, replace(plain, note=Note("visit", joined(phrases))), judge_for(symptom))


def judge_for(symptom: str) -> Judge:
    """Whether the strongest unit of the note lies in ``symptom``."""

    def judge(subject: Subject, way: float) -> Judgement:
        part = explain_note(subject, Explanation())
        assert part is not None
        outputs = without_units(subject, pieces_of(subject, part), one_by_one(len(part.units)))
        return Judgement((pointing(part, symptom, way),), leads(outputs, inside(part, symptom), way))

    return judge


def pointing(part: NoteTokens, symptom: str, way: float) -> Hit:
    """The hit of the unit that goes furthest in the output's ``way``."""
    right = inside(part, symptom)
    strongest = int(np.argmax([way * unit.effect for unit in part.units]))
    return Hit(right[strongest], float(np.mean(right)))


def inside(part: NoteTokens, symptom: str) -> list[bool]:
    """Which of the units lie in ``symptom``."""
    start = part.displayed.index(symptom)
    end = start + len(symptom)
    return [any(a < end and start < b for a, b in unit.places) for unit in part.units]


def _fits(visits: Visits, row: int) -> bool:
    return bool(visits.acuity[row] >= NOT_URGENT) and 2 <= len(visits.phrases[row]) <= 4
