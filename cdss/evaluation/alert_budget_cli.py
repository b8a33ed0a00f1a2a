"""The ``alert-budget`` command."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from cdss.bundle.load import open_bundle
from cdss.core.errors import CdssError
from cdss.core.paths import model_dir
from cdss.core.sentences import sentence
from cdss.engine.guard import available_cores
from cdss.evaluation.alert_budget import WATCH_HOURS, Watched, alerted_without_cap, costs, watched
from cdss.evaluation.metrics import Figure
from cdss.nets.triage import TriageModel
from cdss.records.alert_costs import AlertCost
from cdss.session.worklist.alert_costs import SCHEMA
from cdss.training.cohort_icu import FOLDER, load_stays

COMMAND = "python -m cdss alert-budget --data DATA --out resources/alert_costs.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss alert-budget``."""
    parser.add_argument("--data", metavar="DIR", type=Path, required=True, help=f"folder with {FOLDER}/")
    parser.add_argument("--model", type=Path, default=model_dir(), help="model bundle (default: the one that ships)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the table as JSON, as the window reads it")


def run(args: argparse.Namespace) -> int:
    """Print the table, and write it where asked; ``CdssError`` where the stays are not there."""
    if not (args.data / FOLDER).is_dir():
        raise CdssError(sentence("alert_budget_no_stays", {"folder": str(args.data / FOLDER)}))
    torch.set_num_threads(available_cores())
    bundle = open_bundle(args.model)
    stays = [stay for stay in load_stays(args.data) if stay.split == "test"]
    watch = watched(TriageModel(bundle, torch.device("cpu")), stays)
    table = tuple(costs(watch))
    print(as_text(watch, table))
    if args.out:
        told = as_json(watch, table, bundle.metadata.version)
        args.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(f"Written: {args.out}", file=sys.stderr)
    return 0


def as_json(watch: Watched, table: tuple[AlertCost, ...], version: str) -> dict[str, object]:
    """The table with all that must be said of it."""
    return {
        "schema": SCHEMA,
        "command": COMMAND,
        "model_version": version,
        "stays": len(watch.died),
        "got_worse": int(watch.got_worse.sum()),
        "stable": int(watch.stable.sum()),
        "watch_hours": WATCH_HOURS,
        "died": _figure(alerted_without_cap(watch, watch.died)),
        "survived": _figure(alerted_without_cap(watch, ~watch.died)),
        "costs": [{name: _rounded(value) for name, value in asdict(row).items()} for row in table],
    }


def as_text(watch: Watched, table: tuple[AlertCost, ...]) -> str:
    """The same for the terminal."""
    died, survived = (alerted_without_cap(watch, who) for who in (watch.died, ~watch.died))
    lines = [
        f"{len(watch.died)} ICU stays watched for {WATCH_HOURS} h: {watch.got_worse.sum()} got worse, "
        f"{watch.stable.sum()} were stable.",
        f"Without a cap the level worsened in {died.value:.0%} of {died.n} who died, "
        f"{survived.value:.0%} of {survived.n} others.",
        "patients/h  cap  alerts/h  of those who got worse  of the stable",
    ]
    for row in table:
        found = f"{row.sensitivity:.0%} ({row.low:.0%}-{row.high:.0%})"
        lines.append(f"{row.arrivals:>10}  {row.cap or '-':>3}  {row.raised:>8.1f}  {found:>22}  {row.others:>13.0%}")
    return "\n".join(lines)


def _figure(figure: Figure) -> dict[str, object]:
    found = {"value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}
    return {name: _rounded(value) for name, value in found.items()}


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else round(float(value), 4)
