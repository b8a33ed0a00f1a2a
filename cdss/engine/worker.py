"""The worker process: owns torch and the networks, so that neither can freeze or take down the window.

Three threads serve the one that computes: one listens (and drains the pipe at once, so the window never waits), one sends,
one beats. The worker ends itself when the window's end of the pipe closes, for whatever reason.

On the wire an ``Explained`` holds only the parts that are new; ``RequestBook`` puts them together again.
"""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from threading import Thread

from cdss.core.errors import CdssError, EmptyCaseError
from cdss.core.sentences import sentence
from cdss.engine.base import Engine
from cdss.engine.guard import is_out_of_memory, resident_mb
from cdss.engine.jobs import Jobs
from cdss.engine.messages import (
    Assessed,
    AssessRequest,
    CancelRequest,
    Explained,
    Heartbeat,
    Ready,
    Refused,
    Reply,
    StopRequest,
    Taken,
    Told,
    UnderWay,
    WorkerFailed,
    WorkerMessage,
)
from cdss.engine.transport import Inbox, Outbox
from cdss.records.explanation import EXPLANATION_PARTS, Explanation

EngineFactory = Callable[[Path, str, int], Engine]
"""Makes an engine from bundle folder, device and thread count; called inside the worker. Must be importable by name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """What a worker is started with. ``sent``, ``received``: prefixes of the shared-memory blocks, seen from the worker."""

    bundle_dir: Path
    device: str
    factory: EngineFactory
    sent: str
    received: str
    heartbeat_s: float


def local_engine(bundle_dir: Path, device: str, threads: int) -> Engine:
    """The engine of the model bundle; the first import of torch in this process."""
    from cdss.engine.steady import SteadyEngine

    return SteadyEngine(bundle_dir, device, threads)


def run_worker(connection: Connection, threads: int) -> None:
    """Body of the worker process from its order on, which is the first that comes; returns only by ending the process."""
    try:
        order: WorkerOrder = connection.recv()
    except (EOFError, OSError):
        os._exit(0)
    line, jobs = _Line(connection, order), Jobs()
    for body in (lambda: _listen(line, jobs), line.deliver, lambda: _beat(line, order.heartbeat_s)):
        Thread(target=body, daemon=True).start()
    engine = _load(order, threads, line)
    gc.freeze()
    gc.enable()
    if engine is None:
        line.flush()
        line.leave()
    else:
        _serve(engine, jobs, line, threads)


class _Line:
    """The worker's end of the pipe. ``send`` only queues, so that the listener always listens."""

    def __init__(self, connection: Connection, order: WorkerOrder) -> None:
        self._connection = connection
        self._outbox = Outbox(order.sent)
        self._inbox = Inbox(order.received)
        self._queue: Queue[WorkerMessage] = Queue()

    def send(self, message: WorkerMessage) -> None:
        self._queue.put(message)

    def deliver(self) -> None:
        """Body of the sending thread; ends the process where the pipe is broken or a message cannot be sent."""
        while True:
            message = self._queue.get()
            try:
                self._connection.send(self._outbox.pack(message))
            except Exception as error:
                if not isinstance(error, OSError):
                    _log.exception("a reply cannot be sent")
                self.leave()
            self._queue.task_done()

    def flush(self) -> None:
        """Wait until everything queued is in the pipe."""
        self._queue.join()

    def receive(self) -> object:
        parcel = self._connection.recv()
        message = self._inbox.unpack(parcel)
        if parcel.block is not None:
            self.send(Taken(parcel.block))
        return message

    def taken(self, block: str) -> None:
        self._outbox.taken(block)

    def leave(self) -> None:
        """End the process at once, also in the middle of a computation: there is no state to save."""
        self._outbox.close()
        os._exit(0)


def _listen(line: _Line, jobs: Jobs) -> None:
    try:
        while True:
            match line.receive():
                case AssessRequest() as request:
                    jobs.put(request)
                case CancelRequest(generation):
                    jobs.cancel(generation)
                case Taken(block):
                    line.taken(block)
                case StopRequest():
                    return
    except (EOFError, OSError):
        return
    finally:
        line.leave()


def _beat(line: _Line, seconds: float) -> None:
    while True:
        line.send(Heartbeat(round(resident_mb(), 1)))
        time.sleep(seconds)


def _load(order: WorkerOrder, threads: int, line: _Line) -> Engine | None:
    try:
        engine = order.factory(order.bundle_dir, order.device, threads)
        line.send(_ready(engine, threads))
        return engine
    except CdssError as error:
        line.send(WorkerFailed(str(error), False, error.code, tuple(error.params.items())))
    except Exception as error:
        _log.exception("the engine cannot start")
        code = "engine_out_of_memory" if is_out_of_memory(error) else "engine_no_start"
        line.send(WorkerFailed(sentence(code, {}), restarting=False, code=code))
    return None


def _ready(engine: Engine, threads: int) -> Ready:
    return Ready(engine.model, engine.device, threads, engine.failed_methods, engine.device_notice)


def _say_device(engine: Engine, said: str, line: _Line, threads: int) -> str:
    """Say that the engine went on on another device than was ``said``; returns the device."""
    if engine.device != said:
        line.send(_ready(engine, threads))
    return engine.device


def _serve(engine: Engine, jobs: Jobs, line: _Line, threads: int) -> None:
    ahead: Generator[None, None, None] | None = None
    device = engine.device
    while True:
        request = jobs.take()
        line.send(UnderWay(request.generation))
        line.flush()  # the window must know whom to blame before the computation can kill this process
        with closing(answers(engine, request)) as replies:
            for reply in replies:
                device = _say_device(engine, device, line, threads)
                if not jobs.wanted(request.generation):
                    break
                line.send(reply)
        line.send(UnderWay(None))
        if request.explain:
            ahead = _pieces(engine, request)
        if ahead is not None:
            _look_ahead(ahead, jobs)
            device = _say_device(engine, device, line, threads)


def _look_ahead(pieces: Generator[None, None, None], jobs: Jobs) -> None:
    """Compute what the patient on screen may be asked next, until there is something else to do; then it can go on."""
    try:
        while jobs.idle:
            next(pieces)
    except StopIteration:
        return
    except Exception as error:
        if not isinstance(error, CdssError):
            _log.exception("nothing could be computed ahead", exc_info=error)


def _pieces(engine: Engine, request: AssessRequest) -> Generator[None, None, None]:
    yield from engine.ahead(request.case)


def answers(engine: Engine, request: AssessRequest) -> Generator[Reply, None, None]:
    """Everything there is to say to one request: the assessment, new parts of the explanation, or a refusal in words."""
    assessed = False
    try:
        if request.question is not None:
            yield Told(request.generation, engine.answer(request.case, request.question))
            return
        assessment = engine.assess(request.case)
        assessed = True
        yield Assessed(request.generation, assessment)
        if request.explain:
            yield from _explained(engine, request)
    except Exception as error:
        yield _refusal(request, error, assessed)


def _explained(engine: Engine, request: AssessRequest) -> Iterator[Explained]:
    said = Explanation()
    for explanation in engine.explain(request.case, request.target):
        yield Explained(request.generation, _news(said, explanation), final=False)
        said = explanation
    yield Explained(request.generation, Explanation(), final=True)


def _news(old: Explanation, new: Explanation) -> Explanation:
    parts = {name: getattr(new, name) for name in EXPLANATION_PARTS}
    return Explanation(**{name: part for name, part in parts.items() if part is not getattr(old, name)})


def _refusal(request: AssessRequest, error: Exception, assessed: bool) -> Refused:
    generation, stops = request.generation, request.case.blocking
    if isinstance(error, CdssError):
        unnamed = "case_empty" if isinstance(error, EmptyCaseError) else "engine_case_refused"
        code = error.code or (stops[0].code if stops else unnamed)
        return Refused(generation, code, str(error), tuple(error.params.items()))
    if is_out_of_memory(error):
        code = "engine_out_of_memory"
    else:
        _log.exception("a request failed", exc_info=error)
        code = "engine_explain_failed" if assessed or request.question else "engine_assess_failed"
    return Refused(generation, code, sentence(code, {}))
