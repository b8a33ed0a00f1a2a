"""``cdss restore-store`` on a real store of an older program."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdss.__main__ import main
from cdss.audit.log import FOLDER
from cdss.audit.opening import codec_of
from cdss.audit.verify import entries
from cdss.core.data_key import forget_key
from cdss.core.paths import user_dir
from cdss.database.leftovers import backups, replaced
from cdss.database.records import FILE_NAME
from cdss.database.session_file import open_session

OLD = Path(__file__).parents[1] / "database" / "stores" / "v2" / FILE_NAME
NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    yield user_dir() / FILE_NAME
    forget_key(user_dir())


def test_a_backup_is_listed_put_back_and_entered(path, capsys):
    assert main(["restore-store"]) == 0 and "no backup" in capsys.readouterr().out
    shutil.copyfile(OLD, path)
    open_session(path, NOW).file.close()
    (kept,) = backups(path)
    assert main(["restore-store"]) == 0 and capsys.readouterr().out == f"{kept}\n"
    assert main(["restore-store", str(kept)]) == 0
    (aside,) = replaced(path)
    assert f"What stood there is {aside}" in capsys.readouterr().out
    assert path.read_bytes()[60:64] == b"\0\0\0\2"
    log = path.parent / FOLDER
    told = [(e.kind, e.details) for e in entries(log, codec_of(log)) if e.kind == "store_restored"]
    assert told == [("store_restored", {"backup": kept.name})]


def test_what_is_damaged_or_gone_changes_nothing(path, capsys):
    shutil.copyfile(OLD, path)
    open_session(path, NOW).file.close()
    (kept,) = backups(path)
    kept.write_bytes(kept.read_bytes()[:-1])
    before = path.read_bytes()
    assert main(["restore-store", str(kept)]) == 2 and "is damaged" in capsys.readouterr().err
    assert main(["restore-store", str(kept.with_name("gone.sealed"))]) == 2
    assert "nothing was changed" in capsys.readouterr().err and path.read_bytes() == before and replaced(path) == ()


def test_nothing_is_put_back_under_an_open_window(path, capsys):
    shutil.copyfile(OLD, path)
    found = open_session(path, NOW)
    (kept,) = backups(path)
    assert main(["restore-store", str(kept)]) == 2
    assert "Close the window first" in capsys.readouterr().err
    found.file.close()
