"""One writer at a time: the lock of a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cdss.audit.errors import AuditError
from cdss.core import held as locks
from cdss.core.kinds import Severity
from cdss.core.result import issue

LOCK = "lock"
"""Name of the file that is locked, in the folder of the log."""

PATIENCE_S = 10.0
"""Seconds to wait for another program: an entry takes hundredths of a second, on a network drive perhaps more."""


@contextmanager
def held(path: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock at ``path`` for the block; ``AuditError`` where another program does not let go, ``OSError`` of the disk."""
    try:
        with locks.held(path, patience_s):
            yield
    except locks.Busy as error:
        raise AuditError(issue("audit_busy", Severity.WARNING, folder=path.parent)) from error
