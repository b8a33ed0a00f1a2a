"""A desk's thread beside the window's: work is done there in order, and what came of it is handed on in the window's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
Post = Callable[[Callable[[], None]], None]


class Beside:
    """``post`` has a call made in the window's thread; ``name``: of the thread, which begins with the first work.

    ``broken_off`` is for the work to look at: it goes on until it does.
    """

    def __init__(self, post: Post, name: str) -> None:
        self._post, self._name = post, name
        self._executor: ThreadPoolExecutor | None = None
        self.broken_off = threading.Event()

    def submit(self, work: Callable[[], T], then: Callable[[Future[T]], None]) -> None:
        """Have ``work`` done, and then ``then`` called in the window's thread, also where it failed; neither after ``stop``."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix=self._name)

        def finished(done: Future[T]) -> None:
            if not done.cancelled():
                self._post(lambda: then(done))

        self._executor.submit(work).add_done_callback(finished)

    def stop(self) -> None:
        """Break off what runs, drop what waits, and end the thread."""
        self.broken_off.set()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)


def error_words(error: BaseException, language: str) -> str:
    """What a failed work says on the screen: its own sentence in ``language`` where it has one."""
    words = getattr(error, "words", None)
    return str(words(language)) if callable(words) else str(error) or type(error).__name__
