"""One look of the session file, before the file is opened for the session: what has to be known before the window is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def kept_setting(path: Path, name: str) -> str | None:
    """The text of the setting ``name``, one of those kept in the open; None where there is no file, no such setting, or the file
    cannot be read now.

    Read with the standard library, for the database library takes longer to load than the window; locked as the session locks
    it, so that a log left by a kill is taken in the same way. What is wrong with a file is said when it is opened.
    """
    if not path.is_file():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
        table = "looks" if "looks" in tables else "settings"  # as they were called when all of them were in the open
        row = connection.execute(f"SELECT value FROM {table} WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])
    return None
