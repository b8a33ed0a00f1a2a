"""``cdss pack-bundle``: a signed model as one file, to be carried to computers without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from cdss.bundle.load import open_bundle
from cdss.bundle.model_file import file_name, pack
from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss pack-bundle``."""
    parser.add_argument("bundle", metavar="DIR", type=Path, help="signed model bundle")
    parser.add_argument("--out", metavar="FILE", type=Path, help="file to write (default: NAME-VERSION.model here)")


def run(args: argparse.Namespace) -> int:
    """Write the file; ``CdssError`` where the bundle is not sound or not signed, or the disk refuses."""
    bundle = open_bundle(args.bundle)
    out = args.out or Path(file_name(bundle.identity))
    try:
        pack(bundle, out)
    except OSError as error:
        told = {"file": str(out), "reason": system_reason(error)}
        raise CdssError(sentence("pack_not_written", told)) from error
    size = f"{out.stat().st_size / 1e6:,.0f}"
    told = {"file": str(out), "name": bundle.identity.name, "version": bundle.identity.version, "size": size}
    print(sentence("pack_done", told))
    return 0
