"""The pulse finds out when the thread that draws stands still, how much of that it computed, and what it did."""

from __future__ import annotations

import gc
import threading
import time

from pytestqt.qtbot import QtBot

from cdss.engine.messages import Explained, Heartbeat
from cdss.records.explanation import Explanation, NoteTokens
from cdss.session.actions import Answered, Opened
from ui.pulse import Pulse, Stretch, WatchedStore


class Hand:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def by_hand() -> tuple[Pulse, Hand, Hand]:
    wall, cpu = Hand(), Hand()
    return Pulse(wall=wall, cpu=cpu), wall, cpu


def test_the_longest_and_the_busiest_pause_are_kept_apart() -> None:
    pulse, wall, cpu = by_hand()
    for seconds, computed, doing in ((0.005, 0.004, "first"), (0.090, 0.001, "waiting"), (0.040, 0.030, "computing")):
        pulse.note(doing)
        wall.now += seconds
        cpu.now += computed
        pulse.beat()
    assert (round(pulse.longest.wall_ms, 6), pulse.longest.doing) == (90.0, "waiting")
    assert (round(pulse.busiest.cpu_ms, 6), pulse.busiest.doing) == (30.0, "computing")


def test_what_follows_without_a_word_is_the_drawing_of_it() -> None:
    pulse, wall, _ = by_hand()
    pulse.note("Selected")
    pulse.note("Assessed")
    wall.now = 0.01
    pulse.beat()
    assert pulse.longest.doing == "Selected + Assessed"
    wall.now = 0.05
    pulse.beat()
    assert pulse.longest == Stretch(40.0, 0.0, "drawing after Assessed")


def test_a_reset_forgets_and_begins_anew() -> None:
    pulse, wall, _ = by_hand()
    wall.now = 1.0
    pulse.beat()
    wall.now = 3.0
    pulse.reset()
    assert pulse.longest == Stretch()
    wall.now = 3.002
    pulse.beat()
    assert round(pulse.longest.wall_ms, 6) == 2.0


def test_a_thread_that_sleeps_is_found_and_has_not_computed(qapp: object, qtbot: QtBot) -> None:
    beats: list[int] = []
    pulse = Pulse(lambda: beats.append(1))
    callbacks = len(gc.callbacks)
    pulse.start()
    qtbot.waitUntil(lambda: len(beats) >= 3)
    pulse.note("asleep")
    time.sleep(0.2)
    qtbot.waitUntil(lambda: pulse.longest.doing == "asleep")
    assert pulse.longest.wall_ms >= 200.0
    assert pulse.longest.cpu_ms < 100.0
    pulse.stop()
    assert len(gc.callbacks) == callbacks
    counted = len(beats)
    qtbot.wait(20)
    assert len(beats) == counted


def test_collecting_garbage_is_named(qapp: object) -> None:
    pulse, wall, _ = by_hand()
    pulse.start()
    gc.collect()
    wall.now = 0.3
    pulse.beat()
    pulse.stop()
    assert pulse.longest.doing == "collecting garbage"


def test_a_collection_of_another_thread_is_not_named(qapp: object) -> None:
    pulse, wall, _ = by_hand()
    pulse.start()
    pulse.note("Selected")
    other = threading.Thread(target=gc.collect)
    other.start()
    other.join()
    wall.now = 0.3
    pulse.beat()
    pulse.stop()
    assert pulse.longest.doing == "Selected"


def test_the_store_says_what_it_was_told_and_which_parts_are_new() -> None:
    store, said = WatchedStore(), []
    store.note = said.append
    words = Explanation(note_tokens=NoteTokens("risk", "pain", ()))
    store.dispatch(Opened(("a", "b")), Answered(Heartbeat(100.0)))
    store.dispatch(Answered(Explained(1, Explanation(), False)), Answered(Explained(1, words, True)))
    assert said == ["Opened", "Explained", "Explained note_tokens"]
    assert [entry.key for entry in store.state.entries] == ["a", "b"]
