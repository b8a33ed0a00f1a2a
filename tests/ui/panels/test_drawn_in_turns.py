"""What is drawn in turns: all panes where the panel "What if…" opens, the decision of another patient; none is left undrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QResizeEvent
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Modality
from cdss.session.place import Pane
from tests.ui.panels.test_what_if_panel import OPEN
from tests.ui.views.test_decision_figures import NOTHING
from tests.ui.views.test_ecg_view import ecg, pane
from ui.main_window import MainWindow
from ui.theme import palette

EVIDENCE = (Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS)


def test_each_pane_waits_for_its_turn_and_gets_it(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.set_later(waiting.__setitem__)
    window.show()

    def drawn() -> list[bool]:
        return [window.evidence.place(place).updatesEnabled() for place in EVIDENCE]

    for shown in (OPEN, None):
        window.show_what_if(shown)
        assert drawn() == [False] * 4 and not window.what_if.updatesEnabled()
        waiting.pop("draw_beside")()
        assert window.what_if.updatesEnabled()
        turns = list(waiting.values())
        for number, turn in enumerate(turns, 1):
            turn()
            assert drawn() == [True] * number + [False] * (4 - number)
        waiting.clear()


def test_an_answer_of_the_open_panel_holds_nothing_else_back(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.show_what_if(OPEN)
    window.set_later(waiting.__setitem__)
    window.show_what_if(replace(OPEN, busy=True))
    assert list(waiting) == ["draw_beside"]
    assert all(window.evidence.place(place).updatesEnabled() for place in EVIDENCE)


class Widths(QObject):
    """Every width that a widget was given."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.seen: list[int] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self.seen.append(event.size().width())
        return False


def test_a_panel_in_the_place_of_the_decision_never_resizes_the_evidence(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(20)
    widths = Widths(window.evidence)
    for shown in (OPEN, None):
        window.show_what_if(shown)
        qtbot.wait(20)
        assert window.decision.isHidden() is (shown is not None)
    assert widths.seen == []


def test_a_blank_pane_is_filled_in_one_turn_and_drawn_in_the_next(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.set_later(waiting.__setitem__)
    window.resize(1600, 1000)
    window.show()
    place = window.evidence.place(Pane.ECG)
    window.show_ecg(pane(ecg()))
    assert window.evidence.ecg.isVisible() and not place.updatesEnabled() and list(waiting) == ["draw_ecg"]
    waiting.pop("draw_ecg")()
    assert place.updatesEnabled()
    window.show_ecg(replace(pane(ecg()), credit="another"))
    assert place.updatesEnabled() and waiting == {}, "what changes of the patient on screen waits for nothing"
    window.show_ecg(None)
    assert place.updatesEnabled() and waiting == {}, "the patient before goes at once"


def test_the_decision_of_another_patient_is_covered_until_its_turn(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show_decision(replace(NOTHING, key="a"))
    window.set_later(waiting.__setitem__)
    window.show()
    ground = QColor(palette().background).name()

    def colours() -> set[str]:
        shown = window.decision.grab().toImage()
        places = ((x, y) for x in range(20, shown.width(), 9) for y in range(0, shown.height(), 9))
        return {shown.pixelColor(*place).name() for place in places}

    window.show_decision(replace(NOTHING, key="a", busy=True))
    assert list(waiting) == ["fill_decision"]
    waiting.pop("fill_decision")()
    assert list(waiting) == ["draw_column"] and window.veil.isHidden() and window.decided_patient == "a"
    assert not window.decision.updatesEnabled()
    waiting.pop("draw_column")()
    assert window.decision.updatesEnabled()
    window.show_decision(replace(NOTHING, key="b"))
    assert list(waiting) == ["fill_decision", "draw_decision"]
    assert (window.decision.patient, window.decided_patient) == ("a", "")
    window.show_decision(replace(NOTHING, key="b", without=((Modality.IMAGE, 8.8),)))  # it waits for the same turn
    assert colours() == {ground}
    waiting.pop("fill_decision")()
    assert colours() == {ground} and "8.8" in window.decision.without.text()
    assert (window.decision.patient, window.decided_patient) == ("b", "")
    waiting.pop("draw_decision")()
    assert len(colours()) > 2
    assert window.veil.isHidden() and waiting == {} and window.decided_patient == "b"


def test_a_column_that_waits_to_be_drawn_is_drawn_also_when_another_patient_comes_first(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.show_decision(replace(NOTHING, key="a"))
    window.set_later(waiting.__setitem__)
    window.show()
    window.show_decision(replace(NOTHING, key="a", busy=True))
    waiting.pop("fill_decision")()
    assert not window.decision.updatesEnabled()
    window.show_decision(replace(NOTHING, key="b"))
    while waiting:
        waiting.pop(next(iter(waiting)))()
    assert window.decision.updatesEnabled() and window.veil.isHidden() and window.decided_patient == "b"


def test_the_cover_takes_no_key_away(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.set_later(waiting.__setitem__)
    window.show()
    window.decision.override.setEnabled(True)
    window.decision.override.setFocus()
    window.show_decision(replace(NOTHING, key="b"))
    assert window.focusWidget() is window.decision.override
    waiting["draw_decision"]()
    assert window.focusWidget() is window.decision.override
