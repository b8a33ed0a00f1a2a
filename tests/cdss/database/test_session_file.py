"""The session file on a real disk: what is written is there again, and a file that cannot be used is never thrown away."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cdss.database.records import FILE_NAME, SavedPatient, SavedRuling, SavedSession
from cdss.database.session_file import NotKept, open_session

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
RULING = SavedRuling(2, 3, "looks grey", NOW)
ANNA = SavedPatient(
    "/d/anna", NOW, note="Worse: 숨이 참", drops=(("/f/b.csv", "/f/a.png"), ("/f/a.png",)), ruling=RULING
)
BEN = SavedPatient(
    "/d/ben", NOW + timedelta(minutes=4), closed=NOW + timedelta(hours=1), draft="", work=(("film", "[]"), ("x", "1"))
)
SESSION = SavedSession((ANNA, BEN), (("language", "ko"), ("selected", "/d/ben")))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / FILE_NAME


def kept(path):
    opened = open_session(path, NOW)
    opened.file.close()
    return opened


def written(path, *sessions):
    opened = open_session(path, NOW)
    for session in sessions:
        opened.file.write(session)
    opened.file.close()


def damage(path, data):
    path.parent.mkdir(parents=True)
    path.write_bytes(data)


def test_a_new_file_is_empty_and_for_the_user_only(path):
    assert kept(path).saved == SavedSession()
    assert kept(path).issues == ()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_everything_written_is_there_again_in_its_order(path):
    written(path, SESSION)
    assert kept(path).saved == SESSION


@pytest.mark.parametrize(
    "changed",
    [
        SavedSession((BEN, ANNA), SESSION.settings),
        SavedSession((ANNA,), SESSION.settings),
        SavedSession((replace(ANNA, ruling=None, note=None, drops=()), BEN), SESSION.settings),
        SavedSession((replace(ANNA, drops=(("/f/a.png",),)), replace(BEN, draft="half a w")), ()),
        SavedSession((replace(ANNA, ruling=replace(RULING, level=1, model_level=None)), BEN), (("language", "en"),)),
        SavedSession((ANNA, replace(BEN, work=(("film", "[2]"),))), SESSION.settings),
        SavedSession((ANNA, replace(BEN, work=())), SESSION.settings),
        SavedSession(),
    ],
)
def test_a_change_leaves_nothing_of_what_was_before(path, changed):
    written(path, SESSION, changed)
    assert kept(path).saved == changed


def test_rows_that_belong_to_a_patient_go_with_the_patient(path):
    written(path, SESSION, SavedSession())
    with sqlite3.connect(path) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("rulings", "files")]
    connection.close()
    assert counts == [0, 0]


def test_times_mean_the_same_moment_in_any_time_zone(path):
    seoul = datetime(2026, 11, 22, 3, 45, tzinfo=timezone(timedelta(hours=9)))
    written(path, SavedSession((replace(ANNA, opened=seoul),)))
    assert kept(path).saved.patients[0].opened == NOW


def test_the_disk_has_it_before_a_write_counts(path):
    """Read by SQLite's own library from a copy of the files as they lie on the disk after the write, log included."""
    opened = open_session(path, NOW)
    opened.file.write(SESSION)
    copy = path.parent.parent / "copy" / path.name
    copy.parent.mkdir()
    for part in path.parent.iterdir():
        (copy.parent / part.name).write_bytes(part.read_bytes())
    modes = [
        opened.file._connection.exec_driver_sql(f"PRAGMA {p}").scalar_one() for p in ("journal_mode", "synchronous")
    ]
    opened.file.close()
    assert copy.with_name(copy.name + "-wal").stat().st_size > 0
    assert kept(copy).saved == SESSION
    assert modes == ["wal", 2], "a write-ahead log, and FULL"


def test_a_write_that_fails_changes_nothing_and_the_next_one_makes_up_for_it(path):
    opened = open_session(path, NOW)
    opened.file.write(SavedSession((ANNA,)))
    impossible = replace(BEN, ruling=replace(RULING, level=6))
    with pytest.raises(NotKept) as refused:
        opened.file.write(SavedSession((impossible, replace(ANNA, note="lost?"))))
    assert refused.value.issue.code == "session_not_saved"
    assert opened.file.saved == SavedSession((ANNA,))
    opened.file.write(SESSION)
    opened.file.close()
    assert kept(path).saved == SESSION


SECOND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cdss.database.session_file import NotKept, open_session
try:
    open_session(Path(sys.argv[1]), datetime.now(UTC)).file.close()
except NotKept as refused:
    print(refused.issue.code)
"""


def second_program(path):
    done = subprocess.run(
        [sys.executable, "-c", SECOND, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_a_folder_whose_name_is_no_utf8_takes_nothing_from_the_rest(path):
    """As CP949 archives are unpacked on Linux."""
    key = "/d/" + "김철수".encode("cp949").decode("utf-8", "surrogateescape")
    session = SavedSession((SavedPatient(key, note="n", drops=((key + "/x.dcm",),)), SavedPatient("/d/b")))
    written(path, session)
    opened = open_session(path, NOW)
    opened.file.close()
    assert opened.saved.patients == session.patients


def test_a_second_program_is_told_that_the_file_is_in_use(path):
    opened = open_session(path, NOW)
    assert second_program(path) == "session_in_use"
    with pytest.raises(NotKept):
        open_session(path, NOW)
    assert second_program(path) == "session_in_use", "being refused in this process did not give its lock away"
    opened.file.write(SESSION)
    opened.file.close()
    assert second_program(path) == ""
    assert kept(path).saved == SESSION


@pytest.mark.parametrize(
    "data", [b"no database at all, but long enough to be looked at " * 40, b"SQLite format 3\x00" + b"\x99" * 4000]
)
def test_a_damaged_file_is_set_aside_and_the_session_starts_anew(path, data):
    damage(path, data)
    opened = kept(path)
    assert opened.saved == SavedSession()
    assert [i.code for i in opened.issues] == ["session_file_damaged"]
    aside = path.with_name("session-damaged-20261121-184500.db")
    assert aside.read_bytes() == data
    assert str(aside) in opened.issues[0].text("en")
    assert str(aside) in opened.issues[0].text("ko")
    assert kept(path).issues == (), "said once"


def test_two_damaged_files_of_one_moment_are_both_kept(path):
    for data in (b"first" * 300, b"second" * 300):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        kept(path)
    aside = sorted(path.parent.glob("session-damaged-*.db"))
    assert sorted(p.read_bytes()[:5] for p in aside) == [b"first", b"secon"]


def test_a_page_that_was_overwritten_is_found(path):
    written(path, SavedSession(tuple(SavedPatient(f"/d/{i}", NOW, note="word " * 400) for i in range(20))))
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 5 * 4096] = b"\xff" * 8192
    path.write_bytes(data)
    opened = kept(path)
    assert [i.code for i in opened.issues] == ["session_file_damaged"]
    assert len(list(path.parent.glob("session-damaged-*.db"))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE files",
        "DELETE FROM settings WHERE name = ''",
        "ALTER TABLE patients DROP COLUMN note",
    ],
)
def test_a_file_that_breaks_its_own_promise_is_set_aside(path, statement):
    written(path, SESSION)
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    assert [i.code for i in kept(path).issues] == ["session_file_damaged"]


def test_a_file_of_a_newer_program_is_refused_in_words_and_left_as_it_is(path):
    written(path, SESSION)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotKept) as refused:
        open_session(path, NOW)
    assert refused.value.issue.code == "session_file_newer"
    assert "newer version" in refused.value.issue.text("en")
    assert "새로운" in refused.value.issue.text("ko")
    assert path.read_bytes() == before
    assert list(path.parent.glob("*damaged*")) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(NotKept) as refused:
        open_session(tmp_path / "file" / FILE_NAME, NOW)
    assert refused.value.issue.code == "session_not_saved"


def test_damage_where_nothing_is_read_on_opening_is_found_too(path):
    written(path, SavedSession(tuple(SavedPatient(f"/d/{i}", NOW) for i in range(300))))
    index = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_patients_1'"
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute(index).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    assert [i.code for i in kept(path).issues] == ["session_file_damaged"]
