"""The session file: SQLite with a write-ahead log, each change forced to the disk before it counts as written.

One program holds the file: the lock is SQLite's own, which the operating system gives back however the program ends.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from cdss.core.errors import CdssError
from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.database.records import SavedSession
from cdss.database.schema import NewerSchema, migrate
from cdss.database.tables import load, write_changes

BUSY_S = 1.0
"""Seconds to wait for another window that is just closing."""

_CONNECTED = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""On opening, ``SQLITE_ERROR`` too: a table is missing that the file's version promises."""


class NotKept(CdssError):
    """The session cannot be saved; ``issue`` says why."""

    def __init__(self, why: Issue) -> None:
        super().__init__(why.text())
        self.issue = why


class SessionFile:
    """An open session file. Every call from one thread at a time. ``saved`` is what it holds."""

    def __init__(self, engine: Engine, connection: Connection, saved: SavedSession) -> None:
        self.saved = saved
        self._engine = engine
        self._connection = connection

    def write(self, session: SavedSession) -> None:
        """Write what differs from ``saved``, in one transaction; on the disk when this returns.

        Raises ``NotKept`` where that fails, for example because the disk is full; ``saved`` is then as before.
        """
        try:
            with self._connection.begin():
                write_changes(self._connection, self.saved, session)
        except DBAPIError as error:
            raise NotKept(_not_kept(error)) from error
        self.saved = session

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()
        self._engine.dispose()


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A session file, what it held, and what must be said of it."""

    file: SessionFile
    saved: SavedSession
    issues: tuple[Issue, ...] = ()


def open_session(path: Path, now: datetime) -> OpenedFile:
    """Open the session file at ``path``, made where there is none.

    A damaged one is renamed, with the time ``now`` in its name, and the session starts anew with an issue that says so.
    Raises ``NotKept`` where another window holds the file, a newer program wrote it, or the disk refuses.
    """
    try:
        return OpenedFile(*_open(path))
    except _Damaged:
        aside = _set_aside(path, now)
    try:
        return OpenedFile(*_open(path), (issue("session_file_damaged", Severity.WARNING, name=str(aside)),))
    except _Damaged as error:
        raise NotKept(issue("session_not_saved", Severity.WARNING, reason=str(error))) from error


class _Damaged(Exception):
    pass


def _open(path: Path) -> tuple[SessionFile, SavedSession]:
    engine = _engine(path)
    connection: Connection | None = None
    try:
        _make_private(path)
        connection = engine.connect()
        with connection.begin():
            _check(connection)
            migrate(connection)
            saved = load(connection)
    except Exception as error:
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
        engine.dispose()
        raise _judged(error, path) from error
    return SessionFile(engine, connection, saved), saved


def _judged(error: Exception, path: Path) -> Exception:
    """What a failure on opening means."""
    if isinstance(error, NewerSchema):
        return NotKept(issue("session_file_newer", Severity.WARNING, name=path.name))
    if isinstance(error, DBAPIError) and _code(error) in _IN_USE:
        return NotKept(issue("session_in_use", Severity.WARNING))
    if isinstance(error, DBAPIError) and _code(error) in _DAMAGED:
        return _Damaged(str(error.orig))
    if isinstance(error, DBAPIError | OSError):
        return NotKept(_not_kept(error))
    return _Damaged(str(error)) if isinstance(error, ValueError) else error


def _check(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check").scalar_one()
    if found != "ok":
        raise ValueError(str(found))


def _engine(path: Path) -> Engine:
    """SQLAlchemy leaves the transactions to us: Python's driver would not begin one before a change of tables."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        for statement in _CONNECTED:
            connection.execute(statement)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    return engine


def _make_private(path: Path) -> None:
    """Notes of patients are for the user's own eyes: the file is made readable for no one else, where the system knows that.

    A file that is there is not touched: to close it would take the locks that this process already holds on it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _set_aside(path: Path, now: datetime) -> Path:
    """Rename the file and its log; returns the new path of the file. Raises ``NotKept``."""
    stem = f"{path.stem}-damaged-{now:%Y%m%d-%H%M%S}"
    names = [path.with_name(f"{stem}{more}{path.suffix}") for more in ("", *(f"-{i}" for i in range(2, 100)))]
    aside = next(name for name in names if not name.exists())
    try:
        for ending in ("-wal", "-shm", ""):
            part = Path(f"{path}{ending}")
            if part.exists():
                part.rename(f"{aside}{ending}")
    except OSError as error:
        raise NotKept(_not_kept(error)) from error
    return aside


def _not_kept(error: Exception) -> Issue:
    reason = error.orig if isinstance(error, DBAPIError) else error
    return issue("session_not_saved", Severity.WARNING, reason=str(reason))


def _code(error: DBAPIError) -> int:
    """SQLite's primary result code."""
    return int(getattr(error.orig, "sqlite_errorcode", -1)) & 0xFF
