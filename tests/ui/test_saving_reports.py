"""Saving the report by key: the file that the user names, of the patient on screen, while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.whole_window import answer_file_dialog, two_patients
from ui.actions import ACTIONS, shortcuts
from ui.app import App


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    yield from two_patients(qtbot, tmp_path)


def save(app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, action: str, target: str) -> str:
    suggested = answer_file_dialog(monkeypatch, target)
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
