"""The ``train`` command: from the public sets or a hospital's own cohort to a model bundle (``COHORT.md``)."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from cdss.core.paths import model_dir
from cdss.engine.device import DEVICES
from cdss.engine.guard import available_cores

STAGES: tuple[str, ...] = ("image", "ecg", "note", "fusion", "export", "all")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss train``."""
    patients = parser.add_mutually_exclusive_group(required=True)
    patients.add_argument(
        "--data", metavar="DIR", type=Path, help="public sets: folder with nhamcs/, ptbxl/, cxr_nih/, cxr_lungcrops/"
    )
    patients.add_argument("--cohort", metavar="DIR", type=Path, help="own patients: folder with visits.csv (COHORT.md)")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder of the model bundle to write")
    parser.add_argument(
        "--work", metavar="DIR", type=Path, default=Path("work-train"), help="folder of the checkpoints"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the training that --work holds")
    parser.add_argument("--stage", choices=STAGES, default="all", help="what to train (default: all, in order)")
    parser.add_argument(
        "--seed", metavar="N", type=_count, default=0, help="another draw of everything random (default: 0)"
    )
    parser.add_argument(
        "--early-stopping",
        metavar="N",
        type=_epochs,
        help="stop after N epochs without a better tuning loss, keep the best",
    )
    parser.add_argument(
        "--device", choices=DEVICES, default="auto", help="where to compute; mixed precision on cuda (default: auto)"
    )
    parser.add_argument(
        "--encoders",
        metavar="DIR",
        type=Path,
        default=model_dir(),
        help="with --cohort: bundle that reads films and ECGs",
    )
    parser.add_argument("--minilm", metavar="DIR", type=Path, help="folder with all-MiniLM-L6-v2")
    parser.add_argument("--imagenet", metavar="FILE", type=Path, help="EfficientNet-Lite0 ImageNet weights (.pth)")


def run(args: argparse.Namespace) -> int:
    """Run the asked stages in order, alone or as one process of a team; ``CdssError`` before anything is computed."""
    from cdss.training.device import choose_machine
    from cdss.training.distributed import joined_team
    from cdss.training.run import Run
    from cdss.training.stages import OwnCohort, Patients, PublicSets
    from cdss.training.work_folder import Settings, check_work, write_settings

    torch.set_num_threads(available_cores())
    patients: Patients
    if args.cohort:
        patients = OwnCohort(args.cohort, args.encoders, args.work, args.out)
    else:
        patients = PublicSets(args.data, args.work, args.out, args.minilm, args.imagenet)
    stages = patients.chosen(args.stage)
    patients.require(stages)
    settings = Settings(args.seed, args.early_stopping, patients.identity)
    check_work(args.work, settings, args.resume or stages == ("export",))
    machine = choose_machine(args.device)
    with joined_team(machine.device.type == "cuda") as team:
        team.wait()
        if team.leads:
            write_settings(args.work, settings)
        how = Run(machine, team, args.seed, args.early_stopping)
        how.seed_torch(17)
        for stage in stages:
            patients.run(stage, how)
            team.wait()
    return 0


def _count(text: str) -> int:
    """A whole number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0")
    return int(text)


def _epochs(text: str) -> int:
    """A whole number from 1."""
    if _count(text) < 1:
        raise argparse.ArgumentTypeError("at least one epoch is needed")
    return int(text)
