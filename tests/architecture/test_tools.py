"""The type checker and the linter, as tests: one command says all."""

import subprocess
import sys

import pytest

NEEDS_PYSIDE = "draw_icons"
"""Written for Qt, and run by the build's own Python."""


def _run(repository, *command):
    return subprocess.run([sys.executable, "-m", *command], cwd=repository, capture_output=True, text=True, check=False)


def test_everything_is_annotated_and_the_types_hold(repository):
    answer = _run(repository, "mypy")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_installer_is_annotated_as_well(repository):
    parts = sorted(str(path) for path in (repository / "installer").glob("*.py") if path.stem != NEEDS_PYSIDE)
    answer = _run(repository, "mypy", "--strict", "--config-file=", *parts)
    assert len(parts) > 15
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("command", [("check",), ("format", "--check")])
def test_the_linter_finds_nothing(repository, command):
    answer = _run(repository, "ruff", *command, "cdss", "ui", "tests", "installer")
    assert answer.returncode == 0, answer.stdout + answer.stderr
