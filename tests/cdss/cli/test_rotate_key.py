"""``cdss rotate-key``: everything is under the new key, says the same, and a kill at any moment leaves one key or the other."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdss.__main__ import main
from cdss.audit import reseal
from cdss.audit.errors import AuditError
from cdss.audit.inputs import Inputs, kept_inputs, packed
from cdss.audit.log import FOLDER, AuditLog, Writer
from cdss.audit.opening import codec_of, open_log
from cdss.audit.verify import entries, verify
from cdss.cli import audited
from cdss.cli.audited import CommandAudit
from cdss.core.data_key import KEY_NAME, Guard, forget_key, guard_of, guard_with_pin, open_key
from cdss.core.hashing import sha256_bytes
from cdss.core.held import held
from cdss.core.paths import user_dir
from cdss.core.rotation import LOCK, PART, READY, changing
from cdss.database.backup import backup_content
from cdss.database.leftovers import backups
from cdss.database.records import FILE_NAME, SavedPatient, SavedRuling, SavedSession
from cdss.database.session_file import open_session
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
OLD = Path(__file__).parents[1] / "database" / "stores" / "v2" / FILE_NAME
ANNA = SavedPatient(
    "/d/anna", NOW, note="숨이 참", ruling=SavedRuling(2, 3, "looks grey", NOW), work=(("triage", "{}"),)
)
SESSION = SavedSession((ANNA, SavedPatient("/d/ben", NOW)), (("language", "ko"), ("pin", "scrypt$x")))
INPUTS = packed(Inputs("/d/anna", note="숨이 참"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    yield user_dir()
    forget_key(user_dir())


@pytest.fixture
def filled(home):
    """A session that was brought forward (so that there is a backup), and a log of three segments with inputs and a torn line."""
    shutil.copyfile(OLD, home / FILE_NAME)
    opened = open_session(home / FILE_NAME, NOW)
    opened.file.write(SESSION)
    opened.file.close()
    log = AuditLog(home / FOLDER, Writer("PC", "kim"), codec_of(home / FOLDER), most_bytes=2000)
    for number in range(6):
        event = AuditEvent(AuditKind.ASSESSED, "/d/anna", {"number": number})
        log.append(Stamped(event, NOW + timedelta(seconds=number), 1.0 + number, inputs=INPUTS))
    with sorted((home / FOLDER).glob("*.jsonl"))[-1].open("ab") as stream:
        stream.write(b"AAAA")
    log.append(Stamped(AuditEvent(AuditKind.LOCKED), NOW + timedelta(seconds=9), 10.0))
    assert len(list((home / FOLDER).glob("*.jsonl"))) > 2
    return home


def looked(home, pin=None):
    """What can be read now: the session, the entries of the log, its inputs, and the backup."""
    forget_key(home)
    opened = open_session(home / FILE_NAME, NOW, pin)
    opened.file.close()
    key = open_key(home, pin)
    codec = codec_of(home / FOLDER)
    found = verify(home / FOLDER, codec)
    assert found.fault is None and found.entries == found.anchor.count
    assert kept_inputs(home / FOLDER, sha256_bytes(INPUTS), codec).note == "숨이 참"
    assert b"grey" not in b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
    (backup,) = backups(home / FILE_NAME)
    assert backup_content(backup, key)[60:64] == b"\0\0\0\2"
    assert sorted(p.name for p in home.iterdir() if p.name.startswith("rotation")) in ([], [LOCK])
    return opened.saved, [(e.n, e.kind, e.hash) for e in entries(home / FOLDER, codec)], key.secret


def test_everything_is_under_the_new_key_and_says_the_same(filled, capsys):
    saved, log, secret = looked(filled)
    old_files = {p: p.read_bytes() for p in filled.rglob("*") if p.is_file()}
    forget_key(filled)
    assert main(["rotate-key"]) == 0
    said = capsys.readouterr().out
    assert "The key is changed" in said and str(filled) in said
    now_saved, now_log, now_secret = looked(filled)
    assert now_saved == saved == SESSION and now_secret != secret
    assert now_log[:-1] == log and now_log[-1][:2] == (len(log) + 1, "key_changed")
    same = [p.name for p, content in old_files.items() if p.exists() and p.read_bytes() == content]
    assert same == ["lock"] or set(same) <= {"lock"}, "every file but the empty lock is another one"
    assert main(["verify-audit"]) == 0
    assert main(["rotate-key", "--language", "ko"]) == 0 and "키를 바꿨습니다" in capsys.readouterr().out
    assert len(looked(filled)[1]) == len(log) + 2


def test_nothing_of_the_old_key_opens_any_more(filled):
    old = open_key(filled)
    log_before = sorted((filled / FOLDER).glob("*.jsonl"))[0].read_bytes()
    assert main(["rotate-key"]) == 0
    forget_key(filled)
    new = open_key(filled)
    (backup,) = backups(filled / FILE_NAME)
    with pytest.raises(Exception, match="sealed"):
        backup_content(backup, old)
    shutil.copyfile(filled / KEY_NAME, filled / "key")
    assert new.secret != old.secret and sorted((filled / FOLDER).glob("*.jsonl"))[0].read_bytes() != log_before


def test_under_a_pin_the_pin_is_asked_for_and_guards_the_new_key_too(filled, monkeypatch, capsys):
    open_key(filled)
    guard_with_pin(filled, "246810")
    _, log, secret = looked(filled, "246810")
    forget_key(filled)
    monkeypatch.setattr(audited.getpass, "getpass", lambda _: "13579")
    assert main(["rotate-key"]) == 2
    monkeypatch.setattr(audited.getpass, "getpass", lambda _: "246810")
    assert main(["rotate-key"]) == 0
    assert guard_of(filled) is Guard.PIN
    saved, now_log, now_secret = looked(filled, "246810")
    assert saved == SESSION and now_secret != secret and len(now_log) == len(log) + 1


def test_an_open_window_keeps_its_key(filled, capsys):
    _, log, secret = looked(filled)
    code = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path;"
        "from cdss.database.session_file import open_session;"
        "o = open_session(Path(sys.argv[1]), datetime.now(UTC)); print('open', flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", code, str(filled / FILE_NAME)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout.readline() == "open\n"
        assert main(["rotate-key"]) == 2
        assert "Another TriageLens window is open" in capsys.readouterr().err
        window.stdin.close()
    assert looked(filled) == (SESSION, log, secret)


def test_a_full_disk_leaves_everything_under_the_old_key(filled, monkeypatch, capsys):
    before = looked(filled)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cdss.audit.reseal.write_whole", full)
    assert main(["rotate-key"]) == 2
    assert "Everything is under the old key" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setenv("XDG_DATA_HOME", str(filled.parent))
    assert looked(filled) == before


def test_what_does_not_come_back_the_same_is_not_switched_to(filled, monkeypatch, capsys):
    before = looked(filled)
    whole = reseal._other
    monkeypatch.setattr(reseal, "_other", lambda line, old, new: b"" if len(line) > 300 else whole(line, old, new))
    assert main(["rotate-key"]) == 2
    assert "did not come back the same" in capsys.readouterr().err
    assert looked(filled) == before


def test_a_program_that_wrote_before_goes_on_under_the_new_key(filled):
    with CommandAudit() as audit:
        audit.enter(AuditEvent(AuditKind.UNLOCKED))
        done = subprocess.run([sys.executable, "-m", "cdss", "rotate-key"], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        audit.enter(AuditEvent(AuditKind.LOCKED))
        audit.again()
        assert audit.unwritten == 0
    kinds = [kind for _, kind, _ in looked(filled)[1]]
    assert kinds[-4:] == ["unlocked", "key_changed", "locked", "program_stopped"]


def test_a_log_that_was_opened_under_the_old_key_writes_nothing(filled):
    log = open_log(filled / FOLDER, NOW)
    log.append(Stamped(AuditEvent(AuditKind.UNLOCKED), NOW, 1.0))
    done = subprocess.run([sys.executable, "-m", "cdss", "rotate-key"], check=False, capture_output=True)
    assert done.returncode == 0
    with pytest.raises(AuditError) as refused:
        log.append(Stamped(AuditEvent(AuditKind.LOCKED), NOW, 2.0))
    assert refused.value.issue.code == "audit_other_key"
    assert looked(filled)[1][-1][1] == "key_changed"


def test_two_at_once_do_not_meet(filled, monkeypatch, capsys):
    before = looked(filled)
    monkeypatch.setattr("cdss.core.rotation.PATIENCE_S", 0.05)
    forget_key(filled)
    with held(filled / LOCK, 1.0):
        assert main(["rotate-key"]) == 2
        assert "right now" in capsys.readouterr().err
        (filled / PART).mkdir()
        forget_key(filled)
        assert main(["verify-audit"]) == 2
        assert "is changing the key" in capsys.readouterr().err
    assert looked(filled) == before, "what a killed one left is taken back"


def test_where_nothing_is_kept_that_is_said_and_nothing_is_made(home, capsys):
    assert main(["rotate-key"]) == 0
    said = capsys.readouterr()
    assert said.out == (
        f"Nothing is kept in {home} yet, so there is nothing to encrypt under another key. Nothing was changed.\n"
    )
    assert said.err == "" and [p for p in home.rglob("*") if p.is_file()] == []
    assert main(["rotate-key", "--language", "ko"]) == 0
    assert "아직 저장된 자료가 없어" in capsys.readouterr().out


@pytest.mark.parametrize(
    "left",
    [
        FILE_NAME, f"{FOLDER}/0001.jsonl", "session-backup-v2-20261122T200000.sealed", "session-aside-1.db",
        "session-damaged-1.db",
    ],
)  # fmt: skip
def test_a_key_that_is_lost_is_missed_where_anything_may_lie_under_it(home, capsys, left):
    (home / left).parent.mkdir(parents=True, exist_ok=True)
    (home / left).write_bytes(b"sealed")
    assert main(["rotate-key"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and str(home / KEY_NAME) in said.err and "is missing" in said.err
    assert (home / left).read_bytes() == b"sealed"


KILLED = """
import os, signal, sys
from pathlib import Path
from cdss.core import rotation
from cdss.cli import rotate_key
from cdss.__main__ import main
where, count = sys.argv[1], int(sys.argv[2])
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "session":
    rotate_key.reseal = die
elif where == "audit":
    rotate_key.verify = die
elif where == "made":
    rotation.name_on_disk = die
elif where == "step":
    name_on_disk = rotation.name_on_disk
    rotation.name_on_disk = lambda path: die() if (path / rotation.READY).exists() else name_on_disk(path)
elif where == "overwritten":
    overwrite = rotation.overwrite
    def once(paths):
        global count
        overwrite(paths)
        count -= 1
        if count < 0:
            die()
    rotation.overwrite = once
elif where == "placed":
    put = rotation._put
    def placed(made, place):
        global count
        put(made, place)
        count -= 1
        if count < 0:
            die()
    rotation._put = placed
elif where == "end":
    rotate_key.overwrite = die
main(["rotate-key"])
"""
PLACES = [(where, 0) for where in ("session", "audit", "made", "step", "end")]
PLACES += [(where, count) for where in ("overwritten", "placed") for count in (0, 4, 7)]


@pytest.mark.parametrize(("where", "count"), PLACES)
def test_a_kill_leaves_everything_under_one_key(filled, where, count):
    saved, log, secret = looked(filled)
    words = [sys.executable, "-c", KILLED, where, str(count)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, (done.stdout, done.stderr)
    now_saved, now_log, now_secret = looked(filled)
    changed = where not in {"session", "audit", "made"}
    assert now_saved == saved and (now_secret != secret) is changed
    assert now_log[: len(log)] == log and len(now_log) == len(log) + changed
    assert main(["rotate-key"]) == 0
    assert looked(filled)[0] == saved


def test_nothing_is_moved_where_the_block_fails(tmp_path):
    (tmp_path / KEY_NAME).write_bytes(b"old")
    with pytest.raises(RuntimeError), changing(tmp_path) as part:
        (part / KEY_NAME).write_bytes(b"new")
        raise RuntimeError
    assert (tmp_path / KEY_NAME).read_bytes() == b"old" and not (tmp_path / PART).exists()
    assert not (tmp_path / READY).exists()
