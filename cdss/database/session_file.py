"""The session file: SQLite with a write-ahead log, each change forced to the disk before it counts as written.

One program holds the file: the lock is SQLite's own, which the operating system gives back however the program ends.

What it says of patients is sealed cell by cell (``cdss.core.sealed``), not page by page by SQLCipher. SQLCipher would encrypt
everything at once, but brings a second SQLite and a second OpenSSL beside those of Python, in wheels that one person builds (none
of its newest for older Linux), whose driver gives no error codes: a full disk, a damaged file and one in use would look alike.
``cryptography`` has wheels for every system, and seals the audit log in the same way.
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

from cdss.core.data_key import KEY_NAME, Guard, KeyUnavailable, forget_key, open_key, settled
from cdss.core.errors import CdssError
from cdss.core.files import overwrite
from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.sealed import Seal, SealBroken
from cdss.core.system_reasons import system_reason
from cdss.database.forward import NotForward, bring_forward, refuse_newer
from cdss.database.leftovers import copies
from cdss.database.records import SavedSession
from cdss.database.salvage import Salvaged, salvage
from cdss.database.schema import SEALED, STEPS, NewerSchema, overwrite_freed, version_of
from cdss.database.tables import Cells, Changes, OtherKey, check_key, load

BUSY_S = 1.0
"""Seconds to wait for another window that is just closing."""

_CONNECTED = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
PURPOSE = "session"
"""What the seal of the file is for."""

_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""On opening, ``SQLITE_ERROR`` too: a table is missing that the file's version promises."""


_OPEN: set[Path] = set()
"""The files that this process has open."""


class NotKept(CdssError):
    """The session cannot be saved; ``issue`` says why."""

    def __init__(self, why: Issue) -> None:
        super().__init__(why.text())
        self.issue = why


class SessionFile:
    """An open session file. Every call from one thread at a time. ``saved`` is what it holds."""

    def __init__(self, path: Path, engine: Engine, connection: Connection, saved: SavedSession, seal: Seal) -> None:
        self.saved = saved
        self._path = path
        self._engine = engine
        self._connection = connection
        self._seal = seal

    def write(self, session: SavedSession) -> None:
        """Write what differs from ``saved``, in one transaction; on the disk when this returns.

        Raises ``NotKept`` where that fails, for example because the disk is full; ``saved`` is then as before.
        """
        try:
            with self._connection.begin():
                Changes(self._connection, self._seal).write(self.saved, session)
        except (DBAPIError, ValueError) as error:
            raise NotKept(_not_kept(error)) from error
        self.saved = session

    def erase_deleted(self) -> None:
        """Overwrite what was deleted so far, in the file, in its log, and in damaged files and backups beside it,
        which are deleted.

        Raises ``NotKept`` where that fails.
        """
        try:
            overwrite_freed(self._connection)
            overwrite(copies(self._path))
        except (sqlite3.Error, DBAPIError, OSError) as error:
            raise NotKept(issue("session_not_erased", Severity.WARNING, reason=system_reason(error))) from error

    def close(self) -> None:
        """Give the file back, and forget its key."""
        self._connection.close()
        self._engine.dispose()
        _OPEN.discard(self._path.resolve())
        forget_key(self._path.parent)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A session file, what it held, what guards its key, and what must be said of it."""

    file: SessionFile
    saved: SavedSession
    guard: Guard = Guard.ACCOUNT
    issues: tuple[Issue, ...] = ()


def open_session(path: Path, now: datetime, pin: str | None = None) -> OpenedFile:
    """Open the session file at ``path``, made where there is none; its key lies beside it, perhaps under ``pin``.

    A damaged one is renamed, with the time ``now`` in its name, and the session starts anew, with what could still be read of it,
    and issues that say so.
    Raises ``PinNeeded`` where the key is under the PIN and ``pin`` is not it, ``KeyUnavailable`` where there is no key to be had
    (nothing is touched then), and ``NotKept`` where another window holds the file, a newer program wrote it, or the disk refuses.
    """
    try:
        return OpenedFile(*_open(path, pin, now))
    except _Damaged as error:
        rest = error.rest
        aside = _set_aside(path, "damaged", now)
    try:
        file, empty, guard, _ = _open(path, pin, now)
    except _Damaged as error:
        raise NotKept(issue("session_not_saved", Severity.WARNING, reason=str(error))) from error
    if rest is None:
        return OpenedFile(file, empty, guard, (issue("session_file_damaged", Severity.WARNING, name=str(aside)),))
    file.write(rest.session)
    return OpenedFile(file, rest.session, guard, rest.issues(aside))


def put_aside(path: Path, now: datetime) -> Path:
    """Rename a session file that cannot be opened, and its key: on the user's wish alone. Returns the new path of the file.

    File and key keep one name but for the ending, so that they can be put back. Raises ``NotKept``.
    """
    forget_key(path.parent)
    aside = _set_aside(path, "aside", now)
    key = path.with_name(KEY_NAME)
    try:
        if key.exists():
            key.rename(aside.with_suffix(key.suffix))
    except OSError as error:
        raise NotKept(_not_kept(error)) from error
    return aside


class _Damaged(Exception):
    """``rest``: what can still be read, None where that is nothing."""

    def __init__(self, why: str, rest: Salvaged | None = None) -> None:
        super().__init__(why)
        self.rest = rest


def _open(path: Path, pin: str | None, now: datetime) -> tuple[SessionFile, SavedSession, Guard, tuple[Issue, ...]]:
    engine = _engine(path)
    connection: Connection | None = None
    try:
        if path.resolve() not in _OPEN:
            settled(path.parent)
            refuse_newer(path, STEPS)
        _make_private(path)
        connection = engine.connect()
        with connection.begin():
            version = version_of(connection)
            if version > len(STEPS):
                raise NewerSchema(f"version {version} is newer than {len(STEPS)}")
            _check(connection)
            key = open_key(path.parent, pin, make=version < SEALED)
        seal = key.seal(PURPOSE)
        backup = bring_forward(connection, key, PURPOSE, path, STEPS, now)
        with connection.begin():
            check_key(connection, seal)
            saved = _loaded(connection, seal)
    except Exception as error:
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
        engine.dispose()
        raise _judged(error, path) from error
    _OPEN.add(path.resolve())
    said = () if backup is None else (issue("session_brought_forward", Severity.INFO, backup=backup),)
    return SessionFile(path, engine, connection, saved, seal), saved, key.guard, said


def _loaded(connection: Connection, seal: Seal) -> SavedSession:
    try:
        return load(connection, Cells(seal))
    except SealBroken as error:
        raise _Damaged(str(error), salvage(connection, seal)) from error


def _judged(error: Exception, path: Path) -> Exception:
    """What a failure on opening means."""
    if isinstance(error, KeyUnavailable):
        return error
    if isinstance(error, OtherKey):
        return KeyUnavailable(issue("key_other", Severity.WARNING, name=str(path.with_name(KEY_NAME))))
    if isinstance(error, NotForward):
        words = "session_not_forward" if error.backup else "session_not_forward_unkept"
        return NotKept(issue(words, Severity.WARNING, reason=error.reason, backup=error.backup or path))
    if isinstance(error, NewerSchema):
        return NotKept(issue("session_file_newer", Severity.WARNING, name=path.name))
    code = _code(error)
    if code in _IN_USE:
        return NotKept(issue("session_in_use", Severity.WARNING))
    if code in _DAMAGED:
        return _Damaged(str(getattr(error, "orig", error)))
    if isinstance(error, DBAPIError | sqlite3.Error | OSError):
        return NotKept(_not_kept(error))
    return _Damaged(str(error)) if isinstance(error, ValueError | SealBroken) else error


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


def _set_aside(path: Path, why: str, now: datetime) -> Path:
    """Rename the file and its log; returns the new path of the file. Raises ``NotKept``."""
    stem = f"{path.stem}-{why}-{now:%Y%m%d-%H%M%S}"
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
    return issue("session_not_saved", Severity.WARNING, reason=system_reason(error))


def _code(error: Exception) -> int:
    """SQLite's primary result code; 255 for an error that is not SQLite's."""
    return int(getattr(getattr(error, "orig", error), "sqlite_errorcode", -1)) & 0xFF
