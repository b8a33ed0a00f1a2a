"""``python -m cdss``: assess cases, train and evaluate the model, say what is installed. Offline throughout.

A worker process imports this module again under another name, so nothing heavy is imported at its top.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cdss import __version__
from cdss.core.errors import CdssError
from cdss.core.kinds import STATUS_SENTENCE
from cdss.engine.guard import sleep_while_waiting

NOTHING_DONE = 2
"""Exit code where the command could not do its work at all, as argparse uses it for wrong arguments."""

INTERRUPTED = 130
"""Exit code after Ctrl+C (128 + SIGINT)."""

Add = Callable[[argparse.ArgumentParser], None]
Run = Callable[[argparse.Namespace], int]


class Command(NamedTuple):
    """One command: a line for the overview, the text of its own help, and where its code is found when it is used."""

    summary: str
    detail: str
    load: Callable[[], tuple[Add, Run]]


def _assess() -> tuple[Add, Run]:
    from cdss.cli import assess

    return assess.add_arguments, assess.run


def _evaluate() -> tuple[Add, Run]:
    from cdss.evaluation import cli

    return cli.add_arguments, cli.run


def _train() -> tuple[Add, Run]:
    from cdss.training import cli

    return cli.add_arguments, cli.run


def _benchmark() -> tuple[Add, Run]:
    from cdss.evaluation import benchmark

    return benchmark.add_arguments, benchmark.run


def _calibrate() -> tuple[Add, Run]:
    from cdss.cli import calibrate

    return calibrate.add_arguments, calibrate.run


def _alert_budget() -> tuple[Add, Run]:
    from cdss.evaluation import alert_budget_cli

    return alert_budget_cli.add_arguments, alert_budget_cli.run


def _verify_audit() -> tuple[Add, Run]:
    from cdss.cli import verify_audit

    return verify_audit.add_arguments, verify_audit.run


def _replay() -> tuple[Add, Run]:
    from cdss.cli import replay

    return replay.add_arguments, replay.run


def _deidentify() -> tuple[Add, Run]:
    from cdss.cli import deidentify

    return deidentify.add_arguments, deidentify.run


def _listen() -> tuple[Add, Run]:
    from cdss.cli import listen

    return listen.add_arguments, listen.run


def _sign_bundle() -> tuple[Add, Run]:
    from cdss.cli import sign_bundle

    return sign_bundle.add_arguments, sign_bundle.run


def _pack_bundle() -> tuple[Add, Run]:
    from cdss.cli import pack_bundle

    return pack_bundle.add_arguments, pack_bundle.run


def _install() -> tuple[Add, Run]:
    from cdss.cli import install

    return install.add_arguments, install.run


def _sign_file() -> tuple[Add, Run]:
    from cdss.cli import sign_file

    return sign_file.add_arguments, sign_file.run


def _restore_store() -> tuple[Add, Run]:
    from cdss.cli import restore_store

    return restore_store.add_arguments, restore_store.run


def _rotate_key() -> tuple[Add, Run]:
    from cdss.cli import rotate_key

    return rotate_key.add_arguments, rotate_key.run


def _trust() -> tuple[Add, Run]:
    from cdss.cli import trust

    return trust.add_arguments, trust.run


def _info() -> tuple[Add, Run]:
    from cdss.cli import info

    return info.add_arguments, info.run


COMMANDS: dict[str, Command] = {
    "assess": Command(
        "assess patients and write one line of JSON each",
        "Assess each CASE, or each line of --cases, in order. A case that cannot be assessed gives a line with "
        '"error" and the exit code 1 at the end; the others go on. Progress goes to stderr.',
        _assess,
    ),
    "evaluate": Command(
        "measure the model on held-out patients",
        "Measure the model on the held-out patients of the data sets and print the table of the model card, or on the test "
        "visits of your own hospital's table and print the figures.",
        _evaluate,
    ),
    "train": Command(
        "train the model and write its bundle",
        "Train the model from the data sets and write its bundle. With --resume, stopped training goes on where it was.",
        _train,
    ),
    "calibrate": Command(
        "fit the probabilities to your own hospital",
        "Fit the model's probabilities to one hospital from a few hundred of its own patients with known outcomes, and "
        "write a new model. Says what each outcome lacks where there are too few, and never changes the model it starts from.",
        _calibrate,
    ),
    "alert-budget": Command(
        "measure what a cap on alerts costs",
        "Watch held-out ICU stays hour by hour, and count of how many patients who got worse a worsening of the model's level "
        "is brought up when only so many alerts an hour are.",
        _alert_budget,
    ),
    "benchmark": Command(
        "time every stage on this machine",
        "Time reading, assessing and each explanation of one patient, medians in milliseconds, beside the plain encoders.",
        _benchmark,
    ),
    "verify-audit": Command(
        "check that nothing in the audit log was changed",
        "Walk through the audit log, or an exported part of it, and name the first entry that was changed, removed, put in or "
        "put in another order. Exit code 1 where there is one. --export writes entries to one file that can be checked alone.",
        _verify_audit,
    ),
    "replay": Command(
        "make an assessment of the audit log again",
        "Read the files of an entry again, assess the patient with the same model on the same kind of device, and compare the "
        "answer bit for bit. Names the files that have changed since. Exit code 1 where the answer is another one.",
        _replay,
    ),
    "deidentify": Command(
        "write a copy of a patient's case without identity",
        "Make a copy of one CASE that does not say whose it is, and show what would leave; with --out it is written. Films by "
        "the basic profile of DICOM PS3.15, ECGs as tables, texts with names, dates and numbers replaced by marks. Not perfect: "
        "read the text and look at the films before you hand them on.",
        _deidentify,
    ),
    "listen": Command(
        "take films and ECGs from the ward's network",
        "Take films and ECGs by DICOM from the peers named, into case folders below DIR: have the worklist watch it. Nothing "
        "listens unless this runs, and then on this computer alone unless --host says otherwise.",
        _listen,
    ),
    "sign-bundle": Command(
        "sign a model with your own key",
        "Write the hashes of the bundle's files and an Ed25519 signature over them. Whatever is changed in it afterwards is "
        "refused by name until it is signed again. A hospital signs what it trained itself; --new-key makes a key pair.",
        _sign_bundle,
    ),
    "pack-bundle": Command(
        "write a signed model into one file",
        "Write a signed model into one file, to be carried to computers without a network and installed there.",
        _pack_bundle,
    ),
    "sign-file": Command(
        "sign a package of the program",
        "Write FILE.sig beside a package or installer: an Ed25519 signature over its name, version and SHA-256.",
        _sign_file,
    ),
    "install": Command(
        "install a model from a signed file",
        "Install a model from one file: all of it is checked before anything is written, it is tried out on a demonstration "
        "patient, and only then used. The former one is kept; --back goes back to it. A signed package of the program is "
        "checked, and it is said what the administrator runs. Without FILE: say which model is in use.",
        _install,
    ),
    "restore-store": Command(
        "put a backup of the kept session back",
        "Before a newer program changes the kept session, it keeps an encrypted backup of it. This puts one back: close the "
        "window first; what stood there is kept beside it. Without BACKUP: list them.",
        _restore_store,
    ),
    "rotate-key": Command(
        "encrypt what is kept under a new key",
        "Make a new key, under the same guard (keyring, PIN or account), and encrypt the kept session, the audit log and what "
        "belongs to it anew. Close the window first. A crash leaves everything under the old key or under the new one.",
        _rotate_key,
    ),
    "trust": Command(
        "say whose models may assess patients here",
        "Print the keys whose bundles may assess patients on this workstation, and change them: add a key of your own, pin one "
        "so that no other counts, or allow one unsigned bundle, which is then named as unsigned beside every answer.",
        _trust,
    ),
    "info": Command(
        "print versions, device and model hash",
        "Print the versions in use, the device, and the model with the hash that stands on every assessment.",
        _info,
    ),
}

EXAMPLES = """examples:
  python -m cdss assess resources/demo/*/ --explain --out out.jsonl
  python -m cdss assess --cases cases.jsonl --out -
  python -m cdss info --json
"""


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The command line; only ``command`` gets its arguments, so that ``--help`` needs no torch."""
    made = argparse.ArgumentParser(
        prog="cdss",
        description=f"TriageLens, decision support for emergency triage, offline. {STATUS_SENTENCE}",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"TriageLens {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name, entry in COMMANDS.items():
        sub = commands.add_parser(name, help=entry.summary, description=entry.detail)
        if name == command:
            add, run = entry.load()
            add(sub)
            sub.set_defaults(run=run)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    multiprocessing.freeze_support()
    sleep_while_waiting()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        args = parser(words[0] if words else None).parse_args(words)
        run: Run = args.run
        return run(args)
    except CdssError as error:
        cause = error.__cause__
        print(f"{error} ({cause})" if isinstance(cause, ImportError) else error, file=sys.stderr)
        return NOTHING_DONE
    except ModuleNotFoundError as error:
        print(f"The Python package {error.name} is missing: set the program up again.", file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("Stopped. The lines written so far are complete.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has enough; without this Python complains again while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING_DONE


if __name__ == "__main__":
    sys.exit(main())
