"""The parts of a ``multipart/related`` answer (RFC 2046 5.1, PS3.18 8.6.1.2), read as they come from a peer not trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message

from cdss.network.errors import NetworkError

MAX_HEADERS = 8 << 10
"""Bytes of what stands before the first part, and of the headers of each."""

_CHUNK = 1 << 16
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_END = b"\r\n\r\n"


def parts_of(read: Callable[[int], bytes], content_type: str, max_bytes: int, max_parts: int) -> Iterator[bytes]:
    """Each part's content, one in memory at a time. ``read`` gives at most so many bytes, none at the end.

    ``NetworkError`` where the answer is no such message, ends in the middle, or is larger than allowed.
    """
    source = _Source(read, b"\r\n--" + _boundary(content_type))
    source.upto(source.delimiter, MAX_HEADERS)
    count = 0
    while not source.closed():
        if (count := count + 1) > max_parts:
            raise NetworkError("pacs_too_many_objects", count=f"> {max_parts}", limit=str(max_parts))
        _check_headers(source.headers())
        yield source.upto(source.delimiter, max_bytes)


class _Source:
    """Bytes that were read and not yet taken. It begins as if a line had ended, so that a first delimiter is like all others."""

    def __init__(self, read: Callable[[int], bytes], delimiter: bytes) -> None:
        self._read, self.delimiter = read, delimiter
        self._buffer = bytearray(b"\r\n")

    def upto(self, mark: bytes, limit: int) -> bytes:
        """What stands before ``mark``, which is taken too."""
        looked = 0
        while (place := self._buffer.find(mark, looked)) < 0:
            looked = max(0, len(self._buffer) - len(mark) + 1)
            if looked > limit:
                break
            self._more()
        if not 0 <= place <= limit:
            size = f"{limit / (1 << 20):g}"
            raise NetworkError("pacs_too_large", limit=size) if limit > MAX_HEADERS else NetworkError("pacs_no_message")
        taken = bytes(memoryview(self._buffer)[:place])
        del self._buffer[: place + len(mark)]
        return taken

    def closed(self) -> bool:
        """Whether the delimiter just taken was the last one."""
        while len(self._buffer) < 2:
            self._more()
        return self._buffer.startswith(b"--")

    def headers(self) -> bytes:
        """The lines before a part's content; the rest of the delimiter's line may hold blanks only."""
        lines = self.upto(_END, MAX_HEADERS) if not self._empty_headers() else b""
        padding, _, rest = lines.partition(b"\r\n")
        if padding.strip(b" \t"):
            raise NetworkError("pacs_no_message")
        return rest

    def _empty_headers(self) -> bool:
        """Whether the content follows at once; the two ends of line are taken then."""
        while len(self._buffer) < len(_END):
            self._more()
        if not self._buffer.startswith(_END):
            return False
        del self._buffer[: len(_END)]
        return True

    def _more(self) -> None:
        got = self._read(_CHUNK)
        if not got:
            raise NetworkError("pacs_cut_short")
        self._buffer += got


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    boundary = message.get_param("boundary")
    fits = isinstance(boundary, str) and _BOUNDARY.fullmatch(boundary) is not None
    if message.get_content_type() != "multipart/related" or not fits:
        raise NetworkError("pacs_no_message")
    return str(boundary).encode("ascii")


def _check_headers(lines: bytes) -> None:
    """A part is DICOM as it stands: no other content, no further parts in it, nothing packed (PS3.18 8.7.3.3)."""
    told = {name.strip().lower(): value for name, _, value in (line.partition(b":") for line in lines.split(b"\r\n"))}
    content = told.get(b"content-type", b"application/dicom").split(b";")[0].strip().lower()
    encoding = told.get(b"content-transfer-encoding", b"binary").strip().lower()
    if content != b"application/dicom" or encoding not in (b"binary", b"8bit") or b"content-encoding" in told:
        raise NetworkError("pacs_no_message")
