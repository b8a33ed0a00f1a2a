"""A window of 1280 x 720 and of 960 x 540, which are 1920 x 1080 at 150 % and 200 %: less at once, and nothing cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.sentences import LANGUAGES
from cdss.session.place import Pane
from tests.ui.panels.test_room_for_evidence import cut, ecg, film, note, overlapping, settle, vitals
from tests.ui.test_switching_looks import BANNER, DECISION, ROWS, STATUS
from ui.actions import ACTIONS
from ui.language import set_language
from ui.main_window import MainWindow

LARGE, LAPTOP, AT_150, AT_200 = (1920, 1080), (1366, 768), (1280, 720), (960, 540)
PANES = (Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS)
FILLED_BY_WINDOW = {"quit", "find_patient", "palette", "keys"} | {spec.name for spec in ACTIONS if spec.scope}


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_handlers({spec.name: (lambda: None) for spec in ACTIONS if spec.name not in FILLED_BY_WINDOW})
    made.show_banner(BANNER)
    made.show_worklist(ROWS)
    made.show_film(film())
    made.show_ecg(ecg())
    made.show_note(note())
    made.show_vitals(vitals())
    made.show_decision(DECISION)
    made.show_status(STATUS)
    made.resize(*AT_200)
    made.show()
    return made


def in_front(window: MainWindow) -> list[Pane]:
    return [pane for pane in PANES if window.evidence.place(pane).isVisible()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [AT_150, AT_200])
@pytest.mark.parametrize("pane", PANES)
def test_on_a_small_screen_nothing_is_cut_and_nothing_overlaps(
    window: MainWindow, size: tuple[int, int], language: str, pane: Pane, qtbot: QtBot
) -> None:
    set_language(language)
    settle(window, size)
    assert window.size().toTuple() == size
    qtbot.mouseClick(window.evidence.tabs.buttons[pane], Qt.MouseButton.LeftButton)
    settle(window, size)
    assert in_front(window) == [pane]
    for part in (window.evidence, window.banner, window.status, window.worklist):
        assert overlapping(part) == [] and cut(part) == []
    assert outside(window) == []


def outside(window: MainWindow) -> list[str]:
    """Visible parts of the shell that reach beyond the window."""
    parts = (window.banner, window.worklist, window.evidence, window.decision, window.status, *window.banner.children())
    shown = [p for p in parts if isinstance(p, QWidget) and p.isVisible()]
    places = [(p, QRect(p.mapTo(window, p.rect().topLeft()), p.size())) for p in shown]
    return [p.objectName() for p, place in places if not window.rect().contains(place)]


def test_a_large_screen_has_all_four_and_no_tabs(window: MainWindow) -> None:
    settle(window, LARGE)
    assert in_front(window) == list(PANES) and not window.evidence.tabs.isVisible()
    assert window.worklist.isVisible() and window.banner.title.isVisible() and window.status.model.isVisible()
    settle(window, AT_200)
    assert in_front(window) == [Pane.FILM] and window.evidence.tabs.isVisible()
    settle(window, LARGE)
    assert in_front(window) == list(PANES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_laptop_screen_still_has_all_four(window: MainWindow, language: str) -> None:
    set_language(language)
    settle(window, LAPTOP)
    assert in_front(window) == list(PANES)
    assert overlapping(window.evidence) == [] and cut(window.evidence) == []


def test_a_pane_that_was_grown_stays_in_front(window: MainWindow) -> None:
    settle(window, AT_150)
    window.show_maximised(Pane.NOTE)
    assert in_front(window) == [Pane.NOTE] and not window.evidence.tabs.isVisible()
    window.show_maximised(None)
    assert in_front(window) == [Pane.NOTE] and window.evidence.tabs.buttons[Pane.NOTE].isChecked()
    window.show_maximised(Pane.DECISION)
    window.show_maximised(None)
    assert in_front(window) == [Pane.NOTE]


def test_tabs_work_by_keyboard_and_bear_names(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, AT_150)
    tabs = window.evidence.tabs
    tabs.buttons[Pane.FILM].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(tabs.buttons[Pane.VITALS], Qt.Key.Key_Space)
    assert in_front(window) == [Pane.VITALS]
    assert [tabs.buttons[pane].accessibleName() for pane in PANES] == [
        "Show: Chest X-ray", "Show: ECG", "Show: Note, with a warning", "Show: Vital signs",
    ]  # fmt: skip


def test_the_worklist_comes_when_it_is_asked_for_and_goes_with_the_choice(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, AT_200)
    assert not window.worklist.isVisible() and window.decision.isVisible()
    qtbot.mouseClick(window.evidence.tabs.worklist, Qt.MouseButton.LeftButton)
    settle(window, AT_200)
    assert window.worklist.isVisible() and in_front(window) and not window.decision.isVisible()
    assert outside(window) == [] and cut(window.evidence) == []
    window.worklist.patient_chosen.emit("k1")
    assert not window.worklist.isVisible() and window.decision.isVisible()


def test_the_search_key_brings_the_worklist_too(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, AT_200)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.worklist.search.hasFocus()
    window.toggle_worklist()
    assert not window.worklist.isVisible()
    settle(window, AT_150)
    assert window.worklist.isVisible() and not window.evidence.tabs.worklist.isVisible()


def test_what_a_narrow_banner_and_status_line_leave_out_is_in_their_tool_tips(window: MainWindow) -> None:
    settle(window, AT_200)
    assert window.banner.level.text().endswith("risk 9.1 / 10 · 90 % interval 8.2–9.6"), "the risk keeps its interval"
    assert not window.banner.device.isVisible()
    assert not window.status.model.isVisible() and "sha256 3f9c0000" in window.status.toolTip()
    assert window.status.sentence.isVisible()
    settle(window, LARGE)
    assert window.banner.device.isVisible() and window.status.toolTip() == ""


@pytest.mark.parametrize("size", [AT_150, AT_200])
def test_a_panel_beside_the_evidence_never_widens_a_small_window(window: MainWindow, size: tuple[int, int]) -> None:
    """The panel comes where the decision stood: for a moment both were there, and the window grew off the screen."""
    settle(window, size)
    for panel in (window.what_if, window.report):
        window._show_beside(panel, True, panel.show, window.decision)
        settle_as_it_is(window)
        assert window.size().toTuple() == size and not window.decision.isVisible()
        window._show_beside(panel, False, panel.hide, window.decision)
        settle_as_it_is(window)
        assert window.size().toTuple() == size and window.decision.isVisible()


def settle_as_it_is(window: MainWindow) -> None:
    for _ in range(5):
        QApplication.processEvents()
