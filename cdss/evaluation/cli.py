"""The ``evaluate`` command."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch

from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.names import CARD, METADATA
from cdss.core.errors import CdssError
from cdss.core.kinds import IMAGE_FINDINGS
from cdss.core.paths import model_dir
from cdss.core.sentences import sentence
from cdss.engine.guard import available_cores
from cdss.evaluation.sections import SECTIONS

SHOWN_FLOOR = 0.75
"""A film finding is shown only where its held-out AUROC, overall and among like films, reaches this."""

TEST_PATIENTS = "test patients"
"""Split on which that is judged; the same figures stand in the report for training patients and lung crops too."""

MATCHED = "on pairs matched for view and appearance"
"""Name of the figure of pneumonia that neither view nor the look of the file can help."""

IN_METADATA: tuple[str, ...] = ("visits", "ecg", "film", "patterns")
"""Sections whose figures the bundle's metadata carry; the card and the report have the rest."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss evaluate``."""
    patients = parser.add_mutually_exclusive_group(required=True)
    patients.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        help="public sets: folder with nhamcs/, ptbxl/, cxr_nih/, and where there cxr_lungcrops/, physionet2012/, aci_bench/",
    )
    patients.add_argument(
        "--cohort", metavar="DIR", type=Path, help="own patients: folder with visits.csv (cdss/training/COHORT.md)"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for report.html and report.json (with --data also the cache)"
    )
    parser.add_argument("--model", type=Path, default=model_dir(), help="model bundle (default: the one that ships)")
    parser.add_argument(
        "--only",
        metavar="SECTION",
        nargs="+",
        choices=[section.key for section in SECTIONS],
        help="with --data: measure these sections again and keep the others of the report in --out, which must be of this model",
    )
    parser.add_argument(
        "--write-card", action="store_true", help="with --data: write the figures and the card into the bundle"
    )


def run(args: argparse.Namespace) -> int:
    """Evaluate, print the card, and with ``--write-card`` renew the bundle's card, metrics and shown findings.

    Of a hospital's own cohort the figures are printed, and no card is written.
    """
    from cdss.evaluation.card import card, cohort_text
    from cdss.evaluation.evaluate import PAGE, REPORT, evaluate, evaluate_again
    from cdss.evaluation.evaluate_cohort import evaluate_cohort

    torch.set_num_threads(available_cores())
    if args.cohort:
        if args.write_card or args.only:
            raise CdssError(sentence("evaluate_card_public_only", {}))
        sys.stdout.write(cohort_text(evaluate_cohort(args.model, args.cohort, args.out)))
        print(f"Written: {args.out / PAGE}, {args.out / REPORT}", file=sys.stderr)
        return 0
    if args.only:
        evaluate_again(args.model, args.data, args.out, args.only)
    else:
        evaluate(args.model, args.data, args.out)
    report = json.loads((args.out / REPORT).read_text(encoding="utf-8"))
    text = card(report)
    sys.stdout.write(text)
    print(f"Written: {args.out / PAGE}, {args.out / REPORT}", file=sys.stderr)
    if args.write_card:
        _write_card(args.model, report, text)
    return 0


def _write_card(bundle: Path, report: dict[str, Any], text: str) -> None:
    """Renew card, metrics, shown findings and the verdicts on the explanations.

    All else that the bundle says of itself stays, for it may be a hospital's own.
    """
    open_bundle(bundle)  # what changed on disk since the evaluation must not get new hashes
    path, figures = bundle / METADATA, report["figures"]
    told = json.loads(path.read_text(encoding="utf-8"))
    told["config"]["film_findings_shown"] = shown_findings(figures)
    told["explanations"] = report["explanations"]
    told["metrics"] = [_metric(f, report["command"]) for f in figures if _kept(f)]
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (bundle / CARD).write_text(text, encoding="utf-8")
    write_sums(bundle)


def _kept(figure: dict[str, Any]) -> bool:
    return (
        figure["section"] in IN_METADATA
        and figure["n"] > 0
        and figure["value"] is not None
        and None not in figure["ci"]
    )


def shown_findings(figures: list[dict[str, Any]]) -> list[str]:
    """Film findings whose AUROC on test patients reaches the floor overall and where the file's look tells nothing.

    That is within pneumonia films; for pneumonia within both views, or on pairs matched for view and appearance.
    """
    held_out = [f for f in figures if f["part"] == "Film" and f["split"] == TEST_PATIENTS]
    values = {f["name"]: f["value"] for f in held_out if f["value"] is not None}

    def reaches(*names: str) -> bool:
        return all(values.get(f"AUROC {name}", 0.0) >= SHOWN_FLOOR for name in names)

    def agrees(code: str) -> bool:
        if code != "pneumonia":
            return reaches(f"{code} within pneumonia films")
        return reaches(*(f"{code} within {view}" for view in ("PA", "AP"))) or reaches(f"{code} {MATCHED}")

    return [code for code in IMAGE_FINDINGS if reaches(code) and agrees(code)]


def _metric(figure: dict[str, Any], command: str) -> dict[str, Any]:
    kept = {key: figure[key] for key in ("value", "ci", "n", "split")}
    return {"name": f"{figure['part']}: {figure['name']}", **kept, "command": command}
