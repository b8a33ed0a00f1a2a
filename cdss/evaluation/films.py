"""Film findings on unseen patients, beside what the look of the file alone would give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.evaluation import baselines
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, mean_score, with_interval
from cdss.nets.image import FILM_SIZE
from cdss.nets.triage import TriageModel
from cdss.training.cohort_films import CROPS as CROPS_FOLDER
from cdss.training.cohort_films import OTHER_ABNORMALITY, FilmRow, crop_classes, crop_rows, film_rows
from cdss.training.fit_image import FOLDS, FilmSet, film_set, infer, subset, without_fold
from cdss.training.splits import film_fold

TEST = "test patients"
LEFT_OUT = "training patients, each film by members that never saw its patient"
CROPS = "lung crops of test patients"

CROPS_READ = 600
"""Lung crops that are measured, of some 1,800: the interval is narrow enough and the report quick."""


def film_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
    """Pneumonia and the other findings on test patients, pneumonia by cross-fitting, and opacity on lung crops."""
    rows = film_rows(data)
    films = film_set(data, [r for r in rows if r.split == "test"], FILM_SIZE)
    logits = _logits(model, films)
    yield from _pneumonia(films, logits[:, 0], data, TEST)
    yield from _other_findings(films, logits)
    if len(model.film.members) >= FOLDS:
        seen = film_set(data, [r for r in rows if r.split == "train"], FILM_SIZE)
        yield from _pneumonia(seen, _left_out_logits(model, seen), data, LEFT_OUT)
    yield from _opacity(model, data)


def _logits(model: TriageModel, films: FilmSet) -> NDArray[np.float32]:
    return np.asarray(infer(model.film, films).logits.numpy())


def _left_out_logits(model: TriageModel, films: FilmSet) -> NDArray[np.float32]:
    """Pneumonia logits [n] of training films, each by the members that were trained without its patient."""
    folds = np.array([film_fold(r.patient or 0, FOLDS) for r in films.rows])
    out = np.zeros(len(films.rows), np.float32)
    for fold in np.unique(folds):
        unseen = folds == fold
        out[unseen] = infer(without_fold(model.film, int(fold)), subset(films, unseen)).logits[:, 0].numpy()
    return out


def _pneumonia(films: FilmSet, score: NDArray[np.float32], data: Path, split: str) -> Iterator[Measured]:
    """Pneumonia overall, within view, of the file's appearance alone, and on pairs matched for both."""
    y, view = films.labels[:, 0], np.array([r.view for r in films.rows])
    yield Measured("Film", "AUROC pneumonia", with_interval(auroc, y, score), split)
    for projection in ("PA", "AP"):
        inside = view == projection
        within = with_interval(auroc, y[inside], score[inside])
        yield Measured("Film", f"AUROC pneumonia within {projection}", within, split)
    features = baselines.appearance_features(data, films.rows, films.grays)
    looks = baselines.appearance_scores(features, y, [r.patient for r in films.rows])
    yield Measured("Film", "AUROC pneumonia, appearance only (baseline)", with_interval(auroc, y, looks), split)
    pairs = baselines.matched_pairs(y, view, looks)
    right = (score[pairs[:, 0]] > score[pairs[:, 1]]).astype(np.float64)
    matched = with_interval(mean_score, np.ones(len(right)), right)
    yield Measured("Film", "AUROC pneumonia on pairs matched for view and appearance", matched, split)


def _other_findings(films: FilmSet, logits: NDArray[np.float32]) -> Iterator[Measured]:
    """The other findings, overall and within pneumonia films, where at least five films have them."""
    sick = films.labels[:, 0] == 1
    for i, code in enumerate(IMAGE_FINDINGS[1:], start=1):
        y = films.labels[:, i]
        if y.sum() >= 5:
            yield Measured("Film", f"AUROC {code}", with_interval(auroc, y, logits[:, i]), TEST)
            within = with_interval(auroc, y[sick], logits[sick, i])
            yield Measured("Film", f"AUROC {code} within pneumonia films", within, TEST)


def _opacity(model: TriageModel, data: Path) -> Iterator[Measured]:
    """The pneumonia output on crops that radiologists read: opacity against all others, and against other abnormality.

    Nothing where the crops are not there: they may not be passed on with the other data.
    """
    if not (data / CROPS_FOLDER).exists():
        return
    rows = _sampled([r for r in crop_rows(data) if r.split == "test"])
    films = film_set(data, rows, FILM_SIZE)
    score, y = _logits(model, films)[:, 0], films.labels[:, 0]
    view, classes = np.array([r.view for r in rows]), _classes(data, rows)
    known = ~np.isnan(y)
    sick = (y == 1) | (classes == OTHER_ABNORMALITY)
    for name, keep in (
        ("AUROC lung opacity", known),
        ("AUROC lung opacity within PA", known & (view == "PA")),
        ("AUROC lung opacity within AP", known & (view == "AP")),
        ("AUROC lung opacity against other abnormalities", known & sick),
    ):
        yield Measured("Film", name, with_interval(auroc, y[keep], score[keep]), CROPS)


def _sampled(rows: list[FilmRow]) -> list[FilmRow]:
    """``CROPS_READ`` of the rows, the same each time."""
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(3)).tolist()
    return [rows[i] for i in sorted(order[:CROPS_READ])]


def _classes(data: Path, rows: list[FilmRow]) -> NDArray[np.str_]:
    by_name = crop_classes(data)
    return np.array([by_name[r.name] for r in rows])
