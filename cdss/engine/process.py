"""The window's side of the worker process: start it, ask it, and start it again when it dies. Imports no torch.

Nothing here waits except ``stop``. One thread uses one client. Call ``poll`` a few times a second.
"""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path

from cdss.core.kinds import RISK
from cdss.core.sentences import sentence
from cdss.engine.birth import Born
from cdss.engine.child import Patience, Worker
from cdss.engine.messages import (
    Assessed,
    CancelRequest,
    Explained,
    Refused,
    Reply,
    StopRequest,
    Told,
    WorkerFailed,
)
from cdss.engine.requests import RequestBook
from cdss.engine.worker import EngineFactory, local_engine
from cdss.records.case import Case
from cdss.records.question import Question


class WorkerClient:
    """Requests out, replies in. Several patients may be waited for at once; each request has its own generation.

    ``factory`` makes the engine inside the worker and must be importable by name there. The program's main module must be
    importable without Qt and call ``multiprocessing.freeze_support()``, for the worker imports it again (spawn). ``born``: a
    process that waits for its order and becomes the first worker.
    """

    def __init__(
        self,
        bundle_dir: Path,
        device: str = "auto",
        factory: EngineFactory = local_engine,
        patience: Patience | None = None,
        born: Born | None = None,
    ) -> None:
        self._bundle_dir = bundle_dir
        self._device = device
        self._factory = factory
        self._patience = patience or Patience()
        self._born = born
        self._book = RequestBook()
        self._worker: Worker | None = None
        self._gave_up = False
        self._restarts: deque[float] = deque()
        self._unsaid: list[Reply] = []

    def start(self) -> None:
        """Start the worker and return at once; ``Ready`` follows. Also the way back after the client gave up."""
        if self._worker is None:
            self._gave_up = False
            self._restarts.clear()
            self._spawn()

    def use(self, bundle_dir: Path) -> None:
        """Go on with another bundle: the worker is ended and started again; nothing asked before is heard again."""
        self._book.drop()
        self._bundle_dir = bundle_dir
        self._end_worker()
        self.start()

    def submit(self, case: Case, explain: bool = True, target: str = RISK) -> int:
        """Ask for an assessment and return the generation its answers carry.

        Overtakes an earlier request of the same ``case_id``; with ``explain`` (the patient on screen) also the explained
        requests of other patients. Before ``start`` the request waits; after the client gave up it is refused at ``poll``.
        """
        generation, dropped = self._book.add(case, explain, target)
        self._cancel_out(dropped)
        self._feed()
        return generation

    def ask(self, case: Case, question: Question) -> int:
        """Ask a question about the patient on screen; returns the generation of its answer. Overtakes its own kind."""
        generation, dropped = self._book.ask(case, question)
        self._cancel_out(dropped)
        self._feed()
        return generation

    def cancel(self, generation: int | None = None) -> None:
        """Give up one request, or all; nothing of it is heard again."""
        self._cancel_out(self._book.drop(None if generation is None else [generation]))

    def case_of(self, generation: int) -> str | None:
        """The ``case_id`` a reply of ``generation`` belongs to; None once it was cancelled or overtaken."""
        return self._book.case_of(generation)

    def poll(self) -> tuple[Reply, ...]:
        """What has come since the last call, without stale answers; restarts a worker that died or fell silent."""
        replies = self._take_unsaid()
        if self._worker is not None:
            replies += self._replies(self._worker)
            fault = self._worker.fault(self._patience)
            if fault is not None:
                replies += self._replies(self._worker)
            if self._gave_up:
                self._end_worker()
            elif fault is not None:
                replies += self._recover(fault, self._worker.under_way)
        if self._gave_up:
            replies += self._book.refuse_all("engine_not_running")
        self._feed()
        return (*replies, *self._take_unsaid())

    def stop(self) -> None:
        """End the worker, waiting ``stop_s`` at most before it is killed, and forget every request."""
        self._book.drop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.send(StopRequest())
            worker.end(self._patience.stop_s)
        elif self._born is not None:
            self._born.end()
            self._born = None

    def _spawn(self) -> None:
        born, self._born = self._born, None
        try:
            self._worker = Worker(self._bundle_dir, self._device, self._factory, self._patience.heartbeat_s, born)
        except OSError:
            self._give_up("engine_no_start")
        self._feed()

    def _give_up(self, code: str) -> None:
        self._gave_up = True
        self._unsaid.append(WorkerFailed(sentence(code, {}), restarting=False, code=code))

    def _take_unsaid(self) -> list[Reply]:
        said, self._unsaid = self._unsaid, []
        return said

    def _feed(self) -> None:
        if self._worker is not None:
            for request in self._book.due():
                self._worker.send(request)

    def _cancel_out(self, generations: tuple[int, ...]) -> None:
        if self._worker is not None:
            for generation in generations:
                self._worker.send(CancelRequest(generation))

    def _replies(self, worker: Worker) -> list[Reply]:
        replies: list[Reply] = []
        for message in worker.receive():
            if isinstance(message, Assessed | Explained | Told | Refused):
                answer = self._book.accept(message)
                replies += [answer] if answer is not None else []
            else:
                replies.append(message)
                self._gave_up |= isinstance(message, WorkerFailed)
        return replies

    def _recover(self, fault: str, under_way: int | None) -> list[Reply]:
        self._end_worker()
        replies: list[Reply] = [*self._book.crashed(under_way)]
        if self._may_restart(time.monotonic()):
            self._spawn()
            return [*replies, WorkerFailed(sentence(fault, {}), restarting=True, code=fault)]
        self._give_up("engine_gave_up")
        return replies

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(0.0)

    def _may_restart(self, now: float) -> bool:
        while self._restarts and now - self._restarts[0] > self._patience.restarts_within_s:
            self._restarts.popleft()
        self._restarts.append(now)
        return len(self._restarts) <= self._patience.max_restarts
