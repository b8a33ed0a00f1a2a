"""``cdss deidentify``: a copy of a case without identity; what would leave is shown before anything is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from cdss.cli.audited import CommandAudit, add_audit_argument
from cdss.core.sentences import sentence
from cdss.deidentify.copy import Export, files_of, prepare, write
from cdss.readers.case_folder import read_case
from cdss.session.audit_events import COPY_WITHOUT_IDENTITY, exported

LEFT_OUT = 1
"""Exit code where something of the case could not be exported, or the export could not be entered in the audit."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss deidentify``."""
    parser.add_argument("case", metavar="CASE", type=Path, help="case folder, manifest or bundle")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="new folder to write the copy to (default: only show it)"
    )
    parser.add_argument(
        "--keep-dates-shifted",
        action="store_true",
        help="keep dates, all shifted by the same unknown number of days (default: leave them out)",
    )
    parser.add_argument(
        "--films-looked-at",
        action="store_true",
        help="let the films leave too: you have looked at each, and no name or number is burned in",
    )
    add_audit_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Show what leaves, and write it where asked; 1 where a film was left out for a fault, or the audit could not be written."""
    audit = CommandAudit(args.audit) if args.out is not None else None
    with audit or nullcontext():
        left_out = _done(args, audit)
    return LEFT_OUT if left_out or (audit is not None and audit.unwritten) else 0


def _done(args: argparse.Namespace, audit: CommandAudit | None) -> bool:
    """Whether something was left out."""
    export = prepare(read_case(args.case), args.case, shift_dates=args.keep_dates_shifted)
    seen = export.pictures if args.films_looked_at else ()
    print("\n".join(told(export, seen)))
    if audit is not None:
        written = write(export, args.out, seen)
        audit.enter(exported(str(args.case.resolve()), COPY_WITHOUT_IDENTITY))
        print(sentence("deidentify_written", {"folder": str(args.out), "count": str(len(written))}))
    for left_out in export.left_out:
        print(left_out.text(), file=sys.stderr)
    return bool(export.left_out)


def told(export: Export, seen: tuple[str, ...]) -> Iterator[str]:
    """The preview: files, texts as they will be, and what must be known of them."""
    for name, content in files_of(export, seen).items():
        yield f"{len(content):>10,} {name}"
    held = [name for name in export.pictures if name not in seen]
    if held:
        yield f"{'left out':>10} {', '.join(held)} (--films-looked-at)"
        yield sentence("deidentify_pixels", {})
    if any(piece.burned_in == "YES" for piece in export.pieces):
        yield sentence("deidentify_burned_in", {})
    for words in export.words:
        yield ""
        yield words.text
    yield ""
    yield sentence("deidentify_removed", {"count": str(export.removed)})
    yield sentence("deidentify_stays", {})
    if export.dates_shifted:
        yield sentence("deidentify_dates_shifted", {})
    if export.words:
        yield sentence("deidentify_not_perfect", {})
