"""The files of a log: numbered segments, the newest of which grows, and where the last whole entry of them ends."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cdss.audit.entry import Entry
from cdss.audit.lines import END, Codec, decode
from cdss.core.files import name_on_disk

_NAME = re.compile(r"audit-(\d{6})\.jsonl")


def segment_path(folder: Path, number: int) -> Path:
    """The segment ``number``, from 1."""
    return folder / f"audit-{number:06d}.jsonl"


def segment_number(path: Path) -> int:
    """The number of a segment; ``ValueError`` for another file."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        raise ValueError(f"{path.name} is no segment of a log")
    return int(found[1])


def segments(folder: Path) -> tuple[Path, ...]:
    """The segments in ``folder``, oldest first; none where the folder is not there. ``OSError`` of the disk."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)))


def lines(data: bytes) -> Iterator[bytes]:
    """The lines of a segment without their ends; a last one that has no end is among them."""
    pieces = data.split(END)
    yield from pieces if pieces[-1] else pieces[:-1]


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a log: the ``last`` whole entry (None: there is none), and the bytes ``rest`` behind it, which are none.

    ``segment``: the number of the newest file, and ``size`` its bytes; 0 and 0 where there is no file. ``ended``: whether the
    newest file ends with a line end, or is empty; a crash may leave an entry that is whole but for it.
    """

    last: Entry | None
    rest: bytes
    segment: int
    size: int
    ended: bool = True


def tail_of(folder: Path, codec: Codec) -> Tail:
    """The end of the log in ``folder``; ``OSError`` where it cannot be read."""
    found = segments(folder)
    if not found:
        return Tail(None, b"", 0, 0)
    rest = b""
    newest = found[-1]
    for path in reversed(found):
        data = path.read_bytes()
        if path is newest:
            size, ended = len(data), not data or data.endswith(END)
        last, left = _last_whole(data, codec)
        rest = left + rest
        if last is not None:
            return Tail(last, rest, segment_number(newest), size, ended)
    return Tail(None, rest, segment_number(newest), size, ended)


def _last_whole(data: bytes, codec: Codec) -> tuple[Entry | None, bytes]:
    """The last line that is an entry, and what stands behind it. The end of the very last line may be missing."""
    end = len(data)
    with suppress(ValueError):
        return decode(data[data.rfind(END) + 1 :], codec), b""
    while end > 0:
        stop = data.rfind(END, 0, end)
        if stop < 0:
            return None, data
        start = data.rfind(END, 0, stop) + 1
        try:
            return decode(data[start:stop], codec), data[stop + 1 :]
        except ValueError:
            end = stop
    return None, data


def append_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` behind what ``path`` holds, made where it is not there; on the disk when this returns.

    ``OSError`` where the disk refuses: what was written of ``data`` until then is taken back. A crash leaves a part of it, which
    is told by its missing line end.
    """
    fresh = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        before = os.fstat(handle).st_size
        try:
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)
    if fresh:
        name_on_disk(path.parent)
