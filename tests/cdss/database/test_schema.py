"""Steps from version to version, on real files."""

import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, event

from cdss.core.sealed import Seal
from cdss.database.records import SavedPatient, SavedRuling, SavedSession
from cdss.database.schema import METADATA, SEALED, STEPS, NewerSchema, lend, migrate, version_of
from cdss.database.session_file import _engine
from cdss.database.tables import Cells, load

NEXT = (*STEPS, ("ALTER TABLE patients ADD COLUMN bed TEXT", "UPDATE patients SET bed = 'hall'"))
SEAL = Seal(bytes(32), "session")
ANNA = "INSERT INTO patients (key, place, path, note) VALUES ('a', 0, x'00', x'01')"


@pytest.fixture
def engine(tmp_path):
    made = _engine(tmp_path / "session.db")
    event.listen(made, "engine_connect", lambda connection: lend(connection, SEAL))
    yield made
    made.dispose()


def columns(connection, table):
    return [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]


def test_the_steps_make_the_tables_that_the_program_uses(engine):
    with engine.begin() as connection:
        migrate(connection)
        assert {name: columns(connection, name) for name in METADATA.tables} == {
            name: [column.name for column in table.columns] for name, table in METADATA.tables.items()
        }
        assert version_of(connection) == len(STEPS)


def test_an_older_file_is_brought_forward_with_what_it_holds(engine):
    with engine.begin() as connection:
        migrate(connection)
        connection.exec_driver_sql(ANNA)
    with engine.begin() as connection:
        migrate(connection, NEXT)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT note, bed FROM patients").one() == (b"\x01", "hall")
        assert version_of(connection) == len(STEPS) + 1


FULL = (
    "INSERT INTO patients VALUES ('/d/a', 0, '2026-11-21T18:45:00+00:00', NULL, 'kept', NULL)",
    "INSERT INTO rulings VALUES ('/d/a', 2, NULL, 'grey', NULL)",
    "INSERT INTO files VALUES ('/d/a', 0, 0, '/f/b.csv')",
    "INSERT INTO settings VALUES ('theme', 'light')",
    "INSERT INTO settings VALUES ('selected', '/d/a')",
)
KEPT = SavedPatient(
    "/d/a",
    datetime(2026, 11, 21, 18, 45, tzinfo=UTC),
    note="kept",
    drops=(("/f/b.csv",),),
    ruling=SavedRuling(2, None, "grey", None),
)


@pytest.mark.parametrize("version", range(1, SEALED))
def test_every_released_version_is_brought_to_this_one(engine, version):
    with engine.begin() as connection:
        migrate(connection, STEPS[:version])
        for statement in FULL:
            connection.exec_driver_sql(statement)
        migrate(connection)
        assert load(connection, Cells(SEAL)) == SavedSession((KEPT,), (("selected", "/d/a"), ("theme", "light")))
        stored = [row for table in METADATA.tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    assert "theme" in str(stored) and not any(word in str(stored) for word in ("/d/a", "kept", "grey", "b.csv"))


def test_a_file_that_is_up_to_date_is_not_touched(engine):
    with engine.begin() as connection:
        migrate(connection, NEXT)
        connection.exec_driver_sql("INSERT INTO patients (key, place, path, bed) VALUES ('a', 0, x'00', '7')")
        migrate(connection, NEXT)
        assert connection.exec_driver_sql("SELECT bed FROM patients").scalar_one() == "7"


def test_a_step_that_fails_leaves_the_file_as_it_was(engine, tmp_path):
    with engine.begin() as connection:
        migrate(connection)
        connection.exec_driver_sql(ANNA)
    broken = (
        *STEPS,
        ("ALTER TABLE patients ADD COLUMN bed TEXT", "DELETE FROM patients", "INSERT INTO nowhere VALUES (1)"),
    )
    with pytest.raises(Exception, match="nowhere"), engine.begin() as connection:
        migrate(connection, broken)
    connection = sqlite3.connect(tmp_path / "session.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert connection.execute("SELECT note FROM patients").fetchall() == [(b"\x01",)]
    assert "bed" not in [row[1] for row in connection.execute("PRAGMA table_info(patients)")]
    connection.close()


def test_a_newer_file_is_refused(engine):
    with engine.begin() as connection:
        migrate(connection, NEXT)
    with pytest.raises(NewerSchema), engine.begin() as connection:
        migrate(connection, STEPS)


def test_a_ruling_on_nobody_is_refused(engine):
    with engine.begin() as connection:
        migrate(connection)
    with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO rulings (key, level, reason) VALUES ('nobody', x'02', x'')")


def test_what_sqlalchemy_does_by_itself_would_not_have_protected_the_steps(tmp_path):
    """Why the engine begins its transactions itself: with the driver's own, a failed step keeps what it did to the tables."""
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    with pytest.raises(Exception, match="nowhere"), engine.begin() as connection:
        migrate(connection, (("CREATE TABLE half (a TEXT)", "INSERT INTO nowhere VALUES (1)"),))
    with engine.begin() as connection:
        left = columns(connection, "half")
    engine.dispose()
    assert left == ["a"]
