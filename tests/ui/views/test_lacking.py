"""A button that cannot be pressed yet says in words why not, beside it and to a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.panels.calibration_panel import CalibrationPanel
from ui.panels.override_panel import OTHER, OverridePanel
from ui.panels.pin_panel import PinPanel
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.views.lacking import Lacking


def said(lacking: Lacking, button: QPushButton) -> str:
    """What is said, the same in all places; empty where the button can be pressed."""
    assert lacking.text() == button.toolTip() == button.accessibleDescription()
    assert button.isEnabled() == (lacking.text() == "")
    return lacking.text()


def test_setting_a_level_names_what_is_missing_until_nothing_is(qtbot: QtBot) -> None:
    panel = OverridePanel("demo-1", 2)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.lacking.isVisible() and said(panel.lacking, panel.confirm) == "Still missing: level and reason"
    panel.levels.button(2).setChecked(True)
    assert said(panel.lacking, panel.confirm) == "Still missing: the reason"
    panel.reasons.button(OTHER).setChecked(True)
    assert said(panel.lacking, panel.confirm) == "Still missing: the reason in your own words"
    panel.reason.setPlainText("grey")
    assert said(panel.lacking, panel.confirm) == ""
    other = OverridePanel("demo-1", 2)
    qtbot.addWidget(other)
    other.reasons.button(0).setChecked(True)
    assert said(other.lacking, other.confirm) == "Still missing: the level"


def test_the_pin_names_what_is_missing_until_nothing_is(qtbot: QtBot) -> None:
    panel = PinPanel(known=True)
    qtbot.addWidget(panel)
    assert said(panel.lacking, panel.confirm) == "Still missing: the present PIN"
    panel.present.setText("0000")
    assert said(panel.lacking, panel.confirm) == "Still missing: a new PIN"
    panel.new.setText("123")
    assert said(panel.lacking, panel.confirm) == "Too short: 3 of 4 characters"
    panel.new.setText("1234")
    panel.again.setText("12")
    assert said(panel.lacking, panel.confirm) == "Still missing: the same PIN again"
    panel.again.setText("1234")
    assert said(panel.lacking, panel.confirm) == ""
    fresh = PinPanel(known=False)
    qtbot.addWidget(fresh)
    assert said(fresh.lacking, fresh.confirm) == "Still missing: a new PIN"


def test_the_calibration_names_the_file_that_is_missing(qtbot: QtBot) -> None:
    panel = CalibrationPanel(False)
    qtbot.addWidget(panel)
    assert said(panel.lacking, panel.begin) == "Still missing: both files"
    panel.outcomes.setText("b.csv")
    assert said(panel.lacking, panel.begin) == "Still missing: the file of cases"
    panel.cases.setText("a.jsonl")
    assert said(panel.lacking, panel.begin) == ""
    panel.outcomes.clear()
    assert said(panel.lacking, panel.begin) == "Still missing: the file of outcomes"


@pytest.mark.parametrize("theme", THEMES)
def test_it_can_be_read_in_every_theme(qtbot: QtBot, qapp: QApplication, theme: str) -> None:
    set_theme(qapp, theme)
    panel = PinPanel(known=False)
    qtbot.addWidget(panel)
    panel.show()
    ink = panel.lacking.palette().color(panel.lacking.foregroundRole()).name()
    assert ink == palette().muted and contrast_ratio(ink, palette().background) >= 4.5
