"""What stands in place of the evidence: where nobody is on screen, and where a case cannot be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.records.case import Case
from cdss.session.actions import CaseRead, CaseUnreadable, Opened, Selected
from cdss.session.panes import EmptyPane, GuidePane
from cdss.session.place import Pane
from cdss.session.resolve import resolve
from cdss.session.state import EnginePhase, Problem, SessionState
from tests.cdss.session.test_session import make_case
from ui.language import set_language
from ui.panels.evidence_panel import EvidencePanel
from ui.views.empty_view import EmptyView
from ui.views.guide_view import GuideView


@pytest.fixture
def guide(shown_at) -> GuideView:
    return shown_at(GuideView(), 900, 600)


def test_where_nobody_is_open_it_says_how_to_begin(guide: GuideView, qtbot: QtBot) -> None:
    guide.set_guide(GuidePane())
    assert guide.heading.text() == "No patient is open"
    assert "Drop a case folder" in guide.how.text() and "demonstration" in guide.more.text()
    assert not guide.reason.isVisible()
    assert [b.text() for b in guide.buttons.values() if b.isVisible()] == [
        "Open a case folder  Ctrl+O",
        "New patient by hand  Ctrl+N",
    ]
    asked: list[str] = []
    guide.action_requested.connect(asked.append)
    for button in [b for b in guide.buttons.values() if b.isVisible()]:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["open_case", "new_patient"]
    set_language("ko")
    qtbot.waitUntil(lambda: guide.heading.text() == "열린 환자가 없습니다")


def test_while_files_are_read_it_says_whose_and_asks_for_nothing(guide: GuideView) -> None:
    guide.set_guide(GuidePane("case-7", reading=True))
    assert guide.heading.text() == guide.accessibleName() == "Reading the files of case-7…"
    assert not any(part.isVisible() for part in (guide.reason, guide.how, guide.more, *guide.buttons.values()))


def test_of_a_case_that_cannot_be_read_it_says_why_and_what_to_do(guide: GuideView) -> None:
    guide.set_guide(GuidePane("case-7", "case-7 cannot be read: case.json is no JSON."))
    assert guide.heading.text() == "case-7 cannot be read"
    assert guide.reason.isVisible() and guide.reason.text().endswith("no JSON.")
    assert "Mend or replace the file" in guide.how.text() and not guide.more.isVisible()
    assert [name for name, b in guide.buttons.items() if b.isVisible()] == ["open_case", "close_patient"]
    assert "no JSON" in guide.accessibleName()


def test_it_takes_the_place_of_all_panes_and_gives_it_back(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 800)
    panel.show()
    panes = [panel.place(pane) for pane in (Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS)]
    panel.show_guide(GuidePane())
    assert panel.guide.isVisible() and not any(pane.isVisible() for pane in panes)
    assert panel.guide.width() >= 990
    panel.resize(500, 400)
    assert not panel.tabs.isVisible() and not any(pane.isVisible() for pane in panes)
    panel.resize(1000, 800)
    panel.show_guide(None)
    assert not panel.guide.isVisible() and all(pane.isVisible() for pane in panes)


def test_the_state_says_when_there_is_nothing_to_show() -> None:
    state = SessionState()
    assert resolve(state).guide == GuidePane()
    state = Opened(("/d/case-7",), True).apply(state)
    assert resolve(state).guide == GuidePane("case-7", reading=True)
    problem = Problem("session_unreadable", params=(("name", "case-7"), ("reason", "no JSON")))
    broken = CaseUnreadable("/d/case-7", problem).apply(state)
    assert resolve(broken).guide == GuidePane("case-7", "case-7 cannot be read: no JSON")
    assert resolve(CaseRead("/d/case-7", make_case("a")).apply(state)).guide is None
    assert resolve(Selected("/d/case-7").apply(broken)).film is None


@pytest.mark.parametrize("phase", [EnginePhase.READY, EnginePhase.ABSENT, EnginePhase.FAILED])
def test_a_missing_part_is_said_to_be_done_without_only_where_something_is_assessed(phase: EnginePhase) -> None:
    def empty(case: Case) -> EmptyPane:
        state = CaseRead("/d/a", case).apply(Opened(("/d/a",), True).apply(SessionState()))
        state = replace(state, engine=replace(state.engine, phase=phase))
        pane = resolve(state).film
        assert isinstance(pane, EmptyPane)
        return pane

    some = make_case("a")
    assert any(some.presence(m) is Presence.PRESENT for m in MODALITIES)
    assert empty(some).assessed is (phase is EnginePhase.READY)
    nothing = Case(case_id="by hand", patient=some.patient)
    assert not empty(nothing).assessed, "nothing is there to be assessed"


def test_the_empty_pane_does_not_say_that_it_goes_on_where_it_does_not(qtbot: QtBot) -> None:
    view = EmptyView()
    qtbot.addWidget(view)
    view.show()
    view.set_pane(EmptyPane(Modality.ECG, Presence.MISSING, (), assessed=False))
    assert not view.cost.isVisible() and "goes on" not in view.accessibleName()
    view.set_pane(EmptyPane(Modality.ECG, Presence.MISSING, ()))
    assert view.cost.isVisible() and "goes on without it" in view.accessibleName()
