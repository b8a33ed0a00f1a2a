"""The visit cohort as the shipped encoders see it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.nets.image import FILM_SIZE
from cdss.nets.triage import TriageModel
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import Visits, load_visits
from cdss.training.fit_ecg import infer as infer_ecg
from cdss.training.fit_image import film_set, infer
from cdss.training.fusion_data import TEST_YEAR, TUNE_YEAR, FusionData, assemble
from cdss.training.note_vectors import joined, note_vectors

SAMPLE, SAMPLE_SEED = 4000, 20
"""Visits of the calibration year whose notes are encoded too, and the seed that draws them."""


def evaluation_data(model: TriageModel, data: Path, cache: Path) -> FusionData:
    """Visits, notes and donors as the shipped encoders see them; only test donors are used, so no cross-fitting is needed."""
    visits = load_visits(data)
    texts = _needed_texts(visits)
    basis = (model.note_mean, model.note_basis)
    notes = note_vectors(cache / _notes_file(texts), model.minilm, model.tokenizer, texts, basis)
    path = cache / "evidence.safetensors"
    if not path.exists():
        films = film_set(data, film_rows(data), FILM_SIZE)
        ecg = infer_ecg(model.ecg, load_ecgs(data).signals)
        save_file({"image": infer(model.film, films).tokens.contiguous(), "ecg": ecg.contiguous()}, path)
    evidence: dict[str, Tensor] = load_file(path)
    return assemble(data, visits, model.scales, notes, evidence["image"], evidence["ecg"])


def calibration_year_sample(visits: Visits) -> NDArray[np.int64]:
    """Visits of the calibration year drawn at random (``SAMPLE_SEED``), all of them where there are fewer than ``SAMPLE``."""
    rows = np.flatnonzero(visits.year == TUNE_YEAR)
    drawn = np.random.default_rng(SAMPLE_SEED).permutation(rows)[:SAMPLE]
    return np.sort(drawn)


def _needed_texts(visits: Visits) -> list[str]:
    """Joined texts of the test year and of the sample, and every phrase (the boosted comparator reads their means)."""
    rows = [*np.flatnonzero(visits.year == TEST_YEAR), *calibration_year_sample(visits)]
    joint = {joined(visits.phrases[row]) for row in rows}
    return sorted({""} | joint | {q for p in visits.phrases for q in p})


def _notes_file(texts: list[str]) -> str:
    """The file of these very texts: vectors are found in it by the place of their text."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return f"notes-{digest[:12]}.safetensors"
