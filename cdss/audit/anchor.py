"""The anchor beside the log: how many entries there are, and the hash of the last, for a chain cannot tell that its end is gone.

It is written after the entry, so that it may lag behind by what was written last before a power cut, and never runs ahead.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from cdss.core.files import write_whole

NAME = "anchor.json"
_TEXT = re.compile(r"(\d+):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The log holds ``count`` entries, the last of which has the hash ``hash``."""

    count: int
    hash: str

    def __str__(self) -> str:
        """As it is written down elsewhere: ``214:9f3c…``."""
        return f"{self.count}:{self.hash}"


def anchor_of(text: str) -> Anchor:
    """The anchor that was written down as ``COUNT:HASH``; ``ValueError`` for anything else."""
    found = _TEXT.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text!r} is no COUNT:HASH")
    return Anchor(int(found[1]), found[2])


def read_anchor(folder: Path) -> Anchor | None:
    """The anchor of the log in ``folder``; None where there is none, or what stands there is none. ``OSError`` of the disk."""
    try:
        kept = json.loads((folder / NAME).read_bytes())
        return anchor_of(f"{kept['count']}:{kept['hash']}")
    except (FileNotFoundError, IsADirectoryError, ValueError, KeyError, TypeError):
        return None


def write_anchor(folder: Path, anchor: Anchor) -> None:
    """Have ``anchor`` on the disk, whole; ``OSError`` where that cannot be."""
    write_whole(
        folder / NAME, json.dumps({"count": anchor.count, "hash": anchor.hash}).encode("ascii") + b"\n", private=True
    )
