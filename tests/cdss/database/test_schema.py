"""Steps from version to version, on real files."""

import sqlite3

import pytest
from sqlalchemy import create_engine

from cdss.database.records import SavedPatient, SavedSession
from cdss.database.schema import METADATA, STEPS, NewerSchema, migrate, version_of
from cdss.database.session_file import _engine
from cdss.database.tables import load

NEXT = (*STEPS, ("ALTER TABLE patients ADD COLUMN bed TEXT", "UPDATE patients SET bed = 'hall'"))


@pytest.fixture
def engine(tmp_path):
    made = _engine(tmp_path / "session.db")
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
        connection.exec_driver_sql("INSERT INTO patients (key, place, note) VALUES ('/d/a', 0, 'kept')")
    with engine.begin() as connection:
        migrate(connection, NEXT)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT note, bed FROM patients").one() == ("kept", "hall")
        assert version_of(connection) == len(STEPS) + 1


def test_every_released_version_is_brought_to_this_one(engine):
    with engine.begin() as connection:
        migrate(connection, STEPS[:1])
        connection.exec_driver_sql("INSERT INTO patients (key, place, note) VALUES ('/d/a', 0, 'kept')")
        migrate(connection)
        assert load(connection) == SavedSession((SavedPatient("/d/a", note="kept"),))


def test_a_file_that_is_up_to_date_is_not_touched(engine):
    with engine.begin() as connection:
        migrate(connection, NEXT)
        connection.exec_driver_sql("INSERT INTO patients (key, place, bed) VALUES ('/d/a', 0, '7')")
        migrate(connection, NEXT)
        assert connection.exec_driver_sql("SELECT bed FROM patients").scalar_one() == "7"


def test_a_step_that_fails_leaves_the_file_as_it_was(engine, tmp_path):
    with engine.begin() as connection:
        migrate(connection)
        connection.exec_driver_sql("INSERT INTO patients (key, place, note) VALUES ('/d/a', 0, 'kept')")
    broken = (
        *STEPS,
        ("ALTER TABLE patients ADD COLUMN bed TEXT", "DELETE FROM patients", "INSERT INTO nowhere VALUES (1)"),
    )
    with pytest.raises(Exception, match="nowhere"), engine.begin() as connection:
        migrate(connection, broken)
    connection = sqlite3.connect(tmp_path / "session.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert connection.execute("SELECT note FROM patients").fetchall() == [("kept",)]
    assert "bed" not in [row[1] for row in connection.execute("PRAGMA table_info(patients)")]
    connection.close()


def test_a_newer_file_is_refused(engine):
    with engine.begin() as connection:
        migrate(connection, NEXT)
    with pytest.raises(NewerSchema), engine.begin() as connection:
        migrate(connection, STEPS)


def test_a_level_outside_the_scale_is_refused_by_the_table_itself(engine):
    with engine.begin() as connection:
        migrate(connection)
        connection.exec_driver_sql("INSERT INTO patients (key, place) VALUES ('/d/a', 0)")
    with pytest.raises(Exception, match="CHECK"), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO rulings (key, level, reason) VALUES ('/d/a', 6, '')")


def test_a_ruling_on_nobody_is_refused(engine):
    with engine.begin() as connection:
        migrate(connection)
    with pytest.raises(Exception, match="FOREIGN KEY"), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO rulings (key, level, reason) VALUES ('/d/nobody', 2, '')")


def test_what_sqlalchemy_does_by_itself_would_not_have_protected_the_steps(tmp_path):
    """Why the engine begins its transactions itself: with the driver's own, a failed step keeps what it did to the tables."""
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    with pytest.raises(Exception, match="nowhere"), engine.begin() as connection:
        migrate(connection, (("CREATE TABLE half (a TEXT)", "INSERT INTO nowhere VALUES (1)"),))
    with engine.begin() as connection:
        left = columns(connection, "half")
    engine.dispose()
    assert left == ["a"]
