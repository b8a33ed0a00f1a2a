"""ECG classes on the folds that training never saw."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cdss.core.kinds import ECG_FINDINGS
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import RESAMPLES, auroc, with_interval
from cdss.evaluation.paired import macro_draws
from cdss.nets.triage import TriageModel
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.fit_ecg import infer as infer_ecg


def ecg_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
    """AUROC of every class and their mean, on fold 10 and on folds 9 + 10; unknown labels are left out."""
    ecgs = load_ecgs(data)
    for split, keep in (("fold 10", ecgs.split == "test"), ("folds 9 + 10", ecgs.split != "train")):
        scores = infer_ecg(model.ecg, ecgs.signals[keep]).mean(dim=1).numpy()
        labels = ecgs.labels[keep]
        for i, code in enumerate(ECG_FINDINGS):
            known = ~np.isnan(labels[:, i])
            yield Measured("ECG", f"AUROC {code}", with_interval(auroc, labels[known, i], scores[known, i]), split)
        yield Measured("ECG", "AUROC macro", macro_draws(labels, scores, RESAMPLES).figure(), split)
