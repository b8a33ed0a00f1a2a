"""Damaged session files that were set aside: nobody can look into them, and those of older programs were not sealed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PIECE = 1 << 20


def damaged(path: Path) -> tuple[Path, ...]:
    """The files that were set aside as damaged when the session file ``path`` was opened, with their logs."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}*")))


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
