"""Gradient boosting on the pooled inputs: the comparator of the report, and out-of-fold the teacher of the pooled path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from cdss.training.progress import Progress

FOLDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Probabilities of the teacher: ``levels`` [n, 5], ``outcomes`` [n, 2]."""

    levels: NDArray[np.float32]
    outcomes: NDArray[np.float32]


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
        levels[outside] = booster(k).fit(features[known], acuity[known]).predict_proba(features[outside])
        progress.step()
        for column in range(outcomes.shape[1]):
            model = booster(k).fit(features[inside], outcomes[inside, column])
            predicted[outside, column] = model.predict_proba(features[outside])[:, 1]
            progress.step()
    return Taught(levels, predicted)
