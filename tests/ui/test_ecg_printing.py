"""The action that prints the ECG on screen: the file that the user names, under the name of the patient on screen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from ui.app import App
from ui.views import ecg_view
from ui.views.ecg_print import PrintWords


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    ecg, none = tmp_path / "anna", tmp_path / "bert"
    shutil.copytree(resources_dir() / "demo" / "01-chest-pain" / "ecg", ecg)
    none.mkdir()
    for folder in (ecg, none):
        (folder / "note.txt").write_text("Crushing chest pain.", encoding="utf-8")
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.window.show()
    made.start((ecg, none))
    qtbot.waitUntil(lambda: all(entry.case is not None for entry in made.store.state.entries), timeout=20000)
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


def print_into(app: App, monkeypatch: pytest.MonkeyPatch, target: Path) -> list[str]:
    suggested: list[str] = []

    def name(_parent: object, _title: str, path: str, _pattern: str) -> tuple[str, str]:
        suggested.append(Path(path).name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    app.window._actions["ecg_print"].trigger()
    return suggested


def test_the_ecg_on_screen_is_printed_where_the_user_says(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heads: list[PrintWords] = []
    original = ecg_view.print_ecg
    monkeypatch.setattr(ecg_view, "print_ecg", lambda *a: (heads.append(a[2]), original(*a))[1])
    assert print_into(app, monkeypatch, tmp_path / "out") == ["anna-ecg.pdf"]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert heads[0].identity.startswith("anna")
    assert "Not a medical device" in heads[0].status
    assert "Saved as out.pdf" in app.store.state.remark.words("en")


def test_a_patient_without_an_ecg_prints_none_of_the_one_before(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app.turns.finish()
    app.user.step(1)
    assert print_into(app, monkeypatch, tmp_path / "out.pdf") == []
    assert not (tmp_path / "out.pdf").exists()
    assert app.store.state.remark.words("en") == "There is no ECG on screen to print."
