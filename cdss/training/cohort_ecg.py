"""The ECG cohort: PTB-XL recordings at 100 Hz, labels with unknowns, official folds (train 1-8, tune 9, report 10)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.training.splits import bucket

MEMBERS = 4
"""Members of the ensemble; each leaves one quarter of the training recordings out."""


@dataclass(frozen=True, slots=True, eq=False)
class EcgSet:
    """``signals`` float32 [n, 12, 1000], z-scored; ``labels`` float32 [n, 6] with NaN = unknown; ``split`` train/tune/test."""

    ids: NDArray[np.int64]
    signals: NDArray[np.float32]
    labels: NDArray[np.float32]
    split: NDArray[np.str_]
    fold: NDArray[np.int64]


def load_ecgs(data: Path) -> EcgSet:
    """Read ``ptbxl_2285_100hz_z.npz``; ``fold`` is the member that leaves a training recording out."""
    with np.load(data / "ptbxl" / "ptbxl_2285_100hz_z.npz", allow_pickle=False) as stored:
        signals = stored["X"].astype(np.float32) / 1000.0
        labels, ids, split = stored["Y"], stored["ecg_id"], stored["split"]
    names = np.where(split == "val", "tune", split)
    fold = np.array([bucket(str(i), "ecg-fold", MEMBERS) for i in ids])
    return EcgSet(ids, signals, labels.astype(np.float32), names, fold)
