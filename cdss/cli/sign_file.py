"""``cdss sign-file``: a signature beside a package of the program, for computers without a network."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from cdss.bundle.program_file import sign_program, signature_path
from cdss.cli.sign_bundle import private_key, version_argument
from cdss.core.errors import CdssError
from cdss.core.files import write_whole
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss sign-file``."""
    parser.add_argument("file", metavar="FILE", type=Path, help="package or installer to sign")
    parser.add_argument("--key", metavar="FILE", type=Path, required=True, help="private key (as for sign-bundle)")
    parser.add_argument(
        "--release", metavar="VERSION", type=version_argument, required=True, help="version of the program in it"
    )


def run(args: argparse.Namespace) -> int:
    """Write ``FILE.sig``; ``CdssError`` where the key cannot be used or the disk refuses."""
    beside = signature_path(args.file)
    private = private_key(args.key)
    try:
        write_whole(beside, sign_program(args.file, args.release, datetime.now(UTC).date().isoformat(), private))
    except OSError as error:
        told = {"file": str(beside), "reason": system_reason(error)}
        raise CdssError(sentence("pack_not_written", told)) from error
    print(sentence("program_signed", {"file": str(args.file), "signature": beside.name}))
    return 0
