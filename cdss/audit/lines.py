"""The one place where entries become bytes of the log's files and come back: whatever seals the files does it here.

A sealed line must have no line end in it, so that the file can be written line by line and a torn last one be told.
"""

from __future__ import annotations

from typing import Protocol

from cdss.audit.entry import Entry, read, written

END = b"\n"


class Codec(Protocol):
    """Seals a line, and opens it again."""

    def seal(self, line: bytes) -> bytes:
        """The line as it stands on the disk, without a line end in it."""

    def unseal(self, sealed: bytes) -> bytes:
        """The line; ``ValueError`` where it was not sealed so."""


class Plain:
    """Lines stand on the disk as they are."""

    def seal(self, line: bytes) -> bytes:
        """The line itself."""
        return line

    def unseal(self, sealed: bytes) -> bytes:
        """The line itself."""
        return sealed


PLAIN = Plain()


def encode(entry: Entry, codec: Codec = PLAIN) -> bytes:
    """The line of ``entry`` with its end."""
    return codec.seal(written(entry)) + END


def decode(line: bytes, codec: Codec = PLAIN) -> Entry:
    """The entry of a line without its end; ``ValueError`` for anything else."""
    return read(codec.unseal(line))
