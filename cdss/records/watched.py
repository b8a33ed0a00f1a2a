"""One thing in a watched folder, as it was at one look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Signature = tuple[tuple[str, int, int], ...]
"""Path below the watched folder, bytes, and time of the last change (ns) of each file of one item."""

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart")
"""Endings under which copying programs and browsers write what they have not finished."""


class Item(StrEnum):
    """What something in the watched folder is: a case folder, a manifest, or neither."""

    FOLDER = "folder"
    MANIFEST = "manifest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing in the watched folder as it was at one look."""

    item: Item
    signature: Signature

    @property
    def unsure(self) -> bool:
        """Whether a file of it is empty or carries an unfinished name."""
        return any(not size or name.lower().endswith(UNFINISHED) for name, size, _ in self.signature)
