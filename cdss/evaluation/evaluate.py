"""``cdss evaluate``: every figure of the model card, computed from the shipped bundle on patients it never saw."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from cdss.bundle.load import open_bundle
from cdss.evaluation.cohort import evaluation_data
from cdss.evaluation.ecgs import ecg_figures
from cdss.evaluation.films import film_figures
from cdss.evaluation.measured import Measured, line
from cdss.evaluation.subsets import subset_figures
from cdss.evaluation.visits import visit_figures
from cdss.nets.triage import TriageModel


def evaluate(bundle_dir: Path, data: Path, out: Path) -> list[Measured]:
    """Measure the bundle on held-out patients and write ``report.json`` into ``out``."""
    bundle = open_bundle(bundle_dir)
    model = TriageModel(bundle, torch.device("cpu"))
    cache = out / f"cache-{bundle.identity.sha256[:12]}"
    figures = [*ecg_figures(model, data), *film_figures(model, data)]
    fusion_data = evaluation_data(model, data, cache)
    figures += [*visit_figures(model, fusion_data), *subset_figures(model, fusion_data)]
    rows = [line(m) for m in figures]
    identity = {"name": bundle.identity.name, "version": bundle.identity.version, "sha256": bundle.identity.sha256}
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"schema": "cdss.report/1", "model": identity, "seed": 20, "figures": rows}, indent=1)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    return figures
