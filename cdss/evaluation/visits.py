"""Visits held out: discrimination (beside boosting where it was fitted), calibration, agreement with the nurse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Floats, auroc, expected_calibration_error, mean_score, share, with_interval
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import assigned_level, calibrated, pattern_name
from cdss.scoring.operating_points import FACTORS, found_name, lowered, urgent_name
from cdss.scoring.triage_levels import URGENT_LEVEL
from cdss.training.cohort_visits import Visits
from cdss.training.fit_calibration import pattern_logits
from cdss.training.fusion_data import FusionData

NOTE_VITALS = (False, False, True, True)

TASKS: tuple[str, ...] = ("level<=2", "admission", "critical")
"""What is told of every visit: the nurse's level is 1 or 2; admitted; critical care or death."""

ADULT = 16.0
"""Age in years from which the program is meant to be used (and NEWS2 applies)."""

PART, TEST_YEAR = "Note + vitals", "2020"
"""What the public visits are scored from, and what they are called in the report."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredVisits:
    """Visits with the model's answers; every array has one row a visit.

    ``earlier``: by factor, the levels given where the levels begin that much earlier (``cdss.scoring.operating_points``).
    ``rows`` point into the ``Visits``. ``scores`` and ``labels`` by task; ``given`` is the assigned level 1-5, ``actual`` the
    nurse's, 0 where it is not known. ``part``: what they were scored from; ``where``: which visits they are, in words.
    """

    rows: NDArray[np.int64]
    scores: Mapping[str, Floats]
    labels: Mapping[str, Floats]
    given: NDArray[np.int64]
    actual: NDArray[np.int64]
    part: str = PART
    where: str = TEST_YEAR
    earlier: Mapping[float, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def all_ages(self) -> str:
        """Name of these visits."""
        return f"{self.where}, all ages"

    @property
    def adults(self) -> str:
        """Name of those of them from ``ADULT`` years."""
        return f"{self.where}, {ADULT:g} years and older"

    def __len__(self) -> int:
        return len(self.rows)

    def known(self, task: str) -> NDArray[np.bool_]:
        """Visits whose label of ``task`` is known: levels are missing in a third of the survey."""
        return self.actual > 0 if task == "level<=2" else np.ones(len(self), bool)

    def of(self, task: str, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Labels and scores of ``task`` on the visits ``inside`` whose label is known."""
        keep = inside & self.known(task)
        return self.labels[task][keep], self.scores[task][keep]


def scored_visits(model: TriageModel, data: FusionData, rows: NDArray[np.int64]) -> ScoredVisits:
    """The model's answers from note and vitals for those of ``rows`` that have both; their texts must be encoded."""
    rows, members = pattern_logits(model.fusion, data, rows, "test", NOTE_VITALS, seed=20)
    pattern = model.calibration[pattern_name(NOTE_VITALS)]
    found = calibrated(members.mean(axis=0), pattern)
    scores = {"level<=2": found.risk, "admission": found.binary[:, 0], "critical": found.binary[:, 1]}
    earlier = {factor: assigned_level(found.levels, lowered(pattern, factor)) for factor in FACTORS}
    labels, actual = task_labels(data.visits, rows), data.visits.acuity[rows] + 1
    return ScoredVisits(rows, scores, labels, earlier[1.0], actual, earlier=earlier)


def task_labels(visits: Visits, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """Labels 0/1 of ``TASKS``; where the level is not known, that of ``level<=2`` means nothing."""
    urgent = (visits.acuity[rows] <= 1).astype(np.float64)
    return {"level<=2": urgent, "admission": visits.outcomes[rows, 0], "critical": visits.outcomes[rows, 1]}


def visit_figures(scored: ScoredVisits, boosted: Mapping[str, Floats], visits: Visits) -> Iterator[Measured]:
    """AUROC beside boosting on all visits and on adults, calibration error, agreement with the nurse.

    ``boosted``: scores of the comparator for ``scored.rows``, by task; empty where none was fitted.
    """
    adult = visits.age[scored.rows] >= ADULT
    for group, inside in ((scored.all_ages, np.ones(len(scored), bool)), (scored.adults, adult)):
        for task in TASKS:
            labels, scores = scored.of(task, inside)
            yield Measured(scored.part, f"AUROC {task}", with_interval(auroc, labels, scores), group)
            if task in boosted:
                other = with_interval(auroc, labels, boosted[task][inside & scored.known(task)])
                yield Measured(scored.part, f"AUROC {task}, gradient boosting", other, group)
    for task in TASKS:
        labels, scores = scored.of(task, np.ones(len(scored), bool))
        figure = with_interval(expected_calibration_error, labels, scores, resamples=100)
        yield Measured(scored.part, f"ECE {task}", figure, scored.all_ages)
    yield from _agreement(scored)
    yield from _operating_points(scored)


def _agreement(scored: ScoredVisits) -> Iterator[Measured]:
    known = scored.known("level<=2")
    distance = np.abs(scored.given - scored.actual)[known]
    urgent = scored.labels["level<=2"][known]
    for name, agree in (("exact level", distance == 0), ("level within one", distance <= 1)):
        figure = with_interval(mean_score, urgent, agree.astype(np.float64))
        yield Measured(scored.part, f"agreement with the nurse, {name}", figure, scored.all_ages)


def _operating_points(scored: ScoredVisits) -> Iterator[Measured]:
    """Of the patients whom the nurse gave level 1 or 2, how many get one; of the others, how many do."""
    known = scored.known("level<=2")
    urgent = scored.labels["level<=2"][known] > 0.5
    for factor, given in scored.earlier.items():
        early = given[known] <= URGENT_LEVEL
        yield Measured(scored.part, found_name(factor), share(early[urgent].tolist()), scored.all_ages)
        yield Measured(scored.part, urgent_name(factor), share(early[~urgent].tolist()), scored.all_ages)
