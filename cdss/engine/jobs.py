"""The worker's list of work: filled by the thread that listens, emptied by the one that computes."""

from __future__ import annotations

from threading import Condition

from cdss.engine.messages import AssessRequest


class Jobs:
    """Requests that wait, and the one under way.

    A request with explanations is of the patient on screen and goes first, the newest before older ones; requests without
    (the rest of the worklist) follow in the order they came.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: dict[int, AssessRequest] = {}
        self._under_way: int | None = None

    def put(self, request: AssessRequest) -> None:
        """Add a request."""
        with self._changed:
            self._waiting[request.generation] = request
            self._changed.notify()

    def cancel(self, generation: int) -> None:
        """Drop a request that waits, or mark the one under way as no longer wanted."""
        with self._changed:
            self._waiting.pop(generation, None)
            if self._under_way == generation:
                self._under_way = None

    def take(self) -> AssessRequest:
        """Wait for work; the request returned is the one under way until the next call."""
        with self._changed:
            self._under_way = None
            self._changed.wait_for(lambda: bool(self._waiting))
            on_screen = [g for g, request in self._waiting.items() if request.explain]
            self._under_way = max(on_screen) if on_screen else min(self._waiting)
            return self._waiting.pop(self._under_way)

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        with self._changed:
            return not self._waiting

    def wanted(self, generation: int) -> bool:
        """Whether the request under way is still this one."""
        with self._changed:
            return self._under_way == generation
