"""The whole window on cases of one's own, without an engine: opened, waited for, and closed again."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from ui.app import App

Window = Callable[..., App]
LONGEST_MS = 20000


def written_case(home: Path, name: str, note: str, vitals: str = "heart_rate,sbp\n110,160\n") -> Path:
    """A folder with a note and a table of vital signs."""
    made = home / name
    made.mkdir()
    (made / "note.txt").write_text(note, encoding="utf-8")
    (made / "vitals.csv").write_text(vitals, encoding="utf-8")
    return made


def windows(qtbot: QtBot, kept: Path) -> Iterator[Window]:
    """A call that opens a window on cases, with ``kept`` as its session file; all of them are closed at the end."""
    made: list[App] = []

    def open_window(*cases: Path) -> App:
        app = App(None, kept=lambda: kept)
        made.append(app)
        show(app, qtbot, cases)
        qtbot.waitUntil(lambda: settled(app), timeout=LONGEST_MS)
        return app

    yield open_window
    for app in made:
        app.close()
    sys.excepthook = sys.__excepthook__


def show(app: App, qtbot: QtBot, cases: tuple[Path, ...]) -> None:
    """Show the window at the size of an ordinary screen and open ``cases``."""
    qtbot.addWidget(app.window)
    app.window.resize(1600, 1000)
    app.window.show()
    app.start(cases)


def settled(app: App) -> bool:
    """All cases are read, everything is drawn, and what can be saved is."""
    state = app.store.state
    known = app.persistence is not None and (app.persistence.idle or state.unsaved is not None)
    return known and app.turns.idle and all(e.case or e.problem for e in state.entries)


def two_patients(qtbot: QtBot, home: Path) -> Iterator[App]:
    """A window on Anna, who has a 12-lead recording, and Bert, who has none; both have a note."""
    anna, bert = home / "anna", home / "bert"
    shutil.copytree(resources_dir() / "demo" / "01-chest-pain" / "ecg", anna)
    bert.mkdir()
    for folder in (anna, bert):
        (folder / "note.txt").write_text(f"Chest pain of {folder.name}.", encoding="utf-8")
    app = App(None)
    show(app, qtbot, (anna, bert))
    qtbot.waitUntil(lambda: all(entry.case is not None for entry in app.store.state.entries), timeout=LONGEST_MS)
    yield app
    app.close()
    sys.excepthook = sys.__excepthook__


def answer_file_dialog(monkeypatch: pytest.MonkeyPatch, target: str) -> list[str]:
    """Have the user name ``target``; returns the list in which the suggested names will stand."""
    suggested: list[str] = []

    def name(_parent: object, _title: str, path: str, _pattern: str) -> tuple[str, str]:
        suggested.append(Path(path).name)
        return target, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    return suggested
