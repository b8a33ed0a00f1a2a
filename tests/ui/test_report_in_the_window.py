"""The report in the window: opened by key beside the evidence, its evidence grown, what is written outlives the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.database.records import FILE_NAME
from cdss.session.place import Pane
from tests.ui.whole_window import Window, settled, windows, written_case
from ui.app import App


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return written_case(tmp_path, "anna", "Crushing chest pain."), written_case(tmp_path, "ben", "Twisted ankle.")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield from windows(qtbot, tmp_path / "data" / FILE_NAME)


def open_report(app: App) -> None:
    app.window._actions["report"].trigger()
    app.turns.finish()


def test_it_takes_the_place_of_the_decision_on_a_small_screen_and_gives_it_back(window: Window, folders) -> None:
    app = window(*folders)
    open_report(app)
    shown = app.window
    assert shown.report.isVisible() and not shown.decision.isVisible() and shown.evidence.isVisible()
    app.window.resize(1920, 1080)
    assert shown.report.isVisible() and shown.decision.isVisible()
    app.window.resize(1600, 1000)
    shown.report.close_button.click()
    app.turns.finish()
    assert not shown.report.isVisible() and shown.decision.isVisible()


def test_what_if_and_the_report_are_never_both_open(window: Window, folders) -> None:
    app = window(*folders)
    open_report(app)
    app.what_if.toggle()
    app.turns.finish()
    assert app.window.what_if.isVisible() and not app.window.report.isVisible()
    open_report(app)
    assert app.window.report.isVisible() and not app.window.what_if.isVisible()


def test_a_sentence_grows_the_pane_it_rests_on_and_asked_again_it_stays(window: Window, folders, qtbot: QtBot) -> None:
    app = window(*folders)
    open_report(app)
    panel = app.window.report
    keys = [panel.list.item(i).data(Qt.ItemDataRole.UserRole) for i in range(panel.list.count())]
    row = panel.list.item(keys.index("findings/vitals/latest"))
    for _ in range(2):
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualItemRect(row).center())
        app.turns.finish()
        assert app.store.state.intent.maximised is Pane.VITALS and panel.isVisible()
    app.window._actions["restore"].trigger()
    assert app.store.state.intent.maximised is None and panel.isVisible()


def test_what_was_written_is_there_in_the_next_window_and_in_its_report(
    window: Window, folders, qtbot: QtBot, tmp_path: Path
) -> None:
    first = window(*folders)
    open_report(first)
    panel = first.window.report
    panel.editor.selectAll()
    qtbot.keyClicks(panel.editor, "No film was asked for.")
    qtbot.waitUntil(lambda: bool(first.store.state.selected.report_work.edits))
    key = panel._key
    qtbot.waitUntil(lambda: settled(first))
    first.close()
    again = window()
    open_report(again)
    edit = again.store.state.entry(str(folders[0])).report_work.of(key)
    assert edit is not None and edit.text == "No film was asked for." and edit.made is not None
    assert "✎ No film was asked for." in [
        again.window.report.list.item(i).text() for i in range(again.window.report.list.count())
    ]
    again.report_desk.controller.save(tmp_path / "out.html", "anna")
    again.turns.finish()
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "No film was asked for." in page and "edited by the clinician" in page


def test_the_last_words_are_kept_when_the_window_is_closed_at_once(window: Window, folders, qtbot: QtBot) -> None:
    first = window(*folders)
    open_report(first)
    first.window.report.editor.selectAll()
    qtbot.keyClicks(first.window.report.editor, "Last words.")
    first.close()
    again = window()
    edits = again.store.state.entry(str(folders[0])).report_work.edits
    assert [edit.text for edit in edits] == ["Last words."]


def test_another_patients_report_shows_none_of_the_first(window: Window, folders) -> None:
    app = window(*folders)
    open_report(app)
    app.user.step(1)
    app.turns.finish()
    texts = [app.window.report.list.item(i).text() for i in range(app.window.report.list.count())]
    assert any("sprain" in text or "ankle" in text for text in texts) or not any("chest pain" in text for text in texts)
