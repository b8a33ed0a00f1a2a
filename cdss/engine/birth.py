"""A worker process from its birth until it has its order. Imports none of the program's libraries, so that it can come first.

The networks take longer to import than the window takes to open: born before all else, a worker imports them meanwhile.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import NamedTuple

from cdss.engine.guard import set_thread_variables, thread_count

_NICENESS = 5


class Born(NamedTuple):
    """A worker process that waits for its order at the other end of ``connection``."""

    process: BaseProcess
    connection: Connection

    def end(self) -> None:
        """End one that no order is meant for."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def give_birth(ahead: str = "") -> Born:
    """Start a worker process; returns at once. ``OSError`` where it cannot be made.

    ``ahead``: name of a module that it imports while it waits.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(theirs, ahead), name="cdss-worker", daemon=True)
    process.start()
    theirs.close()
    return Born(process, ours)


def _live(connection: Connection, ahead: str) -> None:
    """Body of the process. The variables for threads have an effect only before the numeric libraries are imported."""
    gc.disable()  # until the engine is loaded: it would walk through what stays, a tenth of the time
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_nice()
    threads = thread_count()
    set_thread_variables(threads)
    from cdss.engine.worker import run_worker

    if ahead:
        Thread(target=_import, args=(ahead,), daemon=True).start()
    run_worker(connection, threads)


def _import(name: str) -> None:
    with suppress(Exception):  # whoever needs it imports it again, and says why it cannot be
        importlib.import_module(name)


def _be_nice() -> None:
    """The window draws first where both want the same core."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
