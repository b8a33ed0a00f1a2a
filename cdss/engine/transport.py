"""Messages between two processes, their arrays through shared memory.

A message is pickled with its array buffers out of band (PEP 574). Small ones travel in the pipe. Of large ones everything lies
in one shared-memory block and only its name travels, so that the pipe never fills and no process waits for the other.

Who frees a block: the receiver copies it and removes its name at once; the sender keeps its handle until told so (``Taken``),
because Windows frees a block with its last handle. Names are a prefix and a running number, so that the survivor of a crash
can also remove the one block that may have been made and never announced.
"""

from __future__ import annotations

import pickle
import shutil
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from threading import Lock

INLINE_BYTES = 1 << 15
"""Messages up to this size travel in the pipe itself."""

_ALIGN = 64
_TMPFS = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes through the pipe: the segments themselves, or the block they lie in and their bounds in bytes."""

    segments: tuple[bytes, ...] = ()
    block: str | None = None
    bounds: tuple[tuple[int, int], ...] = ()


class Outbox:
    """Makes parcels and keeps their blocks until the other side has taken them. Safe from several threads."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._number = 0
        self._kept: dict[str, SharedMemory] = {}
        self._lock = Lock()
        self._closed = False

    def pack(self, message: object) -> Parcel:
        """``message`` as a parcel; ``OSError`` after ``close``. Falls back to the pipe where shared memory is short."""
        buffers: list[pickle.PickleBuffer] = []
        head = pickle.dumps(message, protocol=5, buffer_callback=buffers.append)
        segments = [memoryview(head), *(buffer.raw() for buffer in buffers)]
        bounds = _layout(segments)
        size = bounds[-1][1]
        if size <= INLINE_BYTES or not _room_for(size):
            return Parcel(segments=tuple(bytes(segment) for segment in segments))
        return Parcel(block=self._fill(segments, bounds, size), bounds=bounds)

    def taken(self, block: str) -> None:
        """The other side has its copy of ``block``."""
        with self._lock:
            kept = self._kept.pop(block, None)
        if kept is not None:
            kept.close()

    def close(self) -> None:
        """Remove every block that was not taken."""
        with self._lock:
            self._closed = True
            for kept in self._kept.values():
                _remove(kept)
            self._kept.clear()

    def _fill(self, segments: list[memoryview], bounds: tuple[tuple[int, int], ...], size: int) -> str:
        with self._lock:
            if self._closed:
                raise OSError("the outbox is closed")
            self._number += 1
            block = SharedMemory(f"{self._prefix}{self._number}", create=True, size=size)
            self._kept[block.name] = block
            for segment, (start, end) in zip(segments, bounds, strict=True):
                _view(block)[start:end] = segment
            return block.name


class Inbox:
    """Opens the parcels of one sender and removes their blocks."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._number = 0

    def unpack(self, parcel: Parcel) -> object:
        """The message; its arrays are writable copies. ``FileNotFoundError`` where the sender took the block back."""
        if parcel.block is None:
            return pickle.loads(parcel.segments[0], buffers=[bytearray(part) for part in parcel.segments[1:]])
        self._seen(parcel.block)
        block = SharedMemory(parcel.block)
        whole = memoryview(bytearray(_view(block)[: parcel.bounds[-1][1]]))
        _remove(block)
        parts = [whole[start:end] for start, end in parcel.bounds]
        return pickle.loads(parts[0], buffers=parts[1:])

    def discard(self, parcel: Parcel) -> None:
        """Remove the block of a parcel nobody wants."""
        if parcel.block is not None:
            self._seen(parcel.block)
            _remove_named(parcel.block)

    def close(self) -> None:
        """After the sender's death: remove the block it may have made and not announced."""
        _remove_named(f"{self._prefix}{self._number + 1}")

    def _seen(self, block: str) -> None:
        self._number = int(block.removeprefix(self._prefix))


def _layout(segments: list[memoryview]) -> tuple[tuple[int, int], ...]:
    starts = [0]
    for segment in segments:
        starts.append(-(-(starts[-1] + segment.nbytes) // _ALIGN) * _ALIGN)
    return tuple((start, start + part.nbytes) for (start, _), part in zip(pairwise(starts), segments, strict=True))


def _room_for(size: int) -> bool:
    """Writing past the end of a full tmpfs kills the process with SIGBUS (containers often have 64 MB): look first."""
    return not _TMPFS.is_dir() or shutil.disk_usage(_TMPFS).free > 2 * size


def _view(block: SharedMemory) -> memoryview:
    assert block.buf is not None
    return block.buf


def _remove(block: SharedMemory) -> None:
    block.close()
    with suppress(FileNotFoundError):
        block.unlink()


def _remove_named(name: str) -> None:
    with suppress(FileNotFoundError):
        _remove(SharedMemory(name))
