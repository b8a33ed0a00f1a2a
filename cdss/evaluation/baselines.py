"""Comparators: gradient boosting on the pooled inputs, and for films a model that sees only how the file looks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_predict

from cdss.training.cohort_films import FILMS, FilmRow
from cdss.training.fit_fusion import pooled_features
from cdss.training.fusion_data import FusionData
from cdss.training.teacher import booster

Floats = NDArray[np.floating]


def boosted_note_and_vitals(data: FusionData, rows: NDArray[np.int64]) -> dict[str, Floats]:
    """Scores of ``rows`` for level <= 2, admission and critical by boosters trained on the training years."""
    train, visits = data.rows("train"), data.visits
    x, x_test = pooled_features(data, train), pooled_features(data, rows)
    known = visits.acuity[train] >= 0
    tasks = {
        "level<=2": (known, (visits.acuity[train] <= 1).astype(np.float32)),
        "admission": (np.ones(len(train), bool), visits.outcomes[train, 0]),
        "critical": (np.ones(len(train), bool), visits.outcomes[train, 1]),
    }
    return {name: booster(7).fit(x[k], y[k]).predict_proba(x_test)[:, 1] for name, (k, y) in tasks.items()}


def appearance_features(data: Path, rows: Sequence[FilmRow], grays: NDArray[np.uint8]) -> Floats:
    """What betrays a film without looking at the chest: file size, grey statistics, projection, age, sex. [n, 13]."""
    size = [(data / FILMS / "images" / row.name).stat().st_size for row in rows]
    flat = grays.reshape(len(grays), -1).astype(np.float32)
    quantiles = np.quantile(flat, [0.01, 0.1, 0.5, 0.9, 0.99], axis=1).T
    edges = np.abs(np.diff(grays.astype(np.float32), axis=2)).mean(axis=(1, 2))
    age = [np.nan if row.age is None else row.age for row in rows]
    known = [[row.view == "AP", row.sex == "F"] for row in rows]
    return np.column_stack([size, flat.mean(axis=1), flat.std(axis=1), quantiles, edges, age, np.array(known, float)])


def appearance_scores(features: Floats, labels: Floats, patients: Sequence[int | None]) -> Floats:
    """Cross-validated scores (five folds of patients) of boosting on ``features``."""
    model = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.08, min_samples_leaf=10, random_state=0)
    folds = np.array([hash_fold(p) for p in patients])
    splits = [(np.flatnonzero(folds != k), np.flatnonzero(folds == k)) for k in np.unique(folds)]
    return np.asarray(cross_val_predict(model, features, labels, cv=splits, method="predict_proba")[:, 1])


def hash_fold(patient: int | None) -> int:
    """Fold 0-4 of a patient."""
    from cdss.training.splits import bucket

    return bucket(str(patient), "appearance", 5)


def matched_pairs(labels: Floats, view: NDArray[np.str_], appearance: Floats) -> NDArray[np.int64]:
    """Pairs [m, 2] of (with, without) of the same projection and nearest appearance score, each film used once.

    Greedy from the closest pair on; pairs more than 0.1 apart are left out.
    """
    pairs: list[tuple[int, int]] = []
    for projection in np.unique(view):
        with_it = np.flatnonzero((labels > 0.5) & (view == projection))
        without = np.flatnonzero((labels <= 0.5) & (view == projection))
        gap = np.abs(appearance[with_it][:, None] - appearance[without][None])
        while gap.size and gap.min() <= 0.1:
            i, j = np.unravel_index(int(gap.argmin()), gap.shape)
            pairs.append((int(with_it[i]), int(without[j])))
            gap[i, :], gap[:, j] = np.inf, np.inf
    return np.array(pairs, np.int64).reshape(-1, 2)
