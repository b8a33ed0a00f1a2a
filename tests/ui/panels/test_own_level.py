"""The clinician first, in the window: keys and buttons for their own level, then both levels side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from cdss.records.assessment import Acuity, Risk
from cdss.session.panes import DecisionPane, OwnLevel
from cdss.session.setting_actions import SettingChanged
from tests.ui.test_app import ScriptedEngine, folder
from ui.app import App
from ui.controllers.screenshot import settled
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel

MADE = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
AWAITED = DecisionPane(None, None, (), (), None, None, None, (), (), (), None, False, own_awaited=True)


def given(own: int, model: int) -> DecisionPane:
    acuity = Acuity(model, (0.2, 0.2, 0.2, 0.2, 0.2))
    return replace(
        AWAITED, own_awaited=False, own=OwnLevel(own, MADE), acuity=acuity, risk=Risk(5.0, (4.0, 6.0))
    )  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot) -> DecisionPanel:
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.resize(388, 900)
    made.show()
    return made


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = App(ScriptedEngine())
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.store.dispatch(SettingChanged("own_level_first", True))
    made.start((folder(tmp_path, "anna", "Crushing chest pain."), folder(tmp_path, "ben", "Twisted ankle.")))
    qtbot.waitUntil(lambda: settled(made.store.state) and made.turns.idle, timeout=20_000)
    yield made
    made.close()


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_while_it_is_awaited_there_are_five_named_buttons_and_no_dial(panel: DecisionPanel) -> None:
    panel.set_pane(AWAITED)
    assert panel.own_level.isVisibleTo(panel) and not panel.dial.isVisibleTo(panel)
    buttons = panel.own_level.buttons.buttons
    assert [b.text() for b in buttons.values()][:2] == ["1   Resuscitation", "2   Emergent"]
    assert buttons[5].accessibleName() == "My level: KTAS 5 Non-urgent"
    assert not panel.accept.isEnabled() and not panel.what_if.isEnabled() and panel.override.isEnabled()


def test_where_it_is_not_asked_for_there_is_no_card(panel: DecisionPanel) -> None:
    panel.set_pane(replace(AWAITED, own_awaited=False))
    assert not panel.own_level.isVisibleTo(panel) and panel.dial.isVisibleTo(panel)
    panel.set_pane(None)
    assert not panel.own_level.isVisibleTo(panel)


@pytest.mark.parametrize(
    ("own", "model", "said"),
    [
        (2, 2, "Same level."),
        (3, 2, "The model is more urgent: look again."),
        (2, 4, "The model is less urgent. Yours stands."),
    ],
)
def test_both_levels_stand_side_by_side_with_how_they_differ(
    panel: DecisionPanel, own: int, model: int, said: str
) -> None:
    panel.set_pane(given(own, model))
    beside = panel.own_level.beside
    assert beside.own.text().startswith(f"{own} ") and beside.model.text().startswith(f"{model} ")
    assert beside.sentence.text() == said
    assert beside.own_name.text() == f"You, before you saw the model's · {MADE.astimezone():%H:%M}"
    assert beside.own.x() < beside.model.x() and beside.own.y() == beside.model.y()


def test_a_model_that_has_not_answered_yet_is_said_to_have_not(panel: DecisionPanel) -> None:
    panel.set_pane(replace(AWAITED, own_awaited=False, own=OwnLevel(2, MADE)))
    assert panel.own_level.beside.model.text() == "no answer yet"
    assert not panel.own_level.beside.sentence.isVisibleTo(panel)


def test_the_card_speaks_korean(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(AWAITED)
    set_language("ko")
    qtbot.waitUntil(lambda: panel.own_level.buttons.buttons[2].text() == "2   긴급", timeout=2000)
    assert not any(c.isascii() and c.isalpha() for c in texts(panel.own_level))


def test_a_digit_means_nothing_where_no_level_is_awaited(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(given(2, 2))
    with qtbot.assertNotEmitted(panel.own_level_given, wait=20):
        qtbot.keyClick(panel, "2")
    panel.set_pane(AWAITED)
    with qtbot.assertNotEmitted(panel.own_level_given, wait=20):
        qtbot.keyClick(panel, "7")
        qtbot.keyClick(panel, "2", Qt.KeyboardModifier.ControlModifier)


def test_nothing_of_the_model_is_on_the_screen_before_and_all_after_one_key(app: App, qtbot: QtBot) -> None:
    window = app.window
    assert window.banner.level.text() == "Your own level first"
    assert "9.1" not in texts(window) and [row.level for row in window.worklist.list.model().rows] == [None, None]
    window.worklist.list.setFocus()
    qtbot.keyClick(window.worklist.list, "3")
    app.turns.finish()
    assert app.store.state.selected and app.store.state.selected.own.level == 3
    assert window.banner.level.text() == "KTAS 3 Urgent · set by clinician\nrisk 9.1 / 10 · 90 % interval 8.1–9.6"
    assert window.decision.own_level.beside.model.text() == "2 Emergent"
    assert [row.level for row in window.worklist.list.model().rows] == [3, None]
    assert window.worklist.list.hasFocus()


def test_button_column_and_action_give_it_too(app: App, qtbot: QtBot) -> None:
    qtbot.mouseClick(app.window.decision.own_level.buttons.buttons[4], Qt.MouseButton.LeftButton)
    assert app.store.state.selected and app.store.state.selected.own.level == 4
    app.user.step(1)
    app.turns.finish()
    app.window._actions["own_level_2"].trigger()
    assert [entry.own.level for entry in app.store.state.entries] == [4, 2]


def test_before_the_column_of_the_next_patient_is_seen_a_level_goes_to_nobody(app: App, qtbot: QtBot) -> None:
    first, second = (entry.key for entry in app.store.state.entries)
    app.user.step(1)
    assert app.store.state.intent.selected == second and app.window.decided_patient == ""
    app.window._actions["own_level_2"].trigger()
    qtbot.keyClick(app.window.worklist.list, "2")  # nor is it a search in the rows
    assert [entry.own.level for entry in app.store.state.entries] == [None, None]
    assert app.store.state.intent.selected == second
    app.turns.finish()
    assert app.window.decided_patient == second
    qtbot.keyClick(app.window.worklist.list, "2")
    assert [(e.key, e.own.level) for e in app.store.state.entries] == [(first, None), (second, 2)]


def test_an_override_before_it_counts_as_it_and_knows_no_model_level(app: App) -> None:
    panel = app.decisions.ask_override()
    assert panel is not None
    assert all("suggested" not in panel.levels.button(level).text() for level in range(1, 6))
    panel.levels.button(1).setChecked(True)
    panel.reasons.button(0).setChecked(True)
    panel.confirm.click()
    app.turns.finish()
    entry = app.store.state.selected
    assert entry and entry.own.level == 1 and entry.ruling
    assert (entry.ruling.level, entry.ruling.model_level, entry.ruling.reason) == (1, None, "reason_looks_worse")
    assert app.window.decision.decided.text() == "You set KTAS 1: Looks worse than the figures"


def test_accept_and_what_if_do_nothing_before_it(app: App) -> None:
    app.window._actions["accept"].trigger()
    app.window._actions["what_if"].trigger()
    assert app.store.state.selected and app.store.state.selected.ruling is None
    assert app.store.state.intent.what_if is None and app.window.what_if.isHidden()


def test_a_digit_typed_into_the_search_field_is_text(app: App, qtbot: QtBot) -> None:
    app.window.worklist.search.setFocus()
    qtbot.keyClick(app.window.worklist.search, "2")
    assert app.window.worklist.search.text() == "2"
    assert app.store.state.selected and app.store.state.selected.own.level is None


def test_accepting_never_lowers_the_own_level_that_needs_a_reason(app: App) -> None:
    app.user.give_own(1)
    app.turns.finish()
    window = app.window
    assert not window.decision.accept.isEnabled() and "with a reason" in window.decision.accept.toolTip()
    window._actions["accept"].trigger()
    assert app.store.state.selected and app.store.state.selected.ruling is None
    said = window.status.message.toolTip()
    assert said.startswith("Not accepted: the model's level 2 is less urgent than your own level 1.")
    assert app.store.state.selected.level == 1 and "KTAS 1" in window.banner.level.text()
    app.user.override(app.store.state.selected.key, 2, "reason_better_after_treatment")
    assert app.store.state.selected and app.store.state.selected.level == 2


def test_a_more_urgent_model_may_be_accepted(app: App) -> None:
    app.user.give_own(4)
    app.turns.finish()
    assert app.window.decision.accept.isEnabled()
    app.window._actions["accept"].trigger()
    entry = app.store.state.selected
    assert entry and entry.level == 2 and entry.own.level == 4


def test_own_and_model_levels_are_saved_as_a_table(app: App, tmp_path: Path) -> None:
    app.window._actions["save_influence"].trigger()
    assert "nothing to save" in app.window.status.message.toolTip()
    app.user.give_own(3)
    app.decisions.save_influence(tmp_path / "levels.csv")
    assert "anna,3," in (tmp_path / "levels.csv").read_text(encoding="utf-8")
    assert app.window.status.message.toolTip() == "Saved as levels.csv."
    app.decisions.save_influence(tmp_path / "gone" / "levels.csv")
    assert "could not be saved" in app.window.status.message.toolTip()
