"""Writing a file whole or not at all, and deleting one so that nothing of it is left."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
"""Bytes that are overwritten at a time."""


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A stream for what ``path`` shall hold: under another name beside it first, then in its place, so that no half file is seen.

    ``private``: readable by this user alone, where the system knows that. Raises ``OSError`` where it cannot be written; what
    stood there before is then, and after any other exception in the block, as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o600 if private else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put ``content`` into ``path``, whole or not at all (``whole_file``)."""
    with whole_file(path, private=private) as stream:
        stream.write(content)


def name_on_disk(folder: Path) -> None:
    """Have the names in ``folder`` on the disk: that of a new file is lost with the power too. Windows has no such call.

    Raises ``OSError``.
    """
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def overwrite(paths: Iterable[Path]) -> None:
    """Overwrite each file with zeros, on the disk, and delete it. Raises ``OSError``.

    A file system that writes changes elsewhere (of a solid-state disk, or with snapshots) may still hold the old blocks.
    """
    for path in paths:
        left = path.stat().st_size
        with path.open("r+b") as stream:
            while left > 0:
                left -= stream.write(bytes(min(left, PIECE)))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()


def _umask() -> int:
    """What is kept from new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
