"""A stretch of the log as one file that is verified by itself: a first line says what it holds, the entries follow as they are.

What was sealed on the disk is open in it. That it was this program that wrote it, it cannot prove: compare its last hash with an
anchor that was written down elsewhere.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cdss import __version__
from cdss.audit.anchor import Anchor
from cdss.audit.entry import canonical, time_text, written
from cdss.audit.errors import AuditError, unreadable, unwritable
from cdss.audit.lines import END, PLAIN, Codec
from cdss.audit.segments import lines
from cdss.audit.verify import Verified, Walk, entries
from cdss.core.files import write_whole
from cdss.core.hashing import sha256_bytes
from cdss.core.kinds import Severity
from cdss.core.result import issue

SCHEMA = "cdss.audit-export/1"


def export(
    folder: Path, target: Path, now: datetime, first: int = 1, last: int | None = None, codec: Codec = PLAIN
) -> int:
    """Write the entries ``first`` to ``last`` (None: all from ``first`` on) to ``target``; returns how many there are.

    Raises ``AuditError`` where there are none, or the disk refuses.
    """
    try:
        found = [e for e in entries(folder, codec) if e.n >= first and (last is None or e.n <= last)]
    except OSError as error:
        raise unreadable(folder, error) from error
    if not found:
        raise AuditError(issue("audit_none_in_range", Severity.WARNING, folder=folder))
    head = {
        "schema": SCHEMA,
        "first": found[0].n,
        "last": found[-1].n,
        "prev": found[0].prev,
        "last_hash": found[-1].hash,
        "exported": time_text(now),
        "program": __version__,
    }
    head["hash"] = sha256_bytes(canonical(head))
    content = END.join((canonical(head), *map(written, found))) + END
    try:
        write_whole(target, content)
    except OSError as error:
        raise unwritable(target, error) from error
    return len(found)


def verify_export(path: Path, known: Anchor | None = None) -> Verified:
    """Look at an exported file; ``known``: an anchor that was written down elsewhere. ``AuditError`` where it is no such file."""
    try:
        pieces = list(lines(path.read_bytes()))
    except OSError as error:
        raise unreadable(path, error) from error
    head = _head(pieces[0]) if pieces else None
    if head is None:
        raise AuditError(issue("audit_no_export", Severity.WARNING, file=path.name))
    walk = Walk(PLAIN, count=head["first"] - 1, before=head["prev"])
    walk.lines(pieces[1:])
    within = known if known is not None and head["first"] <= known.count <= head["last"] else None
    walk.end(Anchor(head["last"], head["last_hash"]), within)
    return walk.verified()


def _head(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
        told = found.pop("hash")
        sound = found["schema"] == SCHEMA and sha256_bytes(canonical(found)) == told
        return found if sound and found["first"] >= 1 else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
