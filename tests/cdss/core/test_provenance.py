"""Which commit the program is made of: from the build's note, from git, and in words where nobody knows."""

import json
import shutil
import subprocess

import pytest

from cdss.core.paths import resources_dir
from cdss.core.provenance import Provenance, provenance, provenance_of

COMMIT = "0123456789abcdef" * 2 + "01234567"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")


def _git(folder, *words):
    named = ("-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", "-C", str(folder), *named, *words], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def noted(tmp_path):
    """Writes a note of the build below a program's folder."""
    (tmp_path / "resources").mkdir()

    def write(text):
        (tmp_path / "resources" / "provenance.json").write_text(text, encoding="utf-8")
        return provenance_of(tmp_path)

    return write


@pytest.fixture
def checkout(tmp_path):
    """A program of one file in a checkout of its own."""
    root = tmp_path / "program"
    (root / "cdss").mkdir(parents=True)
    (root / "cdss" / "a.py").write_text("A = 1\n", encoding="utf-8")
    _git(tmp_path, "init", "-q", str(root))
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "one", "--date", "2026-01-02T03:04:05")
    return root


def test_the_installed_program_knows_what_the_build_noted(noted):
    found = noted(json.dumps({"commit": COMMIT, "date": "2026-11-22", "changed": False}))
    assert found == Provenance(COMMIT, "2026-11-22", False)
    assert found.words() == "commit 0123456789ab of 2026-11-22"
    assert found.words("ko") == "커밋 0123456789ab (2026-11-22)"


def test_a_build_of_changed_files_says_so(noted):
    found = noted(json.dumps({"commit": COMMIT, "date": "2026-11-22", "changed": True}))
    assert found.words() == "commit 0123456789ab of 2026-11-22, with changes that are in no commit"
    assert "커밋되지 않은 변경" in found.words("ko")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"commit": null}', '{"commit": 7}', '{"commit": "main"}', '{"commit": "0123"}'],
)
def test_a_note_without_a_commit_is_unknown(noted, text):
    assert noted(text) == Provenance()
    assert noted(text).words().startswith("unknown: ") and noted(text).words("ko").startswith("알 수 없음")


@needs_git
def test_a_checkout_has_its_commit_and_a_changed_file_of_the_program_is_said(checkout):
    known = provenance_of(checkout)
    assert known.commit == _git(checkout, "rev-parse", "HEAD") and not known.changed
    assert known.date == _git(checkout, "log", "-1", "--format=%cs")
    (checkout / "notes.txt").write_text("of my own", encoding="utf-8")
    assert provenance_of(checkout) == known
    (checkout / "cdss" / "b.py").write_text("B = 1\n", encoding="utf-8")
    assert provenance_of(checkout) == Provenance(known.commit, known.date, True)
    (checkout / "cdss" / "b.py").unlink()
    (checkout / "cdss" / "a.py").write_text("A = 2\n", encoding="utf-8")
    assert provenance_of(checkout).changed


@needs_git
def test_a_copy_inside_the_checkout_of_something_else_is_not_of_its_commit(checkout):
    copy = checkout / "vendor" / "triagelens"
    copy.mkdir(parents=True)
    assert provenance_of(copy) == Provenance()


@needs_git
def test_settings_of_git_for_another_folder_change_nothing(checkout, monkeypatch, tmp_path):
    before = provenance_of(checkout)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert provenance_of(checkout) == before


def test_without_git_it_is_unknown(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert provenance_of(resources_dir().parent) == Provenance()


def test_this_program_says_one_thing_for_as_long_as_it_runs():
    assert provenance() is provenance()
