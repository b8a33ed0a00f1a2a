"""A hospital's own test visits: what each has, and the model's answers from all of it and from less of it.

Every visit keeps its own film and ECG. No guard is run, so a recording that the program itself would reject counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.composite_scores import SCORED, labels_of
from cdss.evaluation.logits import PatternAnswers, answers_of
from cdss.evaluation.visits import ScoredVisits, task_labels
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import assigned_level
from cdss.training.cohort_table import Cohort
from cdss.training.fit_calibration import PATTERNS
from cdss.training.recorded_data import RecordedData

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Pattern = tuple[bool, ...]

SPLIT = "test"
WHERE = "own test visits"
"""What the visits are called in the report."""

PART = "All that was recorded"


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Test visits that have anything to be answered from.

    ``rows`` [n] of the table, rising; ``has`` [n, 4] what each has; ``answers``: a pattern to the answers of all visits
    that have at least those modalities, from those alone.
    """

    data: RecordedData
    rows: NDArray[np.int64]
    has: Flags
    answers: Mapping[Pattern, PatternAnswers]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def labels(self) -> Floats:
        """Labels [n, 13] in the order of ``SCORED``; the level is NaN where the nurse gave none."""
        return labels_of(self.data, self.rows)

    def own(self) -> list[PatternAnswers]:
        """Every visit once, under the pattern of exactly what it has."""
        found = []
        for present, a in self.answers.items():
            exact = self.rows[(self.has == np.array(present)).all(axis=1)]
            if len(exact):
                found.append(a.at(np.isin(a.rows, exact)))
        return found

    def scores(self, shown: Flags) -> Floats:
        """Calibrated answers [n, 13] where each visit shows its row of ``shown`` [n, 4]; NaN where that is nothing."""
        out = np.full((len(self), len(SCORED)), np.nan)
        for present, a in self.answers.items():
            here = (shown == np.array(present)).all(axis=1)
            place = np.searchsorted(a.rows, self.rows[here])
            out[here] = np.column_stack([a.found.risk, a.found.binary])[place]
        return out


def only_test(cohort: Cohort) -> Cohort:
    """The same table without notes and recordings of the other splits: none of them is read. Rows keep their numbers."""
    inside = cohort.split == SPLIT
    phrases = tuple(p if here else () for p, here in zip(cohort.visits.phrases, inside, strict=True))
    films, ecgs = (
        tuple(path if here else None for path, here in zip(paths, inside, strict=True))
        for paths in (cohort.films, cohort.ecgs)
    )
    return replace(cohort, visits=replace(cohort.visits, phrases=phrases), films=films, ecgs=ecgs)


def recorded_answers(model: TriageModel, data: RecordedData) -> Recorded:
    """Answers of the test visits under every pattern that any of them can show."""
    rows = data.rows(SPLIT)
    has = data.there(rows)
    rows, has = rows[has.any(axis=1)], has[has.any(axis=1)]
    answers: dict[Pattern, PatternAnswers] = {}
    for present in PATTERNS[1:]:
        able = (has | ~np.array(present)).all(axis=1)
        if able.any():
            answers[present] = answers_of(model, data, rows[able], present, f"{WHERE} that have these")
    return Recorded(data, rows, has, answers)


def as_recorded(recorded: Recorded) -> ScoredVisits:
    """Every visit answered from all that it has."""
    visits, rows = recorded.data.visits, recorded.rows
    scores, given = recorded.scores(recorded.has), np.zeros(len(rows), np.int64)
    for a in recorded.own():
        given[np.searchsorted(rows, a.rows)] = assigned_level(a.found.levels, a.pattern)
    by_task = {"level<=2": scores[:, 0], "admission": scores[:, 1], "critical": scores[:, 2]}
    return ScoredVisits(rows, by_task, task_labels(visits, rows), given, visits.acuity[rows] + 1, PART, WHERE)
