"""What macOS hands over while the program runs: an event of the system becomes a patient on the worklist."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.session.lock_actions import Locked, PinSet
from tests.ui.whole_window import Window, settled, windows, written_case
from ui.opened import take

EVENTS = """
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from ui.opened import Application
qt = Application(["x"])
got = []
early = QFileOpenEvent(QUrl.fromLocalFile("/cases/while it opens"))
QCoreApplication.sendEvent(qt, early)
qt.hear(got.append)
for event in (QFileOpenEvent(QUrl.fromLocalFile("/cases/anna b")), QFileOpenEvent(""), QEvent(QEvent.Type.ApplicationActivate)):
    QCoreApplication.sendEvent(qt, event)
qt.processEvents()
print(got)
"""


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield from windows(qtbot, tmp_path / "session.db")


def _names(app) -> list[str]:
    return [Path(entry.key).name for entry in app.store.state.entries]


def test_only_an_event_with_a_file_is_taken():
    """There is one application in a process, and here it is that of the tests."""
    command = [sys.executable, "-c", EVENTS]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[PosixPath('/cases/anna b'), PosixPath('/cases/while it opens')]"


def test_a_case_that_is_handed_over_comes_to_the_front(open_window, qtbot, tmp_path):
    app = open_window(written_case(tmp_path, "anna", "Chest pain."))
    take(app, written_case(tmp_path, "ben", "Twisted ankle."))
    qtbot.waitUntil(lambda: settled(app))
    assert _names(app) == ["anna", "ben"]
    assert Path(app.store.state.intent.selected).name == "ben"


def test_under_the_lock_it_waits_and_the_patient_on_screen_stays(open_window, qtbot, tmp_path):
    app = open_window(written_case(tmp_path, "anna", "Chest pain."))
    app.store.dispatch(PinSet("kept hash"), Locked())
    assert app.store.state.locked
    take(app, written_case(tmp_path, "ben", "Twisted ankle."))
    qtbot.waitUntil(lambda: settled(app))
    assert _names(app) == ["anna", "ben"]
    assert Path(app.store.state.intent.selected).name == "anna"
