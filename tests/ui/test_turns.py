"""Work in turns: in order, the newest of a name, one piece a turn of the event loop."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from ui.turns import Turns


def test_pieces_are_done_in_the_order_in_which_they_were_named(qtbot):
    done, turns = [], Turns()
    turns.later("a", lambda: done.append("old a"))
    turns.later("b", lambda: done.append("b"))
    turns.later("a", lambda: done.append("new a"))
    assert done == [] and not turns.idle
    qtbot.waitUntil(lambda: turns.idle)
    assert done == ["new a", "b"]


def test_each_piece_has_a_turn_of_its_own(qtbot):
    """Between two pieces the event loop takes what was posted meanwhile: here another timer."""
    done, turns = [], Turns()

    def first():
        done.append("first")
        QTimer.singleShot(0, lambda: done.append("between"))

    turns.later("1", first)
    for name in ("2", "3", "4"):
        turns.later(name, lambda name=name: done.append(name))
    qtbot.waitUntil(lambda: turns.idle and "between" in done)
    assert done.index("between") < done.index("4")


def test_finish_does_all_and_what_that_brings():
    done, turns = [], Turns()
    turns.later("a", lambda: turns.later("b", lambda: done.append("b")))
    turns.finish()
    assert done == ["b"] and turns.idle
