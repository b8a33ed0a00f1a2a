"""Scores of the film and ECG encoders on patients held out, with what is known of those patients."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from torch import Tensor

from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows

OLDEST_KNOWN = 89.0
"""PTB-XL writes 300 for everybody above this age (Wagner et al., 2020)."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredFilms:
    """Films of the test patients: ``labels`` and ``logits`` [n, 8], ``view`` AP/PA, ``sex`` F/M.

    ``age`` in years, NaN where it is not known.
    """

    labels: NDArray[np.float32]
    logits: NDArray[np.float32]
    view: NDArray[np.str_]
    sex: NDArray[np.str_]
    age: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredEcgs:
    """Recordings of folds 9 and 10: ``labels`` [n, 6] with NaN = unknown, ``scores`` [n, 6] mean logits of the members.

    ``sex`` 1 female, 0 male and ``age`` in years, NaN where they are not published; ``fold10`` marks the last fold.
    """

    labels: NDArray[np.float32]
    scores: NDArray[np.float32]
    sex: NDArray[np.float64]
    age: NDArray[np.float64]
    fold10: NDArray[np.bool_]


def scored_films(data: Path, evidence: Tensor) -> ScoredFilms:
    """Films of the test patients; ``evidence``: film tokens [films, cells, 8] of all whole films, whose mean is the logit."""
    rows = film_rows(data)
    keep = np.array([r.split == "test" for r in rows])
    chosen = [r for r, here in zip(rows, keep, strict=True) if here]
    labels = np.array([r.labels for r in chosen], np.float32)
    logits = evidence.float().mean(dim=1).numpy()[keep]
    view, sex = np.array([r.view for r in chosen]), np.array([r.sex for r in chosen])
    return ScoredFilms(labels, logits, view, sex, np.array([np.nan if r.age is None else r.age for r in chosen]))


def scored_ecgs(data: Path, evidence: Tensor) -> ScoredEcgs:
    """Folds 9 and 10; ``evidence``: ECG tokens [recordings, time, 6] of all recordings, whose mean is the logit."""
    ecgs = load_ecgs(data)
    keep = ecgs.split != "train"
    sex, age = sex_and_age(data, ecgs.ids[keep])
    scores = evidence.float().mean(dim=1).numpy()[keep]
    return ScoredEcgs(ecgs.labels[keep], scores, sex, age, ecgs.split[keep] == "test")


def sex_and_age(data: Path, ids: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sex (1 female, 0 male) and age in years of recordings, NaN where the table does not have them.

    The published table codes sex as 0 male, 1 female. Where the table is not there at all, nothing is known.
    """
    path = data / "ptbxl" / "ptbxl_database.csv"
    if not path.exists():
        return np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    table = pd.read_csv(path, index_col="ecg_id")[["sex", "age"]].astype(float).reindex(ids)
    age = table["age"].where(table["age"] <= OLDEST_KNOWN, OLDEST_KNOWN + 1).where(table["age"].notna())
    return table["sex"].to_numpy(), age.to_numpy()
