"""Markup in a patient's files is text, never drawn as markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cdss.session.panes import Ruling
from tests.ui.test_panels import decision
from ui.panels.decision_panel import DecisionPanel
from ui.panels.override_panel import OverridePanel
from ui.views.elided import Elided
from ui.views.plain import plain_tip

EVIL = 'pain <img src="file:///etc/x"> <b>KTAS 5</b>'


def test_a_complaint_with_markup_is_shown_letter_by_letter(qtbot: QtBot) -> None:
    label = Elided("complaint")
    qtbot.addWidget(label)
    label.resize(900, 30)
    label.set_full_text(EVIL)
    assert label.textFormat() is Qt.TextFormat.PlainText and label.text() == EVIL
    assert "<b>" not in label.toolTip() and "&lt;b&gt;KTAS 5&lt;/b&gt;" in label.toolTip()


@pytest.mark.parametrize("text", ["SpO2 < 90 %", "two\nlines", ""])
def test_a_tip_without_markup_stays_as_it_is(text: str) -> None:
    assert plain_tip(text) == text


def test_the_reason_of_a_decision_and_the_head_of_a_dialog_are_letters_too(qtbot: QtBot) -> None:
    panel = DecisionPanel()
    qtbot.addWidget(panel)
    panel.set_pane(replace(decision(), ruling=Ruling(1, 2, EVIL)))
    assert EVIL in panel.decided.text() and panel.decided.textFormat() is Qt.TextFormat.PlainText
    dialog = OverridePanel(EVIL, 2)
    qtbot.addWidget(dialog)
    heads = [label for label in dialog.findChildren(QLabel) if label.text() == EVIL]
    assert [label.textFormat() for label in heads] == [Qt.TextFormat.PlainText]
