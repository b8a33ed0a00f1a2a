"""How a log is opened: sealed under the key that lies in the folder above it, or plain where there is none.

The workstation's own log lies beside the session file and is sealed under the same key, always. A log that the command line
makes in a folder of the user's choice has no key above it, and stands as it is.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cdss.audit.errors import AuditError, other_key, unwritable
from cdss.audit.lines import PLAIN, Codec, Sealed
from cdss.audit.log import AuditLog, present_writer
from cdss.audit.pseudonym import kept_secret
from cdss.audit.segments import segments
from cdss.core.data_key import KEY_NAME, open_key, settled

PURPOSE = "audit"
"""What the seal of the log is for."""

_OPEN_BRACE = b"{"


def codec_of(folder: Path, pin: str | None = None) -> Codec:
    """How the log in ``folder`` is written. Raises ``KeyUnavailable`` (``PinNeeded`` among it) where its key cannot be had,
    ``AuditError`` where the key is not the one it was sealed under, ``OSError`` of the disk.
    """
    settled(folder.parent)
    begun = _first_byte(folder)
    if begun == _OPEN_BRACE or (not begun and not (folder.parent / KEY_NAME).exists()):
        return PLAIN
    codec = Sealed(open_key(folder.parent, pin, make=False).seal(PURPOSE))
    try:
        kept_secret(folder, codec)
    except ValueError as error:
        raise other_key(folder) from error
    return codec


def open_log(folder: Path, now: datetime) -> AuditLog:
    """The log of this workstation in ``folder``, to be written to. Raises as ``codec_of``, also where there is no key yet.

    One that was sealed under a key that is put aside is put aside too, with the time in its name, and a new one begun; so is one
    that is plain.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    open_key(folder.parent, make=False)  # nothing is written before there is one: it would stand there for all to read
    codec: Codec = PLAIN
    with suppress(AuditError):
        codec = codec_of(folder)
    if codec is PLAIN:
        folder.rename(folder.with_name(f"{folder.name}-aside-{now:%Y%m%d-%H%M%S}"))
        codec = codec_of(folder)
    return AuditLog(folder, present_writer(), codec)


def _first_byte(folder: Path) -> bytes:
    """Of the oldest segment: a plain line begins with a brace, a sealed one never does. Empty where there is no log yet."""
    for path in segments(folder):
        with path.open("rb") as stream:
            if first := stream.read(1):
                return first
    return b""
