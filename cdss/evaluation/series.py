"""The course of the vital signs on ICU stays that training never saw: what it adds to the latest values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, with_interval
from cdss.nets.fusion import LEVELS
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_series import Course
from cdss.training.cohort_icu import FOLDER, load_stays
from cdss.training.fit_series import CRITICAL, Windows, latest_logits, windows_of

Floats = NDArray[np.float64]

PART = "Course of vital signs, death in hospital"


def series_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
    """AUROC for death in hospital of the latest values, the course and both, over 48 h and over windows of 1-24 h.

    Beside them a logistic regression on latest, lowest, highest and mean values with age and sex, trained on the same
    stays as the course. Nothing where the stays are not there.
    """
    if not (data / FOLDER).is_dir():
        return
    stays = load_stays(data)
    fitted = windows_of([stay for stay in stays if stay.split != "test"], varied=False)
    held = windows_of([stay for stay in stays if stay.split == "test"], varied=False)
    for name, value in series_scores(model, held).items():
        yield from _both(name, held, value)
    for whole in (True, False):
        kind = held.whole == whole
        yield _measured("plain summary regression", held, plain_baseline(fitted, held, whole), kind)


def series_scores(model: TriageModel, windows: Windows) -> dict[str, Floats]:
    """Scores [n] of each way of reading the windows, as the shipped model forms them."""
    logits = latest_logits(model.fusion, model.scales, windows)
    course = (windows.features * model.series.weight).sum(axis=(1, 2))
    shifted = logits + course[:, None] * model.series.effect
    return {
        "critical, latest values": logits[:, CRITICAL],
        "level <= 2, latest values": _urgent(logits),
        "course alone": course,
        "critical, with the course": shifted[:, CRITICAL],
        "level <= 2, with the course": _urgent(shifted),
    }


def plain_baseline(fitted: Windows, held: Windows, whole: bool) -> Floats:
    """Log-odds [held] of the plain regression, fitted on windows of the same kind; missing values are means with a flag."""
    rows = fitted.whole == whole
    table, other = _summary(fitted), _summary(held)
    centre, spread = np.nanmean(table[rows], axis=0), np.nanstd(table[rows], axis=0) + 1e-9
    x, z = (np.column_stack([np.nan_to_num((t - centre) / spread), np.isnan(t)]) for t in (table, other))
    net = LogisticRegression(C=0.05, max_iter=500).fit(x[rows], fitted.died[rows])
    return np.asarray(net.decision_function(z))


def _summary(windows: Windows) -> Floats:
    """Latest, lowest, highest and mean value of each vital sign, age and sex [n, 30]; NaN not measured."""
    parts = [_spans(course) for course in windows.courses]
    return np.column_stack([windows.latest, np.array(parts), windows.age, windows.sex])


def _spans(course: Course) -> Floats:
    known = ~np.isnan(course.values)
    low, high = np.where(known, course.values, np.inf).min(axis=0), np.where(known, course.values, -np.inf).max(axis=0)
    mean = np.where(known, course.values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known.any(axis=0), np.stack([low, high, mean]), np.nan).ravel()


def _both(name: str, windows: Windows, scores: Floats) -> Iterator[Measured]:
    for whole in (True, False):
        yield _measured(name, windows, scores, windows.whole == whole)


def _measured(name: str, windows: Windows, scores: Floats, rows: NDArray[np.bool_]) -> Measured:
    kind = "48 h" if windows.whole[rows][0] else "windows of 1-24 h"
    figure = with_interval(auroc, windows.died[rows], scores[rows])
    return Measured(PART, f"AUROC {name}, {kind}", figure, "PhysioNet 2012 set-a, held-out stays")


def _urgent(logits: Floats) -> Floats:
    return np.asarray(np.logaddexp(logits[:, 0], logits[:, 1]) - np.logaddexp.reduce(logits[:, 2:LEVELS], axis=1))
