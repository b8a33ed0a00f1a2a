"""One case after the other through a worker process of its own, for a few hundred. For one thread, not the window's."""

from __future__ import annotations

import time
from collections.abc import Callable

from cdss.cli.local_calibration import Cancelled
from cdss.core.errors import EngineError
from cdss.engine.messages import Assessed, Refused, WorkerFailed
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from ui.controllers.protocols import EngineClient

PAUSE_S = 0.02
"""Seconds between two looks at what came: far shorter than an assessment takes."""


class WorkerAssess:
    """Assesses a case and waits for the answer. ``cancelled``: whether the user stopped it."""

    def __init__(
        self, client: EngineClient, cancelled: Callable[[], bool], pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._cancelled = cancelled
        self._pause = pause

    def __call__(self, case: Case) -> Assessment:
        """The assessment without explanations. ``EngineError`` where it was refused, ``Cancelled`` where it was stopped."""
        generation = self._client.submit(case, explain=False)
        while not self._cancelled():
            for reply in self._client.poll():
                match reply:
                    case Assessed() if reply.generation == generation:
                        return reply.assessment
                    case Refused() if reply.generation == generation:
                        raise EngineError(reply.text)
                    case WorkerFailed(restarting=False):
                        raise EngineError(reply.text)
                    case _:
                        pass
            self._pause(PAUSE_S)
        raise Cancelled
