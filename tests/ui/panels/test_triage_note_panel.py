"""The form of the triage entry, key by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from cdss.session.entry.triage_note import TriageEntry
from ui.language import set_language
from ui.panels.triage_note_panel import TriageNotePanel

ENTRY = TriageEntry("chest pain", "", "hypertension", "", "Crushing.")
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(qtbot: QtBot, entry: TriageEntry = ENTRY, required: bool = False) -> TriageNotePanel:
    panel = TriageNotePanel("demo-01", entry, "", required)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> TriageNotePanel:
    return opened(qtbot)


def test_it_opens_with_what_is_known_and_every_field_has_a_name(panel: TriageNotePanel) -> None:
    assert panel.entry() == ENTRY
    assert panel.note.text() == "Crushing.\nPMH: hypertension."
    assert all(line.accessibleName() for line in (*panel.findChildren(QLineEdit), panel.text))


def test_the_note_below_follows_each_key(panel: TriageNotePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.onset, "2 h ago")
    qtbot.keyClicks(panel.allergies, "none")
    assert panel.note.text() == "Onset: 2 h ago.\nCrushing.\nPMH: hypertension.\nNKDA."


def test_enter_leads_on_and_control_enter_saves_from_any_field(panel: TriageNotePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.complaint, Qt.Key.Key_Return)
    assert panel.onset.hasFocus() and panel.isVisible()
    qtbot.keyClicks(panel.onset, "today")
    qtbot.keyClick(panel.onset, Qt.Key.Key_Return)
    assert panel.text.hasFocus()
    qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
    assert panel.history.hasFocus(), "tabulator leaves the free text"
    panel.signed.field.setText("KSY")
    with qtbot.waitSignal(panel.written) as written:
        qtbot.keyClick(panel.text, Qt.Key.Key_Return, CONTROL)
    assert written.args == [TriageEntry("chest pain", "today", "hypertension", "", "Crushing."), "KSY"]
    assert not panel.isVisible()


def test_an_empty_form_and_an_unsigned_one_where_the_site_asks_are_not_saved(qtbot: QtBot) -> None:
    empty = opened(qtbot, TriageEntry())
    assert not empty.save.isEnabled()
    qtbot.keyClicks(empty.complaint, "rash")
    assert empty.save.isEnabled()
    unsigned = opened(qtbot, required=True)
    with qtbot.assertNotEmitted(unsigned.written):
        qtbot.keyClick(unsigned.text, Qt.Key.Key_Return, CONTROL)
    assert unsigned.isVisible()


def test_a_korean_entry_stands_in_the_note_in_korean_on_any_screen(qtbot: QtBot) -> None:
    panel = opened(qtbot, TriageEntry("흉통", "2시간 전", "고혈압", "없음", ""))
    assert panel.note.text() == "증상 시작: 2시간 전.\n과거력: 고혈압.\n알레르기 없음."
    set_language("ko")
    assert opened(qtbot).history.accessibleName() == "과거력"


def test_what_stands_in_the_form_is_told_at_each_key_until_it_is_thrown_away(
    panel: TriageNotePanel, qtbot: QtBot
) -> None:
    told: list[object] = []
    panel.typed.connect(told.append)
    qtbot.keyClicks(panel.onset, "2 h")
    assert told[-1] == TriageEntry("chest pain", "2 h", "hypertension", "", "Crushing.")
    panel.cancel.click()
    assert told[-1] is None
    assert not panel.isVisible()


def test_a_disease_that_the_text_names_beside_a_history_of_none_is_pointed_out_while_it_is_typed(qtbot: QtBot) -> None:
    panel = opened(qtbot, TriageEntry("chest pain", "", "none", "", "Hx of "))
    assert not panel.denied.isVisible()
    panel.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(panel.text, "HTN, DM.")
    assert panel.denied.isVisible()
    assert panel.denied.text() == "Check the history: it says none, the text names hypertension, diabetes."
    assert panel.save.isEnabled() and panel.entry().history == "none", "said, not changed"
    panel.history.setText("hypertension, diabetes")
    assert not panel.denied.isVisible()
    set_language("ko")
    korean = opened(qtbot, TriageEntry("흉통", "", "없음", "", "고혈압 있음."))
    assert korean.denied.text() == "과거력 확인 필요: 과거력은 ‘없음’, 본문에는 고혈압."
