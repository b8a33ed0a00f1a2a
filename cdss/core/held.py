"""One at a time: a lock on a file, which the operating system gives back however the program ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN_S = 0.005


class Busy(Exception):
    """Another program does not let go of the lock."""


@contextmanager
def held(path: Path, patience_s: float) -> Iterator[None]:
    """Hold the lock at ``path`` for the block; ``Busy`` where another program does not let go, ``OSError`` of the disk."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + patience_s
        while not _taken(handle):
            if time.monotonic() >= end:
                raise Busy(str(path))
            time.sleep(_AGAIN_S)
        yield
    finally:
        os.close(handle)  # which gives the lock back


if sys.platform == "win32":

    def _taken(handle: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _taken(handle: int) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
