"""One setting of the session file, before the file is opened for the session: what has to be known before the window is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def kept_setting(path: Path, name: str) -> str | None:
    """The text of the setting ``name``; None where there is no file, no such setting, or the file cannot be read now.

    Read with the standard library, for the database library takes longer to load than the window; locked as the session locks
    it, so that a log left by a kill is taken in the same way. What is wrong with a file is said when it is opened.
    """
    if not path.is_file():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])
    return None
