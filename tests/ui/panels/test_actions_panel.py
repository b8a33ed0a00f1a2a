"""Recommended actions and the hand-over in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cdss.session.decision.considered import Recommended
from tests.ui.test_app import ScriptedEngine, folder
from ui.app import App
from ui.controllers.screenshot import settled
from ui.language import set_language
from ui.panels.actions_panel import ActionsPanel
from ui.views.actions_card import ActionsCard

AT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
FIRST = Recommended("reassess_15", None, "Re-triage every 15 min", "CTAS 2008 · not graded")
SECOND = Recommended("acs_ecg", "acs", "12-lead ECG within 10 min", "ESC 2023 · Class I", True, AT)


@pytest.fixture
def panel(qtbot: QtBot) -> ActionsPanel:
    made = ActionsPanel("demo-1")
    qtbot.addWidget(made)
    made.set_actions((FIRST, SECOND))
    made.show()
    return made


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = App(ScriptedEngine())
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((folder(tmp_path, "anna", "Crushing chest pain."), folder(tmp_path, "ben", "Twisted ankle.")))
    qtbot.waitUntil(lambda: settled(made.store.state) and made.turns.idle, timeout=20_000)
    yield made
    made.close()


def test_what_a_check_calls_for_stands_under_the_checks_and_not_under_a_condition(panel: ActionsPanel) -> None:
    panel.set_actions((replace(SECOND, by_check=True), FIRST))
    shown = [label.text() for label in panel.findChildren(QLabel) if label.objectName() == "cardHeading"]
    assert shown[-2:] == ["Checks", "Level"]
    assert "Acute coronary syndrome" not in shown[-2:]


def test_each_action_stands_under_its_condition_with_source_and_time(panel: ActionsPanel) -> None:
    headings = [label.text() for label in panel.findChildren(QLabel) if label.objectName() == "cardHeading"]
    assert headings == ["Level", "Acute coronary syndrome"]
    assert [box.isChecked() for box in panel.boxes.values()] == [False, True]
    assert panel.sources["acs_ecg"].text() == f"done {AT.astimezone():%H:%M} · ESC 2023 · Class I"
    assert panel.sources["reassess_15"].text() == "CTAS 2008 · not graded"
    assert panel.boxes["acs_ecg"].accessibleName() == "12-lead ECG within 10 min"
    assert panel.boxes["acs_ecg"].accessibleDescription() == panel.sources["acs_ecg"].text()


def test_a_click_on_box_or_words_and_the_space_key_tick(panel: ActionsPanel, qtbot: QtBot) -> None:
    told: list[str] = []
    panel.ticked.connect(told.append)
    box = panel.boxes["reassess_15"]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(6, box.height() // 2))
    row = box.parentWidget()
    assert row is not None
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(120, row.height() - 4))
    qtbot.keyClick(panel.boxes["acs_ecg"], Qt.Key.Key_Space)
    assert told == ["reassess_15", "reassess_15", "acs_ecg"]


def test_only_ticks_changing_leaves_the_rows_where_they_are(panel: ActionsPanel) -> None:
    before = panel.boxes["reassess_15"]
    panel.set_actions((FIRST, Recommended(*list(_values(SECOND))[:4])))
    assert panel.boxes["reassess_15"] is before and not panel.boxes["acs_ecg"].isChecked()


def _values(action: Recommended) -> Iterator[object]:
    yield from (action.code, action.condition, action.text, action.source)


def test_the_frame_speaks_korean(panel: ActionsPanel, qtbot: QtBot) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: panel.windowTitle() == "고려할 처치", timeout=2000)
    assert "고려 사항일 뿐입니다" in panel.sentence.text() and panel.close_button.text() == "닫기"


def test_the_card_counts_and_is_not_there_for_nothing(qtbot: QtBot) -> None:
    card = ActionsCard()
    qtbot.addWidget(card)
    card.set_actions((FIRST, SECOND))
    assert not card.isHidden() and card.caption.text() == "1 done"
    assert card.open.text() == "2 actions from guidelines"
    card.set_actions(())
    assert card.isHidden()


def test_a_tick_is_kept_with_the_patient_and_shown_in_the_column(app: App) -> None:
    panel = app.decisions.open_actions()
    assert panel is not None and list(panel.boxes) == ["reassess_15"]
    panel.boxes["reassess_15"].click()
    app.turns.finish()
    entry = app.store.state.selected
    assert entry and [code for code, at in entry.done.done if at] == ["reassess_15"]
    assert panel.boxes["reassess_15"].isChecked() and panel.sources["reassess_15"].text().startswith("done ")
    assert app.window.decision.actions_card.caption.text() == "1 done"
    panel.boxes["reassess_15"].click()
    assert app.store.state.selected and app.store.state.selected.done.done == ()
    panel.reject()


def test_the_list_closes_when_another_patient_comes_on_screen(app: App) -> None:
    panel = app.decisions.open_actions()
    assert panel is not None and panel.isVisible()
    app.user.step(1)
    assert not panel.isVisible()


def test_the_hand_over_is_in_the_clipboard_with_the_banners_identity(app: App) -> None:
    app.window._actions["handover"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert "SBAR" in lines[0] and lines[1] == app.window.banner.printed() and lines[1].startswith("anna")
    assert app.window.status.message.toolTip() == "The hand-over of anna is in the clipboard."


def test_with_nobody_on_screen_that_is_said(app: App) -> None:
    QGuiApplication.clipboard().setText("as before")
    app.user.close()
    app.user.close()
    app.window._actions["handover"].trigger()
    assert QGuiApplication.clipboard().text() == "as before"
    assert app.window.status.message.toolTip() == "There is no patient on screen to hand over."
    assert app.decisions.open_actions() is None


def test_a_source_begins_where_the_words_above_it_begin(panel: ActionsPanel) -> None:
    panel.show()
    QApplication.processEvents()
    box = next(iter(panel.boxes.values()))
    row = box.parentWidget()
    assert row is not None
    words = next(label for label in row.findChildren(QLabel))
    source = next(label for label in panel.findChildren(QLabel, "headlineFacts") if label.indent() > 0)
    assert source.mapTo(panel, QPoint(source.indent(), 0)).x() == words.mapTo(panel, QPoint(0, 0)).x()
