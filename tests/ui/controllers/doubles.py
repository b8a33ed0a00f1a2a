"""What controllers are tested with in place of a thread and of an engine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from unittest.mock import MagicMock

from cdss.core.kinds import MODALITIES, Presence
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from ui.controllers.protocols import EngineClient

MODEL = ModelIdentity("m", "1", "00" * 32)


class Inline(Executor):
    """Runs a job at once, in the calling thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished job."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class Held(Executor):
    """Does its work when it is told to, in order."""

    def __init__(self) -> None:
        self.work: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:
                future.set_exception(error)

        self.work.append(run)
        return future

    def go(self) -> None:
        while self.work:
            self.work.pop(0)()


def assessment(case_id: str, level: int = 2) -> Assessment:
    """An answer of this level, with everything there and nothing found."""
    return Assessment(
        case_id, MODEL, {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}, Acuity(level, (0.2,) * 5),
        Risk(7.0, (6.0, 8.0)), {}, (), {}, {}, {}, {}, (), {},
    )  # fmt: skip


def silent_engine() -> MagicMock:
    """A client that takes every question and never answers."""
    made = MagicMock(spec=EngineClient)
    made.poll.return_value = ()
    made.submit.side_effect = range(1, 100)
    return made
