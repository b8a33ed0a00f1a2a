"""Backups of the session file: what it was before a newer program changed its tables, sealed as a whole under its own key.

The older tables may have been plain, and a backup must not say of patients what the file no longer says. A backup is read again
before anything is changed. The newest ``KEEP`` are kept; deleting a patient deletes all of them, for nobody can look into them to
leave one patient out.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from cdss.core.data_key import DataKey
from cdss.core.files import name_on_disk, overwrite, write_whole
from cdss.core.sealed import SealBroken
from cdss.core.system_reasons import system_reason
from cdss.database.leftovers import BACKUP_ENDING, backups

KEEP = 3
PURPOSE = "backup"


class BackupUnsound(Exception):
    """A backup cannot be opened under the key, or holds no sound tables."""


class SessionBusy(Exception):
    """The session file is held by a window, or cannot be read; its text is the code of the reason (``system_reason``)."""


def back_up(connection: Connection, key: DataKey, path: Path, version: int, now: datetime) -> Path:
    """Keep the tables of ``version`` beside the session file ``path``; sound and on the disk when this returns.

    ``OSError`` where the disk refuses, ``BackupUnsound`` where what was written is not what was read.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    content = bytes(driver.serialize())
    stem = f"{path.stem}-backup-v{version}-{now:%Y%m%d-%H%M%S}"
    names = [path.with_name(f"{stem}{more}{BACKUP_ENDING}") for more in ("", *(f"-{i}" for i in range(2, 100)))]
    kept = next(name for name in names if not name.exists())
    write_whole(kept, key.seal(PURPOSE).seal(content, kept.name), private=True)
    name_on_disk(path.parent)
    if backup_content(kept, key) != content:
        raise BackupUnsound(kept.name)
    overwrite(backups(path)[KEEP:])
    return kept


def backup_content(backup: Path, key: DataKey) -> bytes:
    """The session file that ``backup`` was made from, its tables found sound. Raises ``BackupUnsound``, ``OSError``."""
    try:
        content = key.seal(PURPOSE).open(backup.read_bytes(), backup.name)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(_without_log(content))
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupUnsound(backup.name)
    except (SealBroken, sqlite3.Error) as error:
        raise BackupUnsound(backup.name) from error
    return content


def reseal_backup(backup: Path, old: DataKey, new: DataKey, folder: Path) -> None:
    """Write ``backup`` under another key into ``folder``. Raises ``BackupUnsound``, ``OSError``."""
    content = new.seal(PURPOSE).seal(backup_content(backup, old), backup.name)
    write_whole(folder / backup.name, content, private=True)


def restore(path: Path, backup: Path, key: DataKey, now: datetime) -> Path:
    """Put what ``backup`` holds in the place of the session file, which is kept beside it; returns where.

    Nobody may hold the file: ``SessionBusy`` where somebody does. Raises ``BackupUnsound``, ``OSError``.
    """
    content = backup_content(backup, key)
    aside = path.with_name(f"{path.stem}-replaced-{now:%Y%m%d-%H%M%S}{path.suffix}")
    if path.exists():
        _empty_log(path)
        shutil.copyfile(path, aside)
        aside.chmod(0o600)
    write_whole(path, content, private=True)
    name_on_disk(path.parent)
    return aside


def _empty_log(path: Path) -> None:
    """Have all that was written in the file itself: a log that is left would be put into whatever takes its place."""
    try:
        with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise SessionBusy(system_reason(error)) from error


def _without_log(content: bytes) -> bytes:
    """The same tables as a file that has no log beside it (bytes 18 and 19 of the header, https://sqlite.org/fileformat.html)."""
    return content[:18] + b"\x01\x01" + content[20:]
