"""Where the panel "What if…" opens, all panes change their size: they are drawn one after the other, and none is left undrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytestqt.qtbot import QtBot

from cdss.session.state import Pane
from tests.ui.panels.test_what_if_panel import OPEN
from ui.main_window import MainWindow

EVIDENCE = (Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS)


def test_each_pane_waits_for_its_turn_and_gets_it(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.set_later(waiting.__setitem__)
    window.show()

    def drawn() -> list[bool]:
        return [window.evidence.place(pane).updatesEnabled() for pane in EVIDENCE]

    for pane in (OPEN, None):
        window.show_what_if(pane)
        assert drawn() == [False] * 4
        turns = list(waiting.values())
        for number, turn in enumerate(turns, 1):
            turn()
            assert drawn() == [True] * number + [False] * (4 - number)
        waiting.clear()


def test_an_answer_of_the_open_panel_holds_nothing_back(qtbot: QtBot) -> None:
    window, waiting = MainWindow(), dict[str, Callable[[], None]]()
    qtbot.addWidget(window)
    window.show_what_if(OPEN)
    window.set_later(waiting.__setitem__)
    window.show_what_if(replace(OPEN, busy=True))
    assert waiting == {}
    assert all(window.evidence.place(pane).updatesEnabled() for pane in EVIDENCE)
