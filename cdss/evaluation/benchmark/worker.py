"""The worker process as the window uses it: how long until it is ready, and what memory it holds after a patient."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from cdss.core.errors import EngineError
from cdss.engine.messages import Explained, Heartbeat, Ready, Refused, Reply, WorkerFailed
from cdss.engine.process import WorkerClient
from cdss.evaluation.benchmark.timing import Timing, median_of
from cdss.records.case import Case

STARTS = 3
"""Worker processes started one after another; each start loads the program, torch and the model anew."""

_POLL_S = 0.01


def worker_timings(bundle_dir: Path, case: Case, device: str, starts: int = STARTS) -> list[Timing]:
    """Ready time in seconds, resident memory in MB when ready and after ``case`` was assessed and explained.

    ``EngineError`` where the worker cannot start or refuses the case. By the clock on the wall, for most of the time is
    spent in another process.
    """
    runs = [_one_worker(bundle_dir, case, device) for _ in range(starts)]
    ready, fresh, used = zip(*runs, strict=True)
    return [
        median_of("worker ready after start", ready, "s"),
        median_of("worker memory when ready", fresh, "MB"),
        median_of("worker memory after the patient", used, "MB"),
    ]


def _one_worker(bundle_dir: Path, case: Case, device: str) -> tuple[float, float, float]:
    client = WorkerClient(bundle_dir, device)
    start = time.perf_counter()
    client.start()
    try:
        _next(client, lambda reply: isinstance(reply, Ready))
        ready_s = time.perf_counter() - start
        fresh = _resident_mb(client)
        client.submit(case)
        _next(client, lambda reply: isinstance(reply, Explained) and reply.final)
        return ready_s, fresh, _resident_mb(client)
    finally:
        client.stop()


def _resident_mb(client: WorkerClient) -> float:
    """Memory by the worker's next heartbeat."""
    beat = _next(client, lambda reply: isinstance(reply, Heartbeat))
    return beat.rss_mb if isinstance(beat, Heartbeat) else 0.0


def _next(client: WorkerClient, wanted: Callable[[Reply], bool]) -> Reply:
    """The first reply that is ``wanted``; the others are passed over, failures raised."""
    while True:
        for reply in client.poll():
            if isinstance(reply, WorkerFailed | Refused):
                raise EngineError(reply.text)
            if wanted(reply):
                return reply
        time.sleep(_POLL_S)
