"""The session file at rest: nothing of a patient can be read from its bytes, and what is sealed is bound to its place."""

import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdss.core.data_key import KEY_NAME, Guard, KeyUnavailable, PinNeeded, forget_key, guard_with_pin, open_key
from cdss.database.records import FILE_NAME, SavedPatient, SavedRuling, SavedSession
from cdss.database.schema import SEALED, STEPS
from cdss.database.session_file import NotKept, open_session, put_aside

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
PLANTED = ("Honggildong", "홍길동", "900101-1234567", "010-1234-5678")
PATH, NAME = "/d/Honggildong 900101-1234567", "Honggildong"
PATIENT = SavedPatient(
    PATH,
    NOW,
    note="홍길동 010-1234-5678, worse",
    draft="홍길동 dr",
    drops=((f"/f/{NAME}.csv",),),
    ruling=SavedRuling(2, 3, f"{NAME} looks grey", NOW),
    work=(("triage", '{"text": "홍길동"}'),),
)
OTHER = SavedPatient("/d/b", NOW + timedelta(minutes=3), note="an ordinary note", work=(("triage", "{}"),))
SESSION = SavedSession(
    (PATIENT, OTHER), (("language", "ko"), ("pin", "scrypt$x"), ("selected", PATH), ("watched_names", f'["{NAME}"]'))
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def written(path):
    opened = open_session(path, NOW)
    opened.file.write(SESSION)
    opened.file.close()
    return path


def found_in(folder, words=PLANTED):
    """The planted words that stand in any file of ``folder``, in the encodings that a file may have them in."""
    everything = b"".join(p.read_bytes() + p.name.encode() for p in folder.rglob("*") if p.is_file())
    return {w for w in words for code in ("utf-8", "utf-16-le") if w.encode(code) in everything}


def reopened(path, pin=None):
    forget_key(path.parent)
    opened = open_session(path, NOW, pin)
    opened.file.close()
    return opened.saved


def plain_file(path, version=2):
    """A file of an older program, killed while it wrote: rows in the file, others in its log, a deleted one between them."""
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in (s for step in STEPS[:version] for s in step):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    insert = "INSERT INTO patients VALUES (?, ?, ?, NULL, ?, NULL)"
    connection.execute(insert, ("/d/Honggildong", 7, NOW.isoformat(), "010-1234-5678 " * 900))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("DELETE FROM patients")
    connection.execute(insert, (PATH, 0, NOW.isoformat(), PATIENT.note))
    connection.execute("INSERT INTO settings VALUES ('selected', ?)", (PATH,))
    killed = path.parent.with_name("killed")
    shutil.copytree(path.parent, killed)
    connection.close()
    shutil.rmtree(path.parent)
    killed.rename(path.parent)


def test_nothing_of_a_patient_is_in_any_byte_of_the_folder(written):
    assert found_in(written.parent) == set()
    opened = open_session(written, NOW)
    opened.file.write(SavedSession((replace(PATIENT, note="홍길동 again"),), SESSION.settings))
    assert written.with_name(written.name + "-wal").stat().st_size > 0
    assert found_in(written.parent) == set(), "nor in the log"
    opened.file.close()
    assert reopened(written).patients[0].note == "홍길동 again"


def test_the_same_key_opens_it_in_the_next_program(written):
    assert reopened(written) == SESSION


def test_the_search_of_bytes_finds_what_is_plain(path):
    plain_file(path)
    assert found_in(path.parent) == set(PLANTED)


@pytest.mark.parametrize("version", range(1, SEALED))
def test_an_older_file_is_sealed_and_what_was_plain_is_overwritten(path, version):
    plain_file(path, version)
    opened = open_session(path, NOW)
    assert found_in(path.parent) == set(), "while it is open too"
    opened.file.close()
    assert found_in(path.parent) == set()
    assert reopened(path) == SavedSession((SavedPatient(PATH, NOW, note=PATIENT.note),), (("selected", PATH),))


def test_a_kill_between_sealing_and_overwriting_has_the_overwriting_done_at_the_next_start(path, monkeypatch):
    plain_file(path)

    class Killed(BaseException):
        pass

    def kill(_):
        copy = path.parent.with_name("copy")
        shutil.copytree(path.parent, copy)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("cdss.database.forward.overwrite_freed", kill)
        open_session(path, NOW)
    copy = path.parent.with_name("copy") / path.name
    assert found_in(copy.parent), "still there at that moment"
    assert reopened(copy).patients == (SavedPatient(PATH, NOW, note=PATIENT.note),)
    assert found_in(copy.parent) == set()


FIRST = "(SELECT key FROM patients WHERE place = 0)"
TOUCHED = ["session_salvaged", "session_salvaged_touched"]
NO_RULING, NO_WORK = replace(PATIENT, ruling=None), replace(PATIENT, work=())
LOST = [
    ("patients SET note = (SELECT note FROM patients WHERE place = 1) WHERE place = 0", replace(PATIENT, note=None)),
    ("patients SET note = draft WHERE place = 0", replace(PATIENT, note=None)),
    ("patients SET draft = zeroblob(40) WHERE place = 0", replace(PATIENT, draft=None)),
    ("patients SET draft = 'no bytes' WHERE place = 0", replace(PATIENT, draft=None)),
    ("patients SET opened = zeroblob(40) WHERE place = 0", replace(PATIENT, opened=None)),
    (f"work SET text = (SELECT text FROM work WHERE key != {FIRST}) WHERE key = {FIRST}", NO_WORK),
    ("rulings SET reason = zeroblob(40)", NO_RULING),
    ("files SET path = zeroblob(40)", replace(PATIENT, drops=())),
]
"""How a cell is changed or moved, and what is left of the first patient then."""


def changed(path, statement):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(f"UPDATE {statement}").rowcount == 1
    connection.close()


@pytest.mark.parametrize(("statement", "left"), LOST)
def test_a_cell_that_was_changed_or_moved_is_left_out_told_of_whom_and_all_else_is_back(written, statement, left):
    changed(written, statement)
    opened = open_session(written, NOW)
    opened.file.close()
    assert [i.code for i in opened.issues] == TOUCHED
    assert Path(PATH).name in opened.issues[1].text("en") and "결정" in opened.issues[1].text("ko")
    (aside,) = written.parent.glob("session-damaged-*.db")
    assert str(aside) in opened.issues[0].text("en")
    assert opened.saved == replace(SESSION, patients=(left, OTHER))
    assert reopened(written) == opened.saved, "written into the new file"
    again = open_session(written, NOW)
    again.file.close()
    assert again.issues == (), "said once"


def test_a_patient_who_cannot_be_named_any_more_is_counted(written):
    changed(written, "patients SET path = zeroblob(40) WHERE place = 0")
    opened = open_session(written, NOW)
    opened.file.close()
    assert [i.code for i in opened.issues] == ["session_salvaged", "session_salvaged_gone"]
    assert "named: 1." in opened.issues[1].text("en") and opened.saved.patients == (OTHER,)


def test_a_decision_moved_to_another_patient_is_nobodys(written):
    changed(written, "rulings SET key = (SELECT key FROM patients WHERE place = 1)")
    opened = open_session(written, NOW)
    opened.file.close()
    assert [i.code for i in opened.issues] == TOUCHED
    assert opened.saved.patients == (NO_RULING, OTHER)


def test_of_a_lost_pin_it_is_said_that_the_screen_does_not_lock(written):
    changed(written, "settings SET value = (SELECT value FROM settings WHERE name = '') WHERE name = 'pin'")
    opened = open_session(written, NOW)
    opened.file.close()
    assert [i.code for i in opened.issues] == ["session_salvaged", "session_salvaged_pin"]
    assert "does not lock until you set a new one" in opened.issues[1].text("en")
    assert "잠기지 않습니다" in opened.issues[1].text("ko")
    assert "pin" not in dict(opened.saved.settings)


def test_a_damaged_setting_is_as_it_first_was_and_that_is_said(written):
    changed(written, "settings SET value = (SELECT value FROM settings WHERE name = '') WHERE name = 'selected'")
    opened = open_session(written, NOW)
    opened.file.close()
    assert [i.code for i in opened.issues] == ["session_salvaged", "session_salvaged_settings"]
    assert opened.saved == replace(SESSION, settings=tuple(pair for pair in SESSION.settings if pair[0] != "selected"))


def test_a_lost_key_is_said_nothing_is_touched_and_the_key_put_back_opens_it(written):
    key = written.with_name(KEY_NAME)
    text, before = key.read_bytes(), written.read_bytes()
    key.unlink()
    with pytest.raises(KeyUnavailable) as refused:
        reopened(written)
    assert refused.value.issue.code == "key_lost"
    assert not key.exists() and written.read_bytes() == before
    key.write_bytes(text)
    assert reopened(written) == SESSION


def test_another_key_is_no_damage(written, tmp_path):
    open_key(tmp_path)
    before = written.read_bytes()
    shutil.copy(tmp_path / KEY_NAME, written.with_name(KEY_NAME))
    with pytest.raises(KeyUnavailable) as refused:
        reopened(written)
    assert refused.value.issue.code == "key_other" and "another key" in str(refused.value)
    assert written.read_bytes() == before and list(written.parent.glob("*damaged*")) == []


def test_under_the_pin_it_opens_with_the_pin_alone(written):
    open_key(written.parent)
    guard_with_pin(written.parent, "4711")
    for pin in (None, "4712"):
        with pytest.raises(PinNeeded):
            reopened(written, pin)
    assert reopened(written, "4711") == SESSION
    forget_key(written.parent)
    opened = open_session(written, NOW, "4711")
    assert opened.guard is Guard.PIN
    guard_with_pin(written.parent, "")
    opened.file.close()
    assert reopened(written) == SESSION, "the key was wrapped anew, and nothing else"


def test_what_cannot_be_opened_is_put_aside_on_request_with_its_key_and_can_be_put_back(written):
    before = [written.read_bytes(), written.with_name(KEY_NAME).read_bytes()]
    aside = put_aside(written, NOW)
    assert aside.name == "session-aside-20261121-184500.db"
    assert [aside.read_bytes(), aside.with_suffix(".key").read_bytes()] == before
    assert reopened(written) == SavedSession()
    written.unlink()
    aside.rename(written)
    aside.with_suffix(".key").rename(written.with_name(KEY_NAME))
    assert reopened(written) == SESSION


def test_a_deleted_patient_leaves_no_sealed_bytes_either(written):
    with sqlite3.connect(written) as connection:
        (cell,) = connection.execute("SELECT note FROM patients WHERE place = 0").fetchone()
    connection.close()
    assert cell in written.read_bytes()
    opened = open_session(written, NOW)
    opened.file.write(SavedSession((OTHER,)))
    opened.file.erase_deleted()
    everything = b"".join(p.read_bytes() for p in written.parent.iterdir())
    opened.file.close()
    assert cell not in everything
    assert reopened(written) == SavedSession((OTHER,))


def test_overwriting_that_cannot_be_done_is_said(written):
    opened = open_session(written, NOW)
    reading = opened.file._connection.connection.driver_connection.execute("SELECT key FROM patients")
    next(reading)
    with pytest.raises(NotKept) as refused:
        opened.file.erase_deleted()
    assert refused.value.issue.code == "session_not_erased" and "resource busy" in str(refused.value)
    assert refused.value.issue.text("ko").count("지금 사용 중") == 1
    reading.close()
    opened.file.close()
