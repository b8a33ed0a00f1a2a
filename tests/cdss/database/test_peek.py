"""A setting read before the session is: it never harms the file, and a file that cannot be read is no reason to stop."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdss.database.peek import kept_setting
from cdss.database.records import SavedPatient, SavedSession
from cdss.database.session_file import open_session

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
SESSION = SavedSession((SavedPatient("/d/a", NOW, note="Worse."),), (("text_percent", "150"), ("theme", "light")))


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "session.db"
    opened = open_session(path, NOW)
    opened.file.write(SESSION)
    opened.file.close()
    return path


def test_a_kept_setting_is_read_and_the_session_is_as_before(kept):
    assert kept_setting(kept, "text_percent") == "150"
    assert kept_setting(kept, "moon") is None
    opened = open_session(kept, NOW)
    assert opened.saved == SESSION and opened.issues == ()
    opened.file.close()


def test_only_what_says_nothing_of_a_patient_is_read_without_the_key(kept):
    opened = open_session(kept, NOW)
    opened.file.write(SavedSession(SESSION.patients, (("selected", "/d/a"), ("theme", "light"))))
    opened.file.close()
    assert kept_setting(kept, "theme") == "light" and kept_setting(kept, "selected") is None


def test_a_file_of_an_older_program_is_read_too(tmp_path):
    with sqlite3.connect(tmp_path / "session.db") as connection:
        connection.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.execute("INSERT INTO settings VALUES ('text_percent', '175')")
    connection.close()
    assert kept_setting(tmp_path / "session.db", "text_percent") == "175"


def test_where_there_is_no_file_none_is_made(tmp_path):
    assert kept_setting(tmp_path / "session.db", "text_percent") is None
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_and_one_without_tables_say_nothing(tmp_path):
    (tmp_path / "a.db").write_bytes(b"no database at all" * 99)
    sqlite3.connect(tmp_path / "b.db").close()
    (tmp_path / "b.db").touch()
    assert kept_setting(tmp_path / "a.db", "text_percent") is None
    assert kept_setting(tmp_path / "b.db", "text_percent") is None


def test_a_file_that_another_window_holds_is_left_alone(kept):
    opened = open_session(kept, NOW)
    assert kept_setting(kept, "text_percent") is None
    opened.file.write(SavedSession())
    assert opened.file.saved == SavedSession()
    opened.file.close()


def test_what_a_killed_program_left_in_the_log_is_read_and_kept(kept, tmp_path):
    opened = open_session(kept, NOW)
    opened.file.write(SavedSession(SESSION.patients, (("text_percent", "200"),)))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for part in filter(Path.is_file, kept.parent.iterdir()):
        (crashed / part.name).write_bytes(part.read_bytes())
    opened.file.close()
    assert (crashed / "session.db-wal").stat().st_size > 0
    assert kept_setting(crashed / "session.db", "text_percent") == "200"
    again = open_session(crashed / "session.db", NOW)
    assert again.saved.patients == SESSION.patients and again.saved.settings == (("text_percent", "200"),)
    again.file.close()
