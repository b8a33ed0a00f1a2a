"""``cdss evaluate``: every figure of the model card, computed from the shipped bundle on patients it never saw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS
from cdss.nets.image import FILM_SIZE
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import assigned_level, calibrated, in_condition_set, pattern_name
from cdss.training import baselines
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import Visits, load_visits
from cdss.training.fit_calibration import PATTERNS, pattern_logits
from cdss.training.fit_ecg import infer as infer_ecg
from cdss.training.fit_image import film_set, infer
from cdss.training.fusion_data import TEST_YEAR, FusionData, assemble
from cdss.training.metrics import Figure, auroc, expected_calibration_error, with_interval
from cdss.training.note_vectors import joined, note_vectors

NOTE_VITALS = (False, False, True, True)
ALL = (True, True, True, True)

THINNED = 2
"""The presence patterns are measured on every second visit of the test year: fifteen patterns in minutes, not in an hour."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report: a named figure of one part, with the cases it was measured on."""

    part: str
    name: str
    figure: Figure
    split: str


def evaluate(bundle_dir: Path, data: Path, out: Path) -> list[Measured]:
    """Measure the bundle on held-out patients and write ``report.json`` into ``out``."""
    bundle = open_bundle(bundle_dir)
    model = TriageModel(bundle, torch.device("cpu"))
    cache = out / f"cache-{bundle.identity.sha256[:12]}"
    figures = [*_ecg_figures(model, data), *_film_figures(model, data)]
    fusion_data = _fusion_data(model, data, cache)
    figures += [*_visit_figures(model, fusion_data), *_subset_figures(model, fusion_data)]
    rows = [_line(m) for m in figures]
    identity = {"name": bundle.identity.name, "version": bundle.identity.version, "sha256": bundle.identity.sha256}
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"schema": "cdss.report/1", "model": identity, "seed": 20, "figures": rows}, indent=1)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    return figures


def _line(m: Measured) -> dict[str, object]:
    f = m.figure
    return {
        "part": m.part,
        "name": m.name,
        "value": round(f.value, 4),
        "ci": [round(f.low, 4), round(f.high, 4)],
        "n": f.n,
        "positives": f.positives,
        "split": m.split,
    }


def _ecg_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
    ecgs = load_ecgs(data)
    for split, keep in (("fold 10", ecgs.split == "test"), ("folds 9 + 10", ecgs.split != "train")):
        scores = infer_ecg(model.ecg, ecgs.signals[keep]).mean(dim=1).numpy()
        labels = ecgs.labels[keep]
        values = []
        for i, code in enumerate(ECG_FINDINGS):
            known = ~np.isnan(labels[:, i])
            figure = with_interval(auroc, labels[known, i], scores[known, i])
            values.append(figure.value)
            yield Measured("ECG", f"AUROC {code}", figure, split)
        mean = float(np.mean(values))
        yield Measured("ECG", "AUROC macro (no interval)", Figure(mean, mean, mean, int(keep.sum()), 0), split)


def _film_figures(model: TriageModel, data: Path) -> Iterator[Measured]:
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


def _fusion_data(model: TriageModel, data: Path, cache: Path) -> FusionData:
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


def _visit_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    rows, members = pattern_logits(model.fusion, data, data.rows("test"), "test", NOTE_VITALS, seed=20)
    visits, pattern = data.visits, model.calibration[pattern_name(NOTE_VITALS)]
    found = calibrated(members.mean(axis=0), pattern)
    known = visits.acuity[rows] >= 0
    urgent = (visits.acuity[rows] <= 1).astype(np.float64)
    scores = {"level<=2": found.risk, "admission": found.binary[:, 0], "critical": found.binary[:, 1]}
    labels = {"level<=2": urgent, "admission": visits.outcomes[rows, 0], "critical": visits.outcomes[rows, 1]}
    boosted = baselines.boosted_note_and_vitals(data, rows)
    adult = visits.age[rows] >= 16
    for group, inside in (("2020, all ages", np.ones(len(rows), bool)), ("2020, 16 years and older", adult)):
        for name in scores:
            keep = inside & (known if name == "level<=2" else True)
            part = "Note + vitals"
            yield Measured(part, f"AUROC {name}", with_interval(auroc, labels[name][keep], scores[name][keep]), group)
            yield Measured(
                part,
                f"AUROC {name}, gradient boosting",
                with_interval(auroc, labels[name][keep], boosted[name][keep]),
                group,
            )
    for name in scores:
        keep = known if name == "level<=2" else np.ones(len(rows), bool)
        figure = with_interval(expected_calibration_error, labels[name][keep], scores[name][keep], resamples=100)
        yield Measured("Note + vitals", f"ECE {name}", figure, "2020, all ages")
    given = assigned_level(found.levels, pattern)[known]
    actual = visits.acuity[rows][known] + 1
    for name, agree in (("exact level", given == actual), ("level within one", np.abs(given - actual) <= 1)):
        share = with_interval(lambda _, s: float(s.mean()), urgent[known], agree.astype(np.float64))
        yield Measured("Note + vitals", f"agreement with the nurse, {name}", share, "2020, all ages")


def _subset_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    visits = data.visits
    for present in PATTERNS[1:]:
        rows, members = pattern_logits(model.fusion, data, data.rows("test")[::THINNED], "test", present, seed=20)
        name = pattern_name(present)
        found = calibrated(members.mean(axis=0), model.calibration[name])
        known, where = visits.acuity[rows] >= 0, "2020 composite, test donors"
        urgent = (visits.acuity[rows] <= 1).astype(np.float64)
        yield Measured(name, "AUROC level<=2", with_interval(auroc, urgent[known], found.risk[known], 100), where)
        yield Measured(
            name, "AUROC admission", with_interval(auroc, visits.outcomes[rows, 0], found.binary[:, 0], 100), where
        )
        for i, code in enumerate(CONDITIONS):
            labels = visits.conditions[rows, i]
            yield Measured(name, f"AUROC {code}", with_interval(auroc, labels, found.binary[:, 2 + i], 100), where)
        if present in (ALL, NOTE_VITALS):
            yield from _coverage(model, name, found.binary, visits.conditions[rows], where)


def _coverage(
    model: TriageModel, name: str, binary: NDArray[np.float64], conditions: NDArray[np.float32], where: str
) -> Iterator[Measured]:
    inside = in_condition_set(binary, model.calibration[name])
    hits = inside[conditions == 1].astype(np.float64)
    covered = with_interval(lambda _, s: float(s.mean()), np.ones(len(hits)), hits)
    yield Measured(name, "conditions present that are in the 90 % set", covered, where)
    size = inside.sum(axis=1).astype(np.float64)
    mean = with_interval(lambda _, s: float(s.mean()), np.ones(len(size)), size, 100)
    yield Measured(name, "mean size of the condition set (of 10)", mean, where)
