"""The tables of the session file, and the steps that bring a file of any older version to this one.

Plain SQL under ``PRAGMA user_version``, not Alembic: the file is small, local and has one user, SQLite changes its tables inside
a transaction, and steps that stand in the code are there in every installed or frozen program. Alembic would bring two more
packages, and scripts that it runs from files beside the program.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, Table, Text

Step = tuple[str, ...]

STEPS: tuple[Step, ...] = (
    (
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE patients (key TEXT PRIMARY KEY, place INTEGER NOT NULL, opened TEXT, closed TEXT, note TEXT, draft TEXT)",
        "CREATE TABLE rulings (key TEXT PRIMARY KEY REFERENCES patients ON DELETE CASCADE,"
        " level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5), model_level INTEGER, reason TEXT NOT NULL, made TEXT)",
        "CREATE TABLE files (key TEXT NOT NULL REFERENCES patients ON DELETE CASCADE, dropped INTEGER NOT NULL,"
        " place INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (key, dropped, place))",
    ),
    (
        "CREATE TABLE work (key TEXT NOT NULL REFERENCES patients ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL,"
        " PRIMARY KEY (key, kind))",
    ),
)
"""Step n leads from version n to n + 1. A step that was ever released is never changed: a new one follows it."""

METADATA = MetaData()
SETTINGS = Table("settings", METADATA, Column("name", Text, primary_key=True), Column("value", Text))
PATIENTS = Table(
    "patients",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("place", Integer),
    *(Column(name, Text) for name in ("opened", "closed", "note", "draft")),
)
RULINGS = Table(
    "rulings",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    Column("level", Integer),
    Column("model_level", Integer),
    Column("reason", Text),
    Column("made", Text),
)
FILES = Table(
    "files",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    Column("dropped", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("path", Text),
)
WORK = Table(
    "work",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("text", Text),
)


class NewerSchema(ValueError):
    """The file was written by a newer version of the program."""


def version_of(connection: Connection) -> int:
    """The version of the file's tables; 0 for an empty file."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the tables to version ``len(steps)``, all in one transaction; a step that fails leaves the file as it was.

    Raises ``NewerSchema`` for a file that is ahead of ``steps``; nothing is written then.
    """
    here = version_of(connection)
    if here > len(steps):
        raise NewerSchema(f"version {here} is newer than {len(steps)}")
    if here == len(steps):
        return
    for step in steps[here:]:
        for statement in step:
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {len(steps)}")
