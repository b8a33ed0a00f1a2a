"""Bringing a session file of an older program to this one: a backup first, then each part in one transaction.

A file that is ahead of this program is refused by what stands in its first bytes, before SQLite opens it and writes to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cdss.core.data_key import DataKey
from cdss.core.sealed import Seal, SealBroken
from cdss.core.system_reasons import system_reason
from cdss.database.backup import BackupUnsound, back_up
from cdss.database.schema import SEALED, NewerSchema, Step, lend, migrate, overwrite_freed, version_of
from cdss.database.tables import Cells, load

_COUNTED = ("patients", "rulings", "files", "work")
_MAGIC, _FIXED, _VERSION_AT = b"SQLite format 3\0", (slice(21, 24), b"\x40\x20\x20"), slice(60, 64)
"""What is the same in every header, and where the version stands (https://sqlite.org/fileformat.html, 1.3)."""


class NotForward(Exception):
    """The file could not be brought forward and is as it was. ``backup``: what was kept of it, None where nothing was."""

    def __init__(self, reason: str, backup: Path | None) -> None:
        super().__init__(reason)
        self.reason, self.backup = reason, backup


def refuse_newer(path: Path, steps: Sequence[Step]) -> None:
    """Raises ``NewerSchema`` for a file that is ahead of ``steps``; only read. ``OSError``.

    Not for a file that this process has open: to close it here would take the locks that are held on it.
    """
    if not path.is_file():
        return
    with path.open("rb") as stream:
        head = stream.read(100)
    sound = head.startswith(_MAGIC) and head[_FIXED[0]] == _FIXED[1]
    version = int.from_bytes(head[_VERSION_AT], "big") if sound else 0
    if version > len(steps):
        raise NewerSchema(f"version {version} is newer than {len(steps)}")


def bring_forward(
    connection: Connection, key: DataKey, purpose: str, path: Path, steps: Sequence[Step], now: datetime
) -> Path | None:
    """Bring the tables to version ``len(steps)``; returns the backup, None where none was needed.

    What was plain is first sealed, then overwritten, and only then of a version that says so: a kill in between has the rest done
    when the file is opened next. Raises ``NotForward``.
    """
    seal, kept = key.seal(purpose), None
    with connection.begin():
        version = version_of(connection)
    lend(connection, seal)
    try:
        if 0 < version < len(steps) and version != SEALED:
            with connection.begin():
                kept = back_up(connection, key, path, version, now)
        if 0 < version <= SEALED:
            with connection.begin():
                _counted(connection, steps[:SEALED])
            overwrite_freed(connection)
        if version < len(steps):
            with connection.begin():
                _counted(connection, steps)
                _readable(connection, seal)
    except (DBAPIError, sqlite3.Error, OSError, ValueError, SealBroken, BackupUnsound) as error:
        raise NotForward(system_reason(error), kept) from error
    return kept


def _counted(connection: Connection, steps: Sequence[Step]) -> None:
    """Migrate, and raise ``ValueError`` where a row of a patient was lost or made on the way."""
    before = _counts(connection)
    migrate(connection, steps)
    after = _counts(connection)
    wrong = [f"{name}: {count} → {after.get(name, 0)}" for name, count in before.items() if after.get(name) != count]
    if wrong:
        raise ValueError(", ".join(wrong))


def _counts(connection: Connection) -> dict[str, int]:
    tables = {str(row[0]) for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one())
        for name in _COUNTED
        if name in tables
    }


def _readable(connection: Connection, seal: Seal) -> None:
    """Every sealed cell opens. What an older program wrote that is no time or level is judged when the file is loaded."""
    with suppress(ValueError):
        load(connection, Cells(seal))
