"""What CI does and in which order, what it keeps between runs, and how it ends: the real scripts around a stand-in of Python."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
STAND_IN = """#!/bin/sh
case "$*" in
  *kept.py*) exec "{python}" "$@" ;;
  *--version) step=setup; mkdir -p "$TRIAGELENS_VENV/bin"; cp "$0" "$TRIAGELENS_VENV/bin/python" ;;
  *clean_root.py) step=root ;;
  *build.py*) step=build ;;
  *run.py*) step=suite ;;
  *) step=installed ;;
esac
echo "$step $TRIAGELENS_PACKAGE" >>"{notes}"
mkdir -p "$MYPY_CACHE_DIR" "$TRIAGELENS_ROOT_CACHE" "$TRIAGELENS_BUILD_ENV"
case " $FAULTS " in *" $step "*) echo "no $step"; exit 1 ;; esac
[ "$step" = build ] && echo /draft.deb || echo "1 passed in 0.1s"
"""
"""Notes what it is asked for, and fails where ``FAULTS`` names that step."""

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "flock", "setsid")), reason="a tool of Linux is missing here"
)


class Ci:
    """A copy of the scripts with a home of its own; no package of the system is installed from it."""

    def __init__(self, folder):
        self.folder, self.notes, self.cache = folder / "checkout", folder / "notes", folder / "home" / "triagelens-ci"
        for name in (".ci/run", ".ci/draft", "installer/kept.py", "installer/run.py", "pyproject.toml"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, self.folder / name)
        self.tools = folder / "tools"
        self.tools.mkdir()
        self._tool("python3", STAND_IN.format(python=sys.executable, notes=self.notes))
        self._tool("apt-get", "#!/bin/sh\nexit 1\n")

    def _tool(self, name, text):
        (self.tools / name).write_text(text, encoding="utf-8")
        (self.tools / name).chmod(0o755)

    def run(self, *words, faults=""):
        """Its exit status, its last line, and the steps it took."""
        self.notes.unlink(missing_ok=True)
        own = {"PATH": f"{self.tools}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(self.cache.parent), "FAULTS": faults}
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGELENS_")}
        answer = subprocess.run(
            ["bash", str(self.folder / ".ci" / "run"), *words],
            env={**outside, **own},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = answer.stdout
        steps = [line.strip() for line in self.notes.read_text(encoding="utf-8").splitlines()]
        return answer.returncode, answer.stdout.splitlines()[-1], steps


@pytest.fixture
def ci(tmp_path):
    return Ci(tmp_path)


def test_the_draft_is_built_beside_the_suite_and_installed_after_both(ci):
    status, last, steps = ci.run()
    assert (status, last) == (0, "1 passed in 0.1s")
    assert steps[0] == "setup" and sorted(steps[1:4]) == ["build", "root", "suite"]
    assert steps[4:] == ["installed /draft.deb"]


def test_named_tests_are_run_alone(ci):
    assert ci.run("--", "tests/architecture") == (0, "1 passed in 0.1s", ["suite"])


@pytest.mark.parametrize("fault", ["setup", "suite", "build", "installed"])
def test_a_failure_of_any_step_is_one_of_the_whole(ci, fault):
    status, _, steps = ci.run(faults=fault)
    assert status != 0
    assert ("suite" in steps) == (fault != "setup")
    assert ("installed /draft.deb" in steps) == (fault in {"suite", "installed"})
    assert ("The package could not be built." in ci.said) == (fault == "build")


def test_where_no_clean_debian_can_be_made_that_is_said_and_the_suite_decides(ci):
    status, _, steps = ci.run(faults="root")
    assert status == 0 and sorted(steps) == ["root", "setup", "suite"]
    assert "The package is not built and installed here: no root." in ci.said.splitlines()
    assert ci.run(faults="root suite")[0] == 1


def test_an_old_draft_is_never_installed(ci):
    assert ci.run()[0] == 0
    status, _, steps = ci.run(faults="build")
    assert status == 1 and not any("installed" in step for step in steps)


def test_environments_are_kept_by_what_decides_on_them(ci):
    ci.run()
    (first,) = ci.cache.glob("venv-*")
    (first / "kept").touch()
    (ci.folder / "cdss").mkdir()
    (ci.folder / "cdss" / "other.py").touch()
    ci.run()
    assert [path.name for path in ci.cache.glob("venv-*")] == [first.name] and (first / "kept").exists()
    (ci.folder / "installer" / "locks").mkdir()
    (ci.folder / "installer" / "locks" / "run.txt").write_text("numpy==9.9.9", encoding="utf-8")
    ci.run()
    (second,) = ci.cache.glob("venv-*")
    assert second != first and not (second / "kept").exists()


KINDS = ["build", "clean", "mypy", "venv"]


def kinds(folder):
    return sorted(path.name.split("-")[0] for path in folder.glob("*-*"))


def test_all_that_is_kept_is_in_one_folder(ci):
    ci.run()
    assert kinds(ci.cache) == KINDS and not (ci.folder / "build" / "ci").exists()


def test_two_runs_at_a_time_have_no_folder_in_common(ci):
    ci.cache.mkdir(parents=True)
    with (ci.cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert ci.run()[0] == 0
    assert kinds(ci.cache) == [] and kinds(ci.folder / "build" / "ci") == KINDS


@pytest.mark.parametrize(
    ("place", "counts"),
    [
        ("pyproject.toml", True),
        ("installer/run.py", True),
        ("installer/build.py", True),
        ("installer/locks/run.txt", True),
        ("installer/locks/new.txt", True),
        ("installer/smoke.py", False),
        ("cdss/core/provenance.py", False),
    ],
)
def test_the_name_of_an_environment_changes_with_what_decides_on_it(installer, tmp_path, place, counts):
    kept = installer("kept")
    for name in ("pyproject.toml", "installer/run.py", "installer/build.py", "installer/locks/run.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    before = kept.key_of(tmp_path)
    assert kept.key_of(tmp_path) == before
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("2", encoding="utf-8")
    assert (kept.key_of(tmp_path) != before) is counts


def test_another_python_has_another_environment(installer, monkeypatch):
    kept = installer("kept")
    here = kept.key_of(REPOSITORY)
    monkeypatch.setattr(kept.sys, "version", "3.99")
    assert kept.key_of(REPOSITORY) != here


def test_an_environment_of_no_use_is_removed_and_nothing_else(installer, tmp_path, capsys):
    kept = installer("kept")
    for name in ("venv-0", "build-0", "clean-root"):
        (tmp_path / name).mkdir()
    assert kept.main([str(tmp_path), "venv"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/venv-{kept.key_of(REPOSITORY)}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build-0", "clean-root"]
