"""A desk's thread beside the window's: in order, handed on by the window's thread, and gone when the desk stops."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest

from cdss.core.errors import BundleError
from ui.beside import Beside, error_words

NAME = "of-a-test"


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(NAME)]


class Window:
    """Its thread is the test's: what is posted waits until the test takes it."""

    def __init__(self) -> None:
        self.posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self.beside = Beside(self.posted.put, NAME)

    def take(self) -> None:
        self.posted.get(timeout=10)()


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window()
    yield made
    made.beside.stop()


def test_work_is_done_in_order_in_one_thread_that_begins_with_the_first(window: Window) -> None:
    assert threads() == []
    where: list[str] = []
    got: list[tuple[int, str]] = []

    def work(number: int) -> int:
        where.append(threading.current_thread().name)
        return number

    def then(done: Future[int]) -> None:
        got.append((done.result(), threading.current_thread().name))

    for number in (1, 2, 3):
        window.beside.submit(lambda number=number: work(number), then)
    for _ in range(3):
        window.take()
    here = threading.current_thread().name
    assert got == [(1, here), (2, here), (3, here)]
    assert where == [f"{NAME}_0"] * 3 and threads() == [f"{NAME}_0"]


def test_what_failed_is_handed_on_as_well_and_the_next_is_done(window: Window) -> None:
    got: list[Future[object]] = []

    def fail() -> object:
        raise BundleError.of("program_changed", file="a.deb")

    window.beside.submit(fail, got.append)
    window.beside.submit(lambda: 7, got.append)
    window.take()
    window.take()
    error = got[0].exception()
    assert isinstance(error, BundleError) and got[1].result() == 7
    assert "a.deb" in error_words(error, "en") and error_words(error, "ko") == error.words("ko")


def test_an_error_without_words_of_its_own_says_what_it_says_or_is() -> None:
    assert error_words(ValueError("no such row"), "ko") == "no such row"
    assert error_words(ValueError(), "en") == "ValueError"


def test_a_stop_breaks_off_what_runs_drops_what_waits_and_ends_the_thread(window: Window) -> None:
    began, got = threading.Event(), list[object]()

    def long() -> str:
        began.set()
        return "broken off" if window.beside.broken_off.wait(10) else "went on"

    window.beside.submit(long, lambda done: got.append(done.result()))
    window.beside.submit(lambda: "waited", lambda done: got.append(done.result()))
    assert began.wait(10) and not window.beside.broken_off.is_set()
    window.beside.stop()
    assert threads() == [] and window.posted.qsize() == 1, "the one that waited is never handed on"
    window.take()
    assert got == ["broken off"]
    with pytest.raises(RuntimeError):
        window.beside.submit(lambda: None, got.append)


def test_one_that_never_worked_stops_as_well() -> None:
    beside = Beside(lambda call: call(), NAME)
    beside.stop()
    beside.stop()
    assert threads() == []
