"""The size of all that is drawn: kept with the session, taken when the program is started, as its hint says."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdss.database.records import SavedSession
from cdss.database.session_file import open_session
from ui.opening import SCALE, set_text_size

ROOT = Path(__file__).parents[2]


def kept(folder: Path, **settings: str) -> Path:
    path = folder / "session.db"
    opened = open_session(path, datetime(2026, 11, 21, tzinfo=UTC))
    opened.file.write(SavedSession(settings=tuple(sorted(settings.items()))))
    opened.file.close()
    return path


@pytest.fixture(autouse=True)
def no_size_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SCALE, "1")  # so that what the program sets is taken back after the test
    monkeypatch.delenv(SCALE)


@pytest.mark.parametrize(
    ("text", "factor"), [("150", "1.5"), ("200", "2.0"), ("100", None), ("900", None), ("x", None)]
)
def test_a_size_that_fits_is_taken(tmp_path: Path, text: str, factor: str | None) -> None:
    path = kept(tmp_path, text_percent=text)
    assert set_text_size(lambda: path) is (factor is not None)
    assert os.environ.get(SCALE) == factor


def test_without_a_session_or_a_setting_the_size_is_the_ordinary_one(tmp_path: Path) -> None:
    path = kept(tmp_path, theme="light")
    assert not set_text_size(None) and not set_text_size(lambda: path)
    assert SCALE not in os.environ


def test_a_size_from_outside_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path, text_percent="150")
    monkeypatch.setenv(SCALE, "1.25")
    assert not set_text_size(lambda: path)
    assert os.environ[SCALE] == "1.25"


def test_the_window_is_drawn_at_that_size(tmp_path: Path) -> None:
    """In a process of its own: the toolkit takes the size when it is started."""
    path = kept(tmp_path, text_percent="200")
    script = f"""
from pathlib import Path
from ui.opening import set_text_size
set_text_size(lambda: Path({str(path)!r}))
from PySide6.QtWidgets import QApplication, QLabel
qt = QApplication([])
label = QLabel("Emergent")
label.resize(100, 30)
print(label.grab().width(), label.grab().height())
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.split() == ["200", "60"]
