"""``cdss install``: an update from a signed file, on a computer without a network; and the way back."""

from __future__ import annotations

import argparse
from pathlib import Path

from cdss.bundle.installed import below, chosen_over, former_model, home_of, named
from cdss.bundle.model_file import ENDING
from cdss.cli.audited import CommandAudit, add_audit_argument
from cdss.cli.model_update import calibration_set_aside, look, put_in, switch_problem, take_back
from cdss.cli.program_update import look_at_program
from cdss.core.sentences import LANGUAGES, sentence
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.session.audit_events import model_switched
from cdss.session.state import ModelSwitch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss install``."""
    does = parser.add_mutually_exclusive_group()
    does.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=Path,
        help="model to install (*.model), or a package of the program with its FILE.sig",
    )
    does.add_argument("--back", action="store_true", help="use the model again that was used before")
    parser.add_argument("--older", action="store_true", help="install it although it is no newer than the one in use")
    parser.add_argument("--machine", action="store_true", help="for every user of this computer (as its administrator)")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the sentences (default: en)")
    add_audit_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Install, go back, or print which model is in use; ``CdssError`` says why nothing was changed."""
    if args.file is None and not args.back:
        return _tell(args)
    if args.file is not None and args.file.suffix.lower() != ENDING:
        print("\n".join(look_at_program(args.file, args.older).words(args.language)))
        return 0
    found = None if args.back else look(args.file, args.machine, args.older)
    if found is not None:
        print("\n".join(found.words(args.language)))
    with CommandAudit(args.audit, args.language) as audit:
        switch = take_back(args.machine) if found is None else put_in(found, _assess, args.machine)
        audit.enter(model_switched(switch))
    _say(switch, args)
    return 1 if audit.unwritten else 0


def _say(switch: ModelSwitch, args: argparse.Namespace) -> None:
    print(switch_problem(switch).words(args.language))
    if switch.signed_with:
        print(sentence("update_way_back", {}, args.language))
    if calibration_set_aside(_folder(args.machine)):
        print(sentence("update_calibration_set_aside", {}, args.language))


def _tell(args: argparse.Namespace) -> int:
    """What is in use here, and what the way back leads to."""
    home, lower = home_of(args.machine), below(args.machine)
    base = chosen_over(home, lower)
    now, former = named(base.folder), former_model(home, lower.folder)
    print(f"in use   {now.name} {now.version}  {now.sha256}\n         {base.folder}")
    if former is not None:
        print(f"former   {former.name} {former.version}  {former.sha256}")
    if base.problem is not None:
        print(base.problem.text(args.language))
    return 0


def _folder(machine: bool) -> Path:
    return chosen_over(home_of(machine), below(machine)).folder


def _assess(folder: Path, case: Case) -> Assessment:
    from cdss.api import load_engine

    return load_engine(folder).assess(case)
