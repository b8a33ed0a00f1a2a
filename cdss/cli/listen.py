"""``cdss listen``: take films and ECGs from named peers into the folder that the worklist watches, until Ctrl+C."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from cdss.cli.audited import CommandAudit, add_audit_argument
from cdss.core.errors import CdssError
from cdss.core.sentences import LANGUAGES, catalogue, sentence
from cdss.network.filing import Filing
from cdss.network.intake import Intake, Say
from cdss.network.listener import LOOPBACK, MAX_MIB, PORT, Address, Listener
from cdss.records.audit_event import AuditEvent, AuditKind

TITLE = "TRIAGELENS"

UNAUDITED = 1
"""Exit code where not all that came could be entered in the audit."""

AGAIN_S = 60.0
"""Seconds after which entries that could not be written are tried again, if nothing comes before."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss listen``."""
    parser.add_argument("--into", metavar="DIR", type=Path, required=True, help="folder for the patients' case folders")
    parser.add_argument(
        "--from",
        metavar="TITLE",
        dest="callers",
        nargs="+",
        required=True,
        help="AE titles that may send; all others are refused",
    )
    parser.add_argument("--title", default=TITLE, help=f"own AE title (default: {TITLE})")
    parser.add_argument(
        "--host",
        default=LOOPBACK,
        help=f"address to listen on (default: {LOOPBACK}, this computer alone; DICOM is not encrypted)",
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default: {PORT}; 0: any free one)")
    parser.add_argument("--max-mib", type=int, default=MAX_MIB, help=f"largest object in MiB (default: {MAX_MIB})")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the messages (default: en)")
    add_audit_argument(parser)


def run(args: argparse.Namespace, until: threading.Event | None = None) -> int:
    """Listen until ``until`` is set (or Ctrl+C); ``CdssError`` where folder or address cannot be used."""
    if not args.into.is_dir():
        raise CdssError(sentence("network_no_folder", {"folder": str(args.into)}, args.language))
    address = Address(args.title, tuple(args.callers), args.host, args.port)
    say = partial(_say, args.language)
    max_bytes = args.max_mib << 20
    with CommandAudit(args.audit, args.language, at_once=True) as audit:
        intake = Intake(Filing(args.into), max_bytes, say, filed=partial(_enter, audit))
        _listen(Listener(address, args.into, say, max_bytes, intake), address, audit, say, until or threading.Event())
    return UNAUDITED if audit.unwritten else 0


def _listen(listener: Listener, address: Address, audit: CommandAudit, say: Say, until: threading.Event) -> None:
    listener.start()
    told = {"title": address.title, "host": address.host, "port": str(listener.port)}
    say("network_listening", told)
    if address.host != LOOPBACK:
        say("network_open", {})
    try:
        while not until.wait(AGAIN_S):
            audit.again()
    except KeyboardInterrupt:  # the way to end it
        say("network_ended", {})
    finally:
        listener.stop()


def _enter(audit: CommandAudit, path: Path, sender: str) -> None:
    """From whom it came, and for whom, by the folder they are opened from."""
    audit.enter(AuditEvent(AuditKind.OBJECT_RECEIVED, str(path.parent.resolve()), {"sender": sender, "objects": 1}))


def _say(language: str, code: str, params: Mapping[str, str]) -> None:
    said = {key: sentence(value, {}, language) if value in catalogue() else value for key, value in params.items()}
    print(sentence(code, said, language), file=sys.stderr, flush=True)
