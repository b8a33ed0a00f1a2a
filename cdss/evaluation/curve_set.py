"""Which curves the report draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdss.core.kinds import ECG_FINDINGS
from cdss.evaluation.bedside import NEWS2_HIGH, NEWS2_MEDIUM, news2_values
from cdss.evaluation.curves import Curve, Line, decision_lines, precision_recall, reliability, roc
from cdss.evaluation.held_out import ScoredEcgs, ScoredFilms
from cdss.evaluation.metrics import Floats
from cdss.evaluation.visits import ADULT, TASKS, ScoredVisits
from cdss.training.cohort_visits import Visits

AXES: dict[str, tuple[str, str]] = {
    "roc": ("1 - specificity", "sensitivity"),
    "precision-recall": ("recall (sensitivity)", "precision (predictive value)"),
    "reliability": ("mean predicted probability", "observed share"),
    "decision": ("threshold probability", "net benefit per patient"),
}

HIGHEST_THRESHOLD = {"level<=2": 0.5, "admission": 0.5, "critical": 0.2}
"""Decision curves run from 1 % to here: nobody waits for more certainty than this before acting."""

OUTCOME_WORDS = {"level<=2": "level 1 or 2", "admission": "admission", "critical": "critical care or death"}


def visit_curves(scored: ScoredVisits, visits: Visits) -> Iterator[Curve]:
    """ROC, precision-recall, reliability of every task on all visits, decision curves on adults.

    A task of which one class does not occur has none.
    """
    everyone = np.ones(len(scored), bool)
    for task in TASKS:
        labels, scores = scored.of(task, everyone)
        if _both(labels):
            for kind, draw in (("roc", roc), ("precision-recall", precision_recall), ("reliability", reliability)):
                line = draw("this model", labels, scores)
                yield _curve(kind, "visits", OUTCOME_WORDS[task], labels, scored.all_ages, (line,))
    yield from _decisions(scored, visits)


def _decisions(scored: ScoredVisits, visits: Visits) -> Iterator[Curve]:
    """On adults with at least one NEWS2 item and a known level, so that every strategy decides on the same visits.

    Where no level was recorded at all, the nurse is no rival and the level is not asked for.
    """
    points, graded = news2_values(visits, scored.rows), scored.known("level<=2")
    inside = (visits.age[scored.rows] >= ADULT) & ~np.isnan(points) & (graded | ~graded.any())
    rules = {f"NEWS2 >= {limit} (partial)": points[inside] >= limit for limit in (NEWS2_MEDIUM, NEWS2_HIGH)}
    nurse = {"nurse's level 1-2": scored.actual[inside] <= 2, "nurse's level 1-3": scored.actual[inside] <= 3}
    for task in TASKS:
        labels, scores = scored.of(task, inside)
        thresholds = np.linspace(0.01, HIGHEST_THRESHOLD[task], 50)
        compared = rules if task == "level<=2" or not graded.any() else {**rules, **nurse}
        where = f"{scored.adults}, {'level and ' if graded.any() else ''}vital signs known"
        if _both(labels):
            lines = decision_lines(labels, scores, compared, thresholds)
            yield _curve("decision", "bedside", OUTCOME_WORDS[task], labels, where, lines)


def film_curves(films: ScoredFilms) -> Iterator[Curve]:
    """ROC of pneumonia on all films and within each projection."""
    labels, scores = films.labels[:, 0], films.logits[:, 0]
    groups = {"all films": np.ones(len(labels), bool), "within PA": films.view == "PA", "within AP": films.view == "AP"}
    lines = tuple(roc(name, labels[m], scores[m]) for name, m in groups.items() if _both(labels[m]))
    if lines:
        yield _curve("roc", "film", "pneumonia on a chest film", labels, "test patients", lines)


def ecg_curves(ecgs: ScoredEcgs) -> Iterator[Curve]:
    """ROC of every class on folds 9 and 10; unknown labels are left out."""
    for i, code in enumerate(ECG_FINDINGS):
        known = ~np.isnan(ecgs.labels[:, i])
        labels, scores = ecgs.labels[known, i], ecgs.scores[known, i]
        if _both(labels):
            yield _curve("roc", "ecg", code, labels, "folds 9 + 10", (roc("this model", labels, scores),))


def _both(labels: Floats) -> bool:
    return bool(0 < labels.sum() < len(labels))


def _curve(kind: str, section: str, title: str, labels: Floats, split: str, lines: tuple[Line, ...]) -> Curve:
    return Curve(kind, section, title, *AXES[kind], split, len(labels), int(labels.sum()), lines)
