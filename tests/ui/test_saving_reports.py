"""Saving the report by key: the file that the user names, of the patient on screen, while the window goes on."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from ui.actions import ACTIONS, shortcuts
from ui.app import App


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    anna, bert = tmp_path / "anna", tmp_path / "bert"
    shutil.copytree(resources_dir() / "demo" / "01-chest-pain" / "ecg", anna)
    bert.mkdir()
    for folder in (anna, bert):
        (folder / "note.txt").write_text(f"Chest pain of {folder.name}.", encoding="utf-8")
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.window.show()
    made.start((anna, bert))
    qtbot.waitUntil(lambda: all(entry.case is not None for entry in made.store.state.entries), timeout=20000)
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


def save(app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, action: str, target: str) -> str:
    suggested: list[str] = []

    def name(_parent: object, _title: str, path: str, _pattern: str) -> tuple[str, str]:
        suggested.append(Path(path).name)
        return target, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    app.window._actions[action].trigger()
    qtbot.waitUntil(lambda: app.turns.idle, timeout=20000)
    return suggested[0]


def test_the_report_is_saved_as_pdf_under_the_patients_number_only(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert save(app, qtbot, monkeypatch, "save_report_pdf", str(tmp_path / "out")) == "anna-report.pdf"
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert app.store.state.remark.words("en") == "Saved as out.pdf."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anna", "bert", "out.pdf"]


def test_the_page_is_of_the_patient_on_screen_in_the_language_of_the_screen(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app.user.step(1)
    app.user.next_language()
    save(app, qtbot, monkeypatch, "save_report_html", str(tmp_path / "out.html"))
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Chest pain of bert." in page and "anna" not in page
    assert '<html lang="ko">' in page and "의료진의 결정" in page and "모델이 평가하지 않음" in page


def test_a_file_that_the_user_does_not_name_is_not_written(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    save(app, qtbot, monkeypatch, "save_report_pdf", "")
    assert not list(tmp_path.glob("*.pdf"))


def test_both_kinds_have_a_key_and_stand_in_the_menu_of_the_case() -> None:
    specs = {spec.name: spec for spec in ACTIONS}
    for name in ("save_report_pdf", "save_report_html"):
        assert specs[name].menu == "case" and shortcuts()[name]
