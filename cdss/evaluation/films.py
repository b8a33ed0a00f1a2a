"""Film findings on unseen patients, beside what the look of the file alone would give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.evaluation import baselines
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, with_interval
from cdss.nets.image import FILM_SIZE
from cdss.nets.triage import TriageModel
from cdss.training.cohort_films import film_rows
from cdss.training.fit_image import film_set, infer


def film_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
    """AUROC of pneumonia overall, within view, on matched pairs and of appearance alone; then the other findings."""
    rows = [r for r in film_rows(data) if r.split == "test"]
    films = film_set(data, rows, FILM_SIZE)
    logits = infer(model.film, films).logits.numpy()
    y, score, view = films.labels[:, 0], logits[:, 0], np.array([r.view for r in rows])
    split = "test patients"
    yield Measured("Film", "AUROC pneumonia", with_interval(auroc, y, score), split)
    for projection in ("PA", "AP"):
        inside = view == projection
        yield Measured(
            "Film", f"AUROC pneumonia within {projection}", with_interval(auroc, y[inside], score[inside]), split
        )
    features = baselines.appearance_features(data, rows, films.grays)
    looks = baselines.appearance_scores(features, y, [r.patient for r in rows])
    yield Measured("Film", "AUROC pneumonia, appearance only (baseline)", with_interval(auroc, y, looks), split)
    pairs = baselines.matched_pairs(y, view, looks)
    right = (score[pairs[:, 0]] > score[pairs[:, 1]]).astype(np.float64)
    matched = with_interval(lambda _, s: float(s.mean()), np.ones(len(right)), right)
    yield Measured("Film", "AUROC pneumonia on pairs matched for view and appearance", matched, split)
    for i, code in enumerate(IMAGE_FINDINGS[1:], start=1):
        if films.labels[:, i].sum() >= 5:
            yield Measured("Film", f"AUROC {code}", with_interval(auroc, films.labels[:, i], logits[:, i]), split)
            sick = y == 1
            within = with_interval(auroc, films.labels[sick, i], logits[sick, i])
            yield Measured("Film", f"AUROC {code} within pneumonia films", within, split)
