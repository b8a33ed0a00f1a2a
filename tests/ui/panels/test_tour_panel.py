"""The guided tour: points at real parts, can be skipped, leaves nothing behind, and is offered once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.paths import demo_dir
from cdss.session.setting_actions import SettingChanged
from tests.ui.test_switching_looks import BANNER, DECISION
from ui.app import App
from ui.language import set_language
from ui.panels.tour_panel import TourFrame, TourPanel
from ui.run import offer_tour


@pytest.fixture
def app(qtbot: QtBot) -> App:
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show_banner(BANNER)
    made.window.show_decision(DECISION)
    made.window.show()
    return made


@pytest.fixture
def tour(app: App) -> TourPanel:
    made = app.dialogs.start_tour()
    assert made is not None
    return made


def place(app: App, widget: object) -> QRect:
    assert isinstance(widget, TourPanel | TourFrame)
    return QRect(widget.mapTo(app.window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 720), (960, 540)])
def test_each_step_frames_its_part_and_stays_in_the_window(app: App, tour: TourPanel, size: tuple[int, int]) -> None:
    app.window.resize(*size)
    QApplication.processEvents()
    for index, step in enumerate(tour.steps):
        tour.show_step(index)
        QApplication.processEvents()
        assert place(app, tour.frame) == step.place(app.window)
        assert app.window.rect().contains(place(app, tour))
        assert tour.text.height() >= tour.text.heightForWidth(tour.text.width())


def test_the_card_does_not_hide_the_part_where_there_is_room_beside_it(app: App, tour: TourPanel) -> None:
    beside = ("Your patients", "What the model suggests, and why", "You decide", "Everything else")
    seen = []
    for index, step in enumerate(tour.steps):
        tour.show_step(index)
        if step.heading in beside:
            seen.append(step.heading)
            assert not place(app, tour).intersects(place(app, tour.frame))
    assert tuple(seen) == beside


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 720), (960, 540)])
def test_the_step_on_deciding_covers_none_of_the_buttons_it_is_about(
    app: App, tour: TourPanel, size: tuple[int, int]
) -> None:
    app.window.show_decision(replace(DECISION, ruling=None))
    app.window.resize(*size)
    QApplication.processEvents()
    index = next(i for i, step in enumerate(tour.steps) if step.heading == "You decide")
    tour.show_step(index)
    QApplication.processEvents()
    decision = app.window.decision
    buttons = [b for b in (decision.accept, decision.override, decision.what_if) if b.isVisible()]
    assert len(buttons) >= 2
    for button in buttons:
        there = QRect(button.mapTo(app.window, QPoint(0, 0)), button.size())
        assert place(app, tour.frame).contains(there)
        assert not place(app, tour).intersects(there)


def test_it_is_gone_through_by_keyboard(app: App, tour: TourPanel, qtbot: QtBot) -> None:
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    tour.forward.setFocus()
    seen = []
    for _ in range(len(tour.steps)):
        seen.append(tour.heading.text())
        qtbot.keyClick(tour.forward, Qt.Key.Key_Space)
    assert len(set(seen)) == 6 and tour.isHidden() and tour.frame.isHidden()
    assert app.store.state.intent.settings.tour == "done"


def test_arrows_go_on_and_back_and_escape_skips(app: App, tour: TourPanel, qtbot: QtBot) -> None:
    for key, step in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 0)):
        qtbot.keyClick(tour, key)
        assert tour.at == step
    assert not tour.back.isEnabled() and tour.skip.isVisible()
    qtbot.keyClick(tour, Qt.Key.Key_Escape)
    assert app.store.state.intent.settings.tour == "done"
    qtbot.waitUntil(lambda: app.window.findChild(TourPanel) is None and app.window.findChild(TourFrame) is None)


def test_return_presses_the_button_and_the_focus_goes_back_where_it_was(app: App, qtbot: QtBot) -> None:
    app.window.activateWindow()
    app.window.worklist.search.setFocus()
    tour = app.dialogs.start_tour()
    assert tour is not None
    for _ in tour.steps:
        assert tour.forward.hasFocus()
        qtbot.keyClick(tour.forward, Qt.Key.Key_Return)
    assert tour.isHidden() and app.window.worklist.search.hasFocus()


def test_a_patient_is_called_a_demonstration_only_where_it_is_one(app: App, tour: TourPanel) -> None:
    assert "demonstration" in tour.text.text()
    app.window.banner.composite.hide()
    tour.show_step(0)
    assert "demonstration" not in tour.text.text()


def test_what_is_not_on_screen_is_left_out(app: App, tour: TourPanel) -> None:
    app.window.worklist.hide()
    tour.show_step(1)
    assert "Your patients" not in [step.heading for step in tour.steps]
    assert tour.count.text() == "Step 2 of 5"


def test_behind_the_lock_nothing_of_it_is_seen_and_it_goes_on_afterwards(
    app: App, tour: TourPanel, qtbot: QtBot
) -> None:
    tour.show_step(1)
    app.window.set_covered(True)
    qtbot.waitUntil(lambda: tour.isHidden() and tour.frame.isHidden())
    app.window.set_covered(False)
    qtbot.waitUntil(lambda: tour.isVisible() and tour.frame.isVisible())
    assert tour.at == 1 and tour.heading.text() == tour.steps[1].heading


def test_while_a_dialog_has_to_be_answered_it_waits_out_of_sight(app: App, tour: TourPanel, qtbot: QtBot) -> None:
    tour.show_step(4)
    settings = app.dialogs.open_settings()
    qtbot.waitUntil(lambda: tour.isHidden() and tour.frame.isHidden())
    app.window.resize(1400, 900)
    QApplication.processEvents()
    assert tour.isHidden() and tour.frame.isHidden()
    settings.reject()
    qtbot.waitUntil(lambda: tour.isVisible() and tour.frame.isVisible())
    assert tour.heading.text() == "You decide"


def test_words_and_frame_stay_with_each_other_when_a_part_goes_and_comes_back(
    app: App, tour: TourPanel, qtbot: QtBot
) -> None:
    tour.show_step(5)
    app.window.decision.hide()
    qtbot.waitUntil(lambda: tour.count.text() == "Step 4 of 4")
    assert tour.heading.text() == "Everything else" and place(app, tour.frame) == tour.steps[3].place(app.window)
    app.window.decision.show()
    qtbot.waitUntil(lambda: tour.count.text() == "Step 6 of 6")
    tour.show_step(4)
    app.window.decision.hide()
    qtbot.waitUntil(lambda: tour.heading.text() == "Everything else")
    assert place(app, tour.frame) == tour.steps[tour.at].place(app.window)


@pytest.mark.parametrize("action", ["report", "what_if", "maximise_ecg"])
def test_it_begins_with_the_ordinary_view_whatever_was_open(qtbot: QtBot, action: str) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.window.resize(1440, 900)
    app.window.show()
    app._open_worklist((first_demo(),), known=False)
    qtbot.waitUntil(lambda: app.store.state.selected is not None and app.store.state.selected.case is not None)
    app.window._actions[action].trigger()
    pages = app.window.open_help()
    app.turns.finish()
    intent = app.store.state.intent
    assert intent.report or intent.what_if is not None or intent.maximised is not None
    tour = app.dialogs.start_tour()
    assert tour is not None and len(tour.steps) == 6 and not pages.isVisible()
    assert app.window.decision.isVisible() and app.window.evidence.isVisible()
    tour.end()
    app.window.close()


def test_it_follows_the_language_and_names_every_control(tour: TourPanel, qtbot: QtBot) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: tour.skip.text() == "안내 건너뛰기")
    assert tour.count.text() == "6개 중 1번째"
    assert tour.forward.accessibleDescription().startswith("누구이며 얼마나 긴급한가")


def test_there_is_one_at_a_time(app: App, tour: TourPanel) -> None:
    assert app.dialogs.start_tour() is None
    tour.end()


def test_it_is_offered_with_the_first_patient_and_never_again_once_done(qtbot: QtBot) -> None:
    for done in (False, True):
        app = App(None)
        qtbot.addWidget(app.window)
        app.window.show()
        if done:
            app.store.dispatch(SettingChanged("tour", "done"))
        offer_tour(app)
        app._open_worklist((first_demo(),), known=False)
        qtbot.waitUntil(lambda a=app: a.store.state.selected is not None and a.store.state.selected.case is not None)
        QApplication.processEvents()
        found = app.window.findChild(TourPanel)
        assert (found is None) == done
        app.window.close()


def first_demo() -> Path:
    return min(p for p in demo_dir().iterdir() if p.is_dir())
