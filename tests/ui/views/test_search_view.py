"""The search of the worklist: what stands there when nobody matches, and the way back to all patients."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.shift_window import RuleEngine, folder, opened
from ui.app import App
from ui.views.search_view import NobodyFound


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> App:
    return opened(qtbot, RuleEngine(), folder(tmp_path, "han-01"), folder(tmp_path, "lee-02"))


def test_a_search_without_a_hit_says_so_in_words_and_how_to_clear_it(qtbot: QtBot, app: App) -> None:
    panel = app.window.worklist
    qtbot.keyClicks(panel.search, "zzz")
    assert panel.list.isHidden()
    assert panel.nobody.isVisible()
    assert panel.nobody.said.text().startswith("No patient matches “zzz”.")
    assert "Esc" in panel.nobody.said.text()
    assert panel.heading.text() == "WORKLIST · 0 FOUND"
    qtbot.keyClicks(panel.search, "y")
    assert "“zzzy”" in panel.nobody.said.text()
    app.user.next_language()
    qtbot.waitUntil(lambda: "환자가 없습니다" in panel.nobody.said.text())
    app.close()


def test_escape_in_the_search_field_shows_everybody_again_and_does_nothing_else(qtbot: QtBot, app: App) -> None:
    panel = app.window.worklist
    app.window.activateWindow()
    panel.search.setFocus()
    app.user.maximise(app.window.pane_in_use())
    qtbot.keyClicks(panel.search, "zzz")
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert panel.list.isVisible()
    assert panel.nobody.isHidden()
    assert panel.heading.text() == "WORKLIST · 2 WAITING"
    assert app.store.state.intent.maximised is not None
    app.close()


def test_return_leads_to_the_button_that_shows_everybody(qtbot: QtBot, app: App) -> None:
    panel = app.window.worklist
    app.window.activateWindow()
    qtbot.keyClicks(panel.search, "zzz")
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.nobody.clear.hasFocus)
    panel.nobody.clear.click()
    assert panel.list.isVisible()
    assert panel.search.hasFocus()
    qtbot.keyClicks(panel.search, "lee")
    assert [row.case_id for row in panel.list.model().rows] == ["lee-02"]
    assert panel.heading.text() == "WORKLIST · 1 FOUND"
    app.close()


def test_spaces_alone_search_for_nothing(qtbot: QtBot, app: App) -> None:
    qtbot.keyClicks(app.window.worklist.search, "  ")
    assert app.window.worklist.list.isVisible()
    app.close()


def test_what_is_searched_for_is_shown_as_it_was_typed(qtbot: QtBot) -> None:
    view = NobodyFound()
    qtbot.addWidget(view)
    view.set_searched(" <b>a</b> ")
    assert "“<b>a</b>”" in view.said.text()
    assert view.said.textFormat() == Qt.TextFormat.PlainText
