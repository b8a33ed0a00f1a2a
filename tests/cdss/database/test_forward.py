"""Real session files of older programs, brought to this version: a backup is there, and nothing is lost, by a kill either.

``stores/v1``, ``v2`` and ``v4`` were written by the program as it was at the last commit with these tables.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdss.core.data_key import SCHEMA as KEY_SCHEMA
from cdss.core.data_key import KeyUnavailable, forget_key, open_key
from cdss.database import backup as backup_module
from cdss.database import session_file
from cdss.database.backup import KEEP, BackupUnsound, backup_content, restore
from cdss.database.leftovers import backups, copies
from cdss.database.records import FILE_NAME, SavedPatient, SavedRuling, SavedSession
from cdss.database.schema import STEPS
from cdss.database.session_file import NotKept, open_session

STORES = Path(__file__).with_name("stores")
NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
THEN = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
ANNA = SavedPatient(
    "/cases/anna",
    THEN,
    note="58 F, chest pain. 흉통 2시간",
    draft="chest pain, now wor",
    drops=(("/in/ecg.csv", "/in/b.png"), ("/in/vitals.csv",)),
    ruling=SavedRuling(2, 3, "looks grey", THEN + timedelta(minutes=4)),
)
BEN = SavedPatient(
    "/cases/벤", THEN + timedelta(minutes=9), THEN + timedelta(hours=1), ruling=SavedRuling(4, None, "", None)
)
CORA = SavedPatient("/cases/cora", THEN + timedelta(minutes=20))
SETTINGS = (("language", "ko"), ("selected", "/cases/anna"), ("theme", "light"))
FILM = (("film", '{"key":[],"marks":{}}'),)
PLAIN = ("chest pain", "흉통", "/cases/anna", "looks grey")


def expected(version):
    return SavedSession((ANNA if version == "v1" else replace(ANNA, work=FILM), CORA, BEN), SETTINGS)


@pytest.fixture
def store(tmp_path):
    def copied(version):
        folder = tmp_path / "data"
        shutil.copytree(STORES / version, folder)
        return folder / FILE_NAME

    return copied


def opened(path, now=NOW):
    forget_key(path.parent)
    found = open_session(path, now)
    found.file.close()
    return found


def version_of(path):
    return int.from_bytes(path.read_bytes()[60:64], "big")


def found_in(folder):
    content = b"".join(p.read_bytes() for p in folder.iterdir())
    return [w for w in PLAIN if w.encode() in content]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_store_of_an_older_program_comes_back_whole_with_a_sealed_backup_of_what_it_was(store, version):
    path = store(version)
    before = path.read_bytes()
    assert found_in(path.parent) == list(PLAIN), "it was plain"
    found = opened(path)
    assert found.saved == expected(version) and version_of(path) == len(STEPS)
    (kept,) = backups(path)
    assert kept.name == f"session-backup-{version}-20261122-193000.sealed" and kept.stat().st_mode & 0o077 == 0
    assert [(i.code, i.severity) for i in found.issues] == [("session_brought_forward", "info")]
    assert kept.name in found.issues[0].text("ko")
    assert found_in(path.parent) == [], "neither the file nor its backup says anything of a patient"
    content = backup_content(kept, open_key(path.parent))
    assert len(content) == len(before) and int.from_bytes(content[60:64], "big") == int(version[1])
    again = opened(path)
    assert again.saved == expected(version) and again.issues == () and backups(path) == (kept,)


def test_a_store_of_this_version_that_another_program_wrote_is_opened_without_a_backup(store):
    found = opened(store("v4"))
    assert found.saved == expected("v4") and found.issues == ()


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_backup_is_put_back_and_brought_forward_once_more(store, version, tmp_path):
    path = store(version)
    opened(path)
    (kept,) = backups(path)
    open_and_change(path)
    forget_key(path.parent)
    aside = restore(path, kept, open_key(path.parent), NOW)
    assert version_of(path) == int(version[1]) and path.stat().st_mode & 0o077 == 0
    assert opened(path, NOW + timedelta(hours=1)).saved == expected(version)
    shutil.copyfile(aside, tmp_path / FILE_NAME)
    shutil.copyfile(path.with_name("store.key"), tmp_path / "store.key")
    assert [p.key for p in opened(tmp_path / FILE_NAME).saved.patients] == ["/cases/new"]


def open_and_change(path):
    found = open_session(path, NOW)
    found.file.write(SavedSession((SavedPatient("/cases/new"),)))
    found.file.close()


def test_nothing_is_put_back_while_a_window_holds_the_session(store):
    path = store("v2")
    found = open_session(path, NOW)
    (kept,) = backups(path)
    code = (
        "import sys; from pathlib import Path; from datetime import datetime; from cdss.core.data_key import open_key;"
        "from cdss.database.backup import restore; p = Path(sys.argv[1]);"
        "restore(p, Path(sys.argv[2]), open_key(p.parent), datetime.now())"
    )
    done = subprocess.run([sys.executable, "-c", code, path, kept], capture_output=True, text=True, check=False)
    assert "SessionBusy" in done.stderr
    found.file.close()
    assert opened(path).saved == expected("v2")


def test_a_changed_backup_or_one_under_another_name_is_not_put_back(store):
    path = store("v2")
    opened(path)
    (kept,) = backups(path)
    key, whole, before = open_key(path.parent), kept.read_bytes(), path.read_bytes()
    kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BackupUnsound):
        restore(path, kept, key, NOW)
    kept.write_bytes(whole)
    other = kept.rename(kept.with_name("session-backup-v2-20261122-193001.sealed"))
    with pytest.raises(BackupUnsound):
        restore(path, other, key, NOW)
    assert path.read_bytes() == before


def test_the_newest_backups_are_kept_and_all_go_with_the_deletion_of_a_patient(store):
    path = store("v2")
    opened(path)
    for hour in range(1, KEEP + 3):
        restore(path, backups(path)[-1], open_key(path.parent), NOW + timedelta(hours=hour))
        opened(path, NOW + timedelta(hours=hour))
    kept = [p.name for p in backups(path)]
    hours = range(KEEP + 2, 2, -1)
    assert kept == [f"session-backup-v2-{NOW + timedelta(hours=h):%Y%m%d-%H%M%S}.sealed" for h in hours]
    found = open_session(path, NOW)
    assert copies(path)
    found.file.erase_deleted()
    assert copies(path) == ()
    found.file.close()


BED = ("ALTER TABLE patients ADD COLUMN bed TEXT", "UPDATE patients SET bed = 'hall'")


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ((*BED, "INSERT INTO nowhere VALUES (1)"), "nowhere"),
        ((*BED, "DELETE FROM patients WHERE place = 1"), "patients: 3 → 2"),
        ((*BED, "UPDATE patients SET note = x'01' WHERE note IS NOT NULL"), "sealed"),
    ],
)
def test_a_step_that_fails_or_loses_a_patient_or_a_cell_changes_nothing_and_is_said(store, monkeypatch, step, reason):
    path = store("v4")
    monkeypatch.setattr(session_file, "STEPS", (*STEPS, step))
    with pytest.raises(NotKept) as refused:
        opened(path)
    (kept,) = backups(path)
    text = refused.value.issue.text("en")
    assert refused.value.issue.code == "session_not_forward" and kept.name in text and "as it was" in text
    assert reason in text or reason == "sealed"
    monkeypatch.undo()
    assert opened(path).saved == expected("v4") and version_of(path) == len(STEPS)


def test_where_no_backup_can_be_made_nothing_is_changed(store, monkeypatch):
    path = store("v2")
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(backup_module, "write_whole", full)
    with pytest.raises(NotKept) as refused:
        opened(path)
    assert refused.value.issue.code == "session_not_forward_unkept" and "disk" in refused.value.issue.text("en")
    assert version_of(path) == 2 and len(path.read_bytes()) == len(before) and backups(path) == ()
    monkeypatch.undo()
    assert opened(path).saved == expected("v2")


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from cdss.database import backup, forward, session_file
from cdss.database.schema import STEPS
path, where = Path(sys.argv[1]), sys.argv[2]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "backing up":
    backup.write_whole = die
elif where == "backed up":
    forward._counted = die
elif where == "in a step":
    whole = forward.migrate
    forward.migrate = lambda *words: (whole(*words), die())
elif where == "sealed":
    forward.overwrite_freed = die
elif where == "looking":
    forward._readable = die
session_file.open_session(path, datetime(2026, 11, 22, 19, 0, tzinfo=UTC))
"""


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("where", ["backing up", "backed up", "in a step", "sealed", "looking"])
def test_a_program_killed_on_the_way_loses_nothing(store, version, where):
    path = store(version)
    done = subprocess.run([sys.executable, "-c", KILLED, path, where], check=False, timeout=60, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    found = opened(path)
    assert found.saved == expected(version) and version_of(path) == len(STEPS)
    assert backups(path) and found_in(path.parent) == []


def test_a_store_of_a_newer_program_is_refused_by_its_first_bytes_and_no_byte_in_the_folder_changes(store):
    """Also one that is not in the mode that this program would put it into."""
    path = store("v4")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in path.parent.iterdir()}
    with pytest.raises(NotKept) as refused:
        opened(path)
    assert refused.value.issue.code == "session_file_newer"
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in path.parent.iterdir()} == before


def test_a_key_file_of_a_newer_program_is_called_so_and_not_damaged(store):
    path = store("v4")
    key = path.with_name("store.key")
    told = json.loads(key.read_bytes())
    assert told["schema"] == KEY_SCHEMA
    key.write_text(json.dumps({**told, "schema": "cdss.key/2"}), encoding="utf-8")
    before = {p.name: p.read_bytes() for p in path.parent.iterdir() if p.name == "store.key"}
    with pytest.raises(KeyUnavailable) as refused:
        opened(path)
    assert refused.value.issue.code == "key_newer" and "newer version" in refused.value.issue.text("en")
    assert key.read_bytes() == before["store.key"]
