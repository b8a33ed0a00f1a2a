"""``cdss restore-store``: a backup of the kept session, made before a newer program changed it, put back."""

from __future__ import annotations

import argparse
from pathlib import Path

from cdss.cli.audited import CommandAudit, add_audit_argument
from cdss.core.clock import now
from cdss.core.data_key import open_key
from cdss.core.errors import CdssError
from cdss.core.paths import user_dir
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.database.backup import BackupUnsound, SessionBusy, restore
from cdss.database.leftovers import backups
from cdss.database.records import FILE_NAME
from cdss.records.audit_event import AuditEvent, AuditKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss restore-store``."""
    parser.add_argument(
        "backup", metavar="BACKUP", nargs="?", type=Path, help="backup to put back (default: list them)"
    )
    add_audit_argument(parser)


def run(args: argparse.Namespace) -> int:
    """List the backups, or put one back; ``CdssError`` says why nothing was changed."""
    path = user_dir() / FILE_NAME
    if args.backup is None:
        listed = [str(backup) for backup in backups(path)]
        print("\n".join(listed or [sentence("restore_none", {"folder": str(path.parent)})]))
        return 0
    with CommandAudit(args.audit) as audit:
        aside = _restored(path, args.backup)
        audit.enter(AuditEvent(AuditKind.STORE_RESTORED, None, {"backup": args.backup.name}))
    print(sentence("restore_done", {"file": args.backup.name, "aside": str(aside)}))
    return 1 if audit.unwritten else 0


def _restored(path: Path, backup: Path) -> Path:
    try:
        return restore(path, backup, open_key(path.parent, make=False), now())
    except BackupUnsound as error:
        raise CdssError(sentence("restore_unsound", {"file": str(backup)})) from error
    except (OSError, SessionBusy) as error:
        raise CdssError(sentence("restore_refused", {"reason": system_reason(error)})) from error
