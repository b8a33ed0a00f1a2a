"""What a ward has without a model: NEWS2 from the measured vital signs, and the level the triage nurse gave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Floats, auroc, mean_score, with_interval
from cdss.evaluation.visits import ADULT, TASKS, ScoredVisits
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.vitals import VitalsRow
from cdss.scoring.news2 import news2
from cdss.training.cohort_visits import Visits

NEWS2_MEDIUM, NEWS2_HIGH = 5, 7
"""Thresholds for an urgent and an emergency response (Royal College of Physicians, 2017)."""

PART = "Bedside scores"


def news2_values(visits: Visits, rows: NDArray[np.int64]) -> Floats:
    """NEWS2 of each of ``rows`` from what was measured; NaN without any item.

    Partial: the survey records neither consciousness nor oxygen therapy, a hospital's table no oxygen therapy, so each value
    is a lower bound.
    """
    found = []
    for row in rows:
        measured = zip(VITAL_NAMES, visits.vitals[row], strict=True)
        items = {name: float(v) for name, v in measured if not np.isnan(v)}
        spoken = visits.consciousness[row] if visits.consciousness else None
        score = news2(VitalsRow(**items, consciousness=spoken)).value  # type: ignore[arg-type]
        found.append(np.nan if score is None else score)
    return np.array(found, np.float64)


def bedside_figures(scored: ScoredVisits, visits: Visits) -> Iterator[Measured]:
    """Partial NEWS2 (as a score, and at 5 and 7) and the nurse's level against the same outcomes, on adults."""
    score = news2_values(visits, scored.rows)
    adult = (visits.age[scored.rows] >= ADULT) & ~np.isnan(score)
    for task in TASKS:
        keep = adult & scored.known(task)
        labels = scored.labels[task][keep]
        yield Measured(PART, f"AUROC {task}, NEWS2 (partial)", with_interval(auroc, labels, score[keep]), scored.adults)
        for limit in (NEWS2_MEDIUM, NEWS2_HIGH):
            alarm = score[keep] >= limit
            yield from _rule(f"{task}, NEWS2 (partial) at least {limit}", labels, alarm, scored.adults)
    triaged = adult & scored.known("level<=2")
    for task in TASKS[1:]:
        labels, nurse = scored.labels[task][triaged], -scored.actual[triaged].astype(np.float64)
        where = f"{scored.adults}, level known"
        yield Measured(PART, f"AUROC {task}, nurse's level", with_interval(auroc, labels, nurse), where)
        ours = scored.scores[task][triaged]
        yield Measured(PART, f"AUROC {task}, this model", with_interval(auroc, labels, ours), where)


def _rule(name: str, labels: Floats, alarm: NDArray[np.bool_], where: str) -> Iterator[Measured]:
    with_it = labels > 0.5
    for word, chosen, right in (("sensitivity", with_it, alarm), ("specificity", ~with_it, ~alarm)):
        share = with_interval(mean_score, labels[chosen], right[chosen].astype(np.float64))
        yield Measured(PART, f"{word} {name}", share, where)
