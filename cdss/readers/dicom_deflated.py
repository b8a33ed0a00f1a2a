"""Deflated DICOM files, looked at before they are unpacked: a few megabytes may promise gigabytes (PS3.5 A.5)."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cdss.core.kinds import Modality
from cdss.readers.part import refuse

DEFLATED = b"1.2.840.10008.1.2.1.99"
"""UID of the transfer syntax Deflated Explicit VR Little Endian."""

MAX_UNPACKED_MIB = 128
"""More than the largest film: 8,000 by 8,000 pixels of 16 bits."""

_MARK, _MARK_END = b"DICM", 132
_GROUP_LENGTH = b"\x02\x00\x00\x00UL\x04\x00"
"""The first element of a file's meta information: how many bytes of it follow (PS3.10, 7.1)."""

_HEAD = 4096
_STEP = 1 << 20


def require_unpackable(content: Path | BytesIO, source: str, modality: Modality | None) -> None:
    """Raise ``Refused`` for a deflated data set that is above 128 MiB when unpacked, or cannot be unpacked; else nothing."""
    with content.open("rb") if isinstance(content, Path) else BytesIO(content.getvalue()) as stream:
        head = stream.read(_HEAD)
        if DEFLATED not in head:
            return
        stream.seek(_start(head, source, modality))
        unpacked = _unpacked_bytes(stream, source, modality)
    if unpacked > MAX_UNPACKED_MIB << 20:
        size = f"> {MAX_UNPACKED_MIB}"
        raise refuse("file_too_large", modality, file=source, size=size, limit=MAX_UNPACKED_MIB)


def _start(head: bytes, source: str, modality: Modality | None) -> int:
    """Where the packed data set begins; ``Refused`` for a file that does not say it."""
    first = head[_MARK_END : _MARK_END + len(_GROUP_LENGTH)]
    if head[_MARK_END - len(_MARK) : _MARK_END] != _MARK or first != _GROUP_LENGTH:
        raise refuse("file_unreadable", modality, file=source, reason="group length of the meta information")
    begin = _MARK_END + len(_GROUP_LENGTH)
    return begin + 4 + int.from_bytes(head[begin : begin + 4], "little")


def _unpacked_bytes(stream: BinaryIO, source: str, modality: Modality | None) -> int:
    """How much comes out, counted no further than just above the limit."""
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    try:
        while packed := unpacker.unconsumed_tail or stream.read(_STEP):
            size += len(unpacker.decompress(packed, _STEP))
            if size > MAX_UNPACKED_MIB << 20 or unpacker.eof:
                break
    except zlib.error as error:
        raise refuse("file_unreadable", modality, file=source, reason=str(error)) from error
    return size
