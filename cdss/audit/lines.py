"""The one place where entries, and what lies beside them, become bytes on the disk and come back: sealed, or as they are.

A sealed line must have no line end in it, so that the file can be written line by line and a torn last one be told.
"""

from __future__ import annotations

import base64
from typing import Protocol

from cdss.audit.entry import Entry, read, written
from cdss.core.sealed import Seal, SealBroken

END = b"\n"
_PLACE = "line"


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


class Sealed:
    """Lines stand on the disk under ``seal``, in base64. Their order is the chain's to prove, not the seal's."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def seal(self, line: bytes) -> bytes:
        """The line, sealed."""
        return base64.b64encode(self._seal.seal(line, _PLACE))

    def unseal(self, sealed: bytes) -> bytes:
        """The line; ``ValueError`` where one byte is another, or the key is."""
        try:
            content = base64.b64decode(sealed, validate=True)
            if base64.b64encode(content) != sealed:
                raise ValueError("the last letter of the line has bits of its own")
            return self._seal.open(content, _PLACE)
        except SealBroken as error:
            raise ValueError(str(error)) from error


def encode(entry: Entry, codec: Codec = PLAIN) -> bytes:
    """The line of ``entry`` with its end."""
    return codec.seal(written(entry)) + END


def decode(line: bytes, codec: Codec = PLAIN) -> Entry:
    """The entry of a line without its end; ``ValueError`` for anything else."""
    return read(codec.unseal(line))
