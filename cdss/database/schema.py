"""The tables of the session file, and the steps that bring a file of any older version to this one.

Plain SQL under ``PRAGMA user_version``, not Alembic: the file is small, local and has one user, SQLite changes its tables inside
a transaction, and steps that stand in the code are there in every installed or frozen program. Alembic would bring two more
packages, and scripts that it runs from files beside the program.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

from cdss.core.sealed import Seal

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
    (
        *(
            f"ALTER TABLE {name} RENAME TO plain_{name}"
            for name in ("settings", "patients", "rulings", "files", "work")
        ),
        "CREATE TABLE looks (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
        "CREATE TABLE patients (key TEXT PRIMARY KEY, place INTEGER NOT NULL, path BLOB NOT NULL, opened BLOB, closed BLOB,"
        " note BLOB, draft BLOB)",
        "CREATE TABLE rulings (key TEXT PRIMARY KEY REFERENCES patients ON DELETE CASCADE,"
        " level BLOB NOT NULL, model_level BLOB, reason BLOB NOT NULL, made BLOB)",
        "CREATE TABLE files (key TEXT NOT NULL REFERENCES patients ON DELETE CASCADE, dropped INTEGER NOT NULL,"
        " place INTEGER NOT NULL, path BLOB NOT NULL, PRIMARY KEY (key, dropped, place))",
        "CREATE TABLE work (key TEXT NOT NULL REFERENCES patients ON DELETE CASCADE, kind TEXT NOT NULL, text BLOB NOT NULL,"
        " PRIMARY KEY (key, kind))",
        "INSERT INTO looks SELECT name, value FROM plain_settings WHERE name IN ('language', 'text_percent', 'theme')",
        "INSERT INTO settings SELECT name, seal(value, 'settings', name, 'value') FROM plain_settings"
        " WHERE name NOT IN ('language', 'text_percent', 'theme')",
        "INSERT INTO settings VALUES ('', seal('', 'settings', '', 'value'))",
        "INSERT INTO patients SELECT pseudonym(key), place, seal(key, 'patients', pseudonym(key), 'path'),"
        + ",".join(f" seal({c}, 'patients', pseudonym(key), '{c}')" for c in ("opened", "closed", "note", "draft"))
        + " FROM plain_patients",
        "INSERT INTO rulings SELECT pseudonym(key),"
        + ",".join(f" seal({c}, 'rulings', pseudonym(key), '{c}')" for c in ("level", "model_level", "reason", "made"))
        + " FROM plain_rulings",
        "INSERT INTO files SELECT pseudonym(key), dropped, place,"
        " seal(path, 'files', pseudonym(key), dropped, place, 'path') FROM plain_files",
        "INSERT INTO work SELECT pseudonym(key), kind, seal(text, 'work', pseudonym(key), kind, 'text') FROM plain_work",
        *(f"DROP TABLE plain_{name}" for name in ("work", "files", "rulings", "patients", "settings")),
    ),
    (),
)
"""Step n leads from version n to n + 1. A step that was ever released is never changed: a new one follows it.

The third seals what was plain; ``seal`` and ``pseudonym`` are functions that ``lend`` gives it. The fourth is empty: a
file is of its version once no page and no log holds what was plain, so that a kill in between has it done again.
"""

SEALED = 3
"""The version from which on cells are sealed."""

LOOKS = ("language", "text_percent", "theme")
"""Settings that are kept in the open: they say nothing of a patient, and are needed before the key is there."""

KEY_CHECK = ""
"""Name of the setting that only tells, by opening, that the key is the file's own."""

METADATA = MetaData()
LOOK_TABLE = Table("looks", METADATA, Column("name", Text, primary_key=True), Column("value", Text))
SETTINGS = Table("settings", METADATA, Column("name", Text, primary_key=True), Column("value", LargeBinary))
PATIENTS = Table(
    "patients",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("place", Integer),
    *(Column(name, LargeBinary) for name in ("path", "opened", "closed", "note", "draft")),
)
RULINGS = Table(
    "rulings",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    *(Column(name, LargeBinary) for name in ("level", "model_level", "reason", "made")),
)
FILES = Table(
    "files",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    Column("dropped", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("path", LargeBinary),
)
WORK = Table(
    "work",
    METADATA,
    Column("key", Text, ForeignKey("patients.key"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("text", LargeBinary),
)
"""A ``LargeBinary`` column is sealed, each cell to its table, row and column; a ``key`` is a pseudonym of the patient's path."""


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


def lend(connection: Connection, seal: Seal) -> None:
    """Lend the steps the functions that they seal with: ``seal(plain, place…)``, NULL for NULL, and ``pseudonym(text)``."""

    def sealed(plain: str | int | None, *place: str | int) -> bytes | None:
        return None if plain is None else seal.seal(str(plain).encode(), *map(str, place))

    driver = connection.connection.driver_connection
    assert driver is not None
    driver.create_function("seal", -1, sealed)
    driver.create_function("pseudonym", 1, seal.pseudonym, deterministic=True)


def overwrite_freed(connection: Connection) -> None:
    """Overwrite what was deleted, in the file and in its log: outside a transaction, for ``VACUUM`` runs in none.

    The log is emptied first, so that freed pages are zeroed where they lie; ``VACUUM`` then leaves no free page at all.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        driver.execute(statement).fetchall()
