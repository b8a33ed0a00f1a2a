"""The visit cohort as the shipped encoders see it."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.nets.image import FILM_SIZE
from cdss.nets.triage import TriageModel
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import Visits, load_visits
from cdss.training.fit_ecg import infer as infer_ecg
from cdss.training.fit_image import film_set, infer
from cdss.training.fusion_data import TEST_YEAR, FusionData, assemble
from cdss.training.note_vectors import joined, note_vectors


def evaluation_data(model: TriageModel, data: Path, cache: Path) -> FusionData:
    """Visits, notes and donors as the shipped encoders see them; only test donors are used, so no cross-fitting is needed."""
    visits = load_visits(data)
    texts = _needed_texts(visits)
    basis = (model.note_mean, model.note_basis)
    notes = note_vectors(cache / "notes.safetensors", model.minilm, model.tokenizer, texts, basis)
    path = cache / "evidence.safetensors"
    if not path.exists():
        films = film_set(data, film_rows(data), FILM_SIZE)
        ecg = infer_ecg(model.ecg, load_ecgs(data).signals)
        save_file({"image": infer(model.film, films).tokens.contiguous(), "ecg": ecg.contiguous()}, path)
    evidence: dict[str, Tensor] = load_file(path)
    return assemble(data, visits, model.scales, notes, evidence["image"], evidence["ecg"])


def _needed_texts(visits: Visits) -> list[str]:
    """The joined texts of the test year, and every single phrase (the boosted comparator reads their means)."""
    joint = {joined(p) for p, year in zip(visits.phrases, visits.year, strict=True) if year == TEST_YEAR}
    return sorted({""} | joint | {q for p in visits.phrases for q in p})
