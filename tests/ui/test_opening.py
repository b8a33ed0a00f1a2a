"""The window before its panes are there: what it shows, in which looks, and what has to be loaded for it."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.database.records import SavedSession
from cdss.database.session_file import open_session
from ui import opening
from ui.__main__ import parser
from ui.app import App, load_ahead
from ui.frame_sizes import BANNER_HEIGHT, DECISION_WIDTH, STATUS_HEIGHT, WORKLIST_WIDTH
from ui.language import language
from ui.main_window import MainWindow
from ui.theme import palette
from ui.views.opening_view import OpeningView

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(qtbot: QtBot) -> MainWindow:
    window = opening.open_window(parser().parse_args(["--no-store", "--size", "1600x1000"]))
    qtbot.addWidget(window)
    return window


def page_of(window: MainWindow) -> OpeningView:
    page = window.centralWidget()
    assert isinstance(page, OpeningView)
    return page


def test_it_is_painted_before_its_panes_are_made(opened: MainWindow) -> None:
    assert opened.isVisible() and page_of(opened).painted
    assert not hasattr(opened, "worklist") and opened.windowTitle() == "TriageLens"
    assert page_of(opened).accessibleName() == "Opening the worklist…"


def test_the_places_of_the_parts_are_those_they_will_have(opened: MainWindow) -> None:
    picture = opened.grab().toImage()
    background, surface = QColor(palette().background), QColor(palette().surface)
    at = {
        "banner": (800, BANNER_HEIGHT // 2),
        "worklist": (WORKLIST_WIDTH - 3, 500),
        "evidence": (WORKLIST_WIDTH + 3, 500),
        "end of evidence": (1600 - DECISION_WIDTH - 3, 500),
        "decision": (1600 - DECISION_WIDTH + 3, 500),
        "status": (20, 1000 - STATUS_HEIGHT // 2),
    }
    found = {name: picture.pixelColor(*place) for name, place in at.items()}
    assert {name for name, colour in found.items() if colour == surface} == {"evidence", "end of evidence"}
    assert {name for name, colour in found.items() if colour == background} == set(at) - {"evidence", "end of evidence"}
    opened.fill()
    QApplication.processEvents()
    assert opened.worklist.width() == WORKLIST_WIDTH and opened.banner.height() == BANNER_HEIGHT
    assert opened.decision.width() == DECISION_WIDTH and opened.status.height() == STATUS_HEIGHT


def test_the_same_window_gets_its_panes(opened: MainWindow, qtbot: QtBot) -> None:
    opened.fill()
    app = App(None, window=opened)
    assert app.window is opened and opened.isVisible()
    assert not any(page.isVisible() for page in opened.findChildren(OpeningView))
    assert opened.worklist.isVisible() and opened.acceptDrops()
    qtbot.waitActive(opened)
    opened.worklist.list.setFocus()
    assert opened.worklist.list.hasFocus()
    app.close()


def test_a_small_window_is_small_from_the_start(qtbot: QtBot) -> None:
    window = opening.open_window(parser().parse_args(["--no-store", "--size", "1000x600"]))
    qtbot.addWidget(window)
    window.fill()
    assert (window.width(), window.height()) == (1000, 600)
    assert window.worklist.isHidden()


def test_it_opens_in_the_looks_of_the_last_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    kept = open_session(tmp_path / "session.db", datetime(2026, 11, 21, tzinfo=UTC))
    kept.file.write(SavedSession(settings=(("language", "ko"), ("theme", "light"))))
    kept.file.close()
    monkeypatch.setattr(opening, "user_dir", lambda: tmp_path)
    monkeypatch.delenv(opening.NO_STORE, raising=False)
    window = opening.open_window(parser().parse_args([]))
    qtbot.addWidget(window)
    assert (language(), palette().name) == ("ko", "light")
    assert page_of(window).accessibleName() == "환자 목록 여는 중…"
    named = opening.open_window(parser().parse_args(["--lang", "en", "--theme", "high_contrast"]))
    qtbot.addWidget(named)
    assert (language(), palette().name) == ("en", "high_contrast")


@pytest.mark.parametrize(("name", "text"), [("theme", "pink"), ("language", "de"), ("theme", None)])
def test_a_look_that_there_is_not_is_the_ordinary_one(tmp_path: Path, name: str, text: str | None) -> None:
    path = tmp_path / "session.db"
    if text is not None:
        kept = open_session(path, datetime(2026, 11, 21, tzinfo=UTC))
        kept.file.write(SavedSession(settings=((name, text),)))
        kept.file.close()
    assert opening.kept_look(lambda: path, name) == {"theme": "dark", "language": "en"}[name]


def test_garbage_is_collected_again_when_all_is_loaded_or_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.disable()
    load_ahead()
    assert gc.isenabled()

    def broken(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", broken)
    gc.disable()
    with pytest.raises(ImportError):
        load_ahead()
    assert gc.isenabled()


def test_little_is_loaded_for_it() -> None:
    """In a process of its own: nothing that takes long may come before the first picture."""
    heavy = ("numpy", "pyqtgraph", "pydantic", "ui.app", "ui.window_parts", "cdss.session.state", "cdss.records.case")
    code = f"import ui.__main__, ui.opening, sys; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == []
