"""Gradient boosting on the pooled inputs: the comparator of the report, and out-of-fold the teacher of the pooled path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from cdss.training.progress import Progress

FOLDS = 3

SMALL_TREES = 40
"""Trees where there are too few rows of a class to keep a tenth of them back for early stopping."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Probabilities of the teacher: ``levels`` [n, 5], ``outcomes`` [n, 2]."""

    levels: NDArray[np.float32]
    outcomes: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Two teachers of the same visits: ``full`` read the note, ``bare`` did not and teaches where no note is shown."""

    full: Taught
    bare: Taught


def booster(seed: int) -> HistGradientBoostingClassifier:
    """The comparator: small trees, early stopping on a tenth of its training rows."""
    return HistGradientBoostingClassifier(
        learning_rate=0.06,
        max_iter=250,
        max_leaf_nodes=24,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=True,
        random_state=seed,
    )


def out_of_fold(
    features: NDArray[np.float32], acuity: NDArray[np.int64], outcomes: NDArray[np.float32], fold: NDArray[np.int64]
) -> Taught:
    """Predictions for every row by boosters that never saw its fold; unknown acuity (-1) is left out of their training."""
    levels = np.zeros((len(features), 5), np.float32)
    predicted = np.zeros((len(features), outcomes.shape[1]), np.float32)
    progress = Progress("teacher", FOLDS * (1 + outcomes.shape[1]))
    for k in range(FOLDS):
        inside, outside = fold != k, fold == k
        known = inside & (acuity >= 0)
        levels[outside] = _shares(k, features[known], acuity[known], features[outside], 5)
        progress.step()
        for column in range(outcomes.shape[1]):
            label = outcomes[inside, column]
            predicted[outside, column] = _shares(k, features[inside], label, features[outside], 2)[:, 1]
            progress.step()
    return Taught(levels, predicted)


def _shares(
    seed: int, features: NDArray[np.float32], label: NDArray[np.generic], asked: NDArray[np.float32], classes: int
) -> NDArray[np.float32]:
    """Probability of each class for ``asked``; a class that no row has gets none."""
    found = np.zeros((len(asked), classes), np.float32)
    present, counts = np.unique(label, return_counts=True)
    if not len(asked) or len(present) < 2:
        found[:, present.astype(int)] = 1.0
        return found
    model = booster(seed)
    if len(label) < 10 * len(present) or counts.min() < 2:
        model.set_params(early_stopping=False, max_iter=SMALL_TREES)
    found[:, present.astype(int)] = model.fit(features, label).predict_proba(asked)
    return found
