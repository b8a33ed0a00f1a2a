"""Visits like this patient's: where the case lies among the reference visits of the bundle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import RISK, Modality
from cdss.engine.coalitions import every_coalition, value_of
from cdss.engine.explained.subject import Subject
from cdss.explain.neighbours import URGENT, neighbours
from cdss.nets.recent import remembered
from cdss.records.explanation import Explanation
from cdss.records.neighbours import Neighbours
from cdss.scoring.calibrate import assigned_level

COMPARED = frozenset({Modality.NOTE, Modality.VITALS})
"""A patient with neither has only age, arrival and history to compare, which make no likeness."""


def explain_neighbours(subject: Subject, so_far: Explanation) -> Neighbours | None:
    """The nearest visits; None where the bundle has none, or the case neither note nor vital signs."""
    reference = subject.model.reference
    if reference is None or COMPARED.isdisjoint(subject.encoded.present):
        return None
    return neighbours(reference, embedding_of(subject), subject.target, _predicted(subject))


def embedding_of(subject: Subject) -> NDArray[np.float32]:
    """The case's place [d] among the reference visits; needs a bundle that has them."""
    reference = subject.model.reference
    assert reference is not None
    inputs = subject.encoded.inputs

    def place() -> NDArray[np.float32]:
        return np.asarray(reference.place(subject.model.hidden(inputs))[0], np.float32)

    return remembered(subject.recent, "place among visits", inputs, place)


def _predicted(subject: Subject) -> bool:
    """Whether the model expects the outcome: the level as given for the risk, else a probability of at least one half."""
    known = every_coalition(subject.model, subject.encoded, subject.recent)
    out = known[frozenset(subject.encoded.present)]
    if subject.target == RISK:
        return bool(assigned_level(out.mean.levels, out.pattern) <= URGENT)
    return bool(value_of(out.mean, subject.target) >= 0.5)
