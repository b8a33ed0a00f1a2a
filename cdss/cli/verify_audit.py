"""``cdss verify-audit``: whether the audit log is as it was written, and a part of it as a file of its own."""

from __future__ import annotations

import argparse
import re
from functools import partial
from pathlib import Path

from cdss.audit.anchor import Anchor, anchor_of
from cdss.audit.errors import unreadable
from cdss.audit.export import export, verify_export
from cdss.audit.lines import PLAIN, Codec
from cdss.audit.log import FOLDER
from cdss.audit.opening import codec_of
from cdss.audit.verify import verify
from cdss.cli.audited import with_pin
from cdss.core.clock import now
from cdss.core.paths import user_dir
from cdss.core.sentences import LANGUAGES, sentence

UNSOUND = 1
"""Exit code where something is wrong with the log."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss verify-audit``."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        help="folder of the log, or an exported file (default: the log of this workstation)",
    )
    parser.add_argument(
        "--anchor",
        metavar="COUNT:HASH",
        type=_anchor,
        help="last line of an earlier check, written down elsewhere: finds a log that was cut or made anew since",
    )
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help="write entries to this file, which can be checked alone"
    )
    parser.add_argument(
        "--entries",
        metavar="FIRST-LAST",
        type=_range,
        default=(1, None),
        help="which entries --export writes (default: all)",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the sentences (default: en)")


def run(args: argparse.Namespace) -> int:
    """Say what was found; 1 where something is wrong, ``AuditError`` where there is no log."""
    path: Path = args.path or user_dir() / FOLDER
    codec = PLAIN if path.is_file() else asked_codec(path)
    found = verify_export(path, args.anchor) if path.is_file() else verify(path, codec, args.anchor)
    print("\n".join(found.words(path, args.language)))
    if args.export is not None and found.fault is None:
        first, last = args.entries
        count = export(path, args.export, now(), first, last, codec)
        params = {"count": str(count), "file": str(args.export)}
        print(sentence("audit_exported", params, args.language))
    return 0 if found.fault is None else UNSOUND


def asked_codec(folder: Path) -> Codec:
    """How the log in ``folder`` is written; asks for the PIN where the key is under it. Raises ``CdssError``."""
    try:
        return with_pin(partial(codec_of, folder))
    except OSError as error:
        raise unreadable(folder, error) from error


def _anchor(text: str) -> Anchor:
    try:
        return anchor_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _range(text: str) -> tuple[int, int | None]:
    found = re.fullmatch(r"(\d+)(-(\d*))?", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no range such as 10-50")
    first = int(found[1])
    return first, first if found[2] is None else int(found[3]) if found[3] else None
