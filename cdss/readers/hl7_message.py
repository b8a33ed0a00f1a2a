"""HL7 v2 messages (2.1 to 2.8) taken apart: framing, character set, segments, fields without their escapes.

The package ``hl7`` splits a message; what is tolerated, and what is refused, is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from cdss.core.kinds import Severity
from cdss.core.messages import hl7_beginning
from cdss.core.result import Issue, issue
from cdss.readers.encoded_text import decode_text
from cdss.readers.part import reason_of, refuse
from cdss.readers.when import When, when

if TYPE_CHECKING:
    from hl7 import Message as Parsed
    from hl7 import Segment

MAX_SEGMENTS = 5_000
"""Two days of a monitor that sends every vital sign each five minutes; the parser takes 0.3 ms a segment."""
MAX_PIECES = 150_000
"""Thirty fields and components a segment; the parser makes half a kilobyte of each."""
MAX_MESSAGES = 200
TYPES = frozenset({"ORU^R01", "ADT^A04"})
"""Observation results, and the registration of a patient in an emergency department."""

_FRAME = b"\x0b\x1c\r\n \t"
_ENVELOPE = ("FHS", "BHS", "BTS", "FTS")
_CHARSETS = {
    "ASCII": "ascii",
    "8859/1": "cp1252",
    "8859/15": "iso8859_15",
    "8859/2": "iso8859_2",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "KS X 1001": "cp949",
    "KSX1001": "cp949",
    "KS C 5601": "cp949",
    "ISO IR149": "cp949",
    "EUC-KR": "cp949",
    "GB 18030-2000": "gb18030",
    "BIG-5": "big5",
}
"""Codecs of HL7 table 0211, and of the names that Korean systems write instead."""

_SWITCH = re.compile(rb"\x1b[\x20-\x2f]{1,3}[\x40-\x7e]")
"""An escape sequence of ISO 2022, as ``ESC $ ) C`` for KS X 1001."""

_ESCAPE = re.compile(r"\\([FSTREHN]|X[0-9A-Fa-f]{2,64}|\.[a-z]{2}[+-]?\d{0,4})\\")
_SEPARATORS = "FSRET"
"""Escapes of the separators: of fields, components, repetitions, escapes and subcomponents."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its type (``ORU^R01``) and its segments; ``zone``: of times that have none, from MSH-7.

    ``separators``: the characters of ``_SEPARATORS`` in this message. ``codec``: of characters that are written by their code.
    """

    kind: str
    parsed: Parsed
    zone: tzinfo | None
    separators: str
    codec: str = "utf-8"

    def segments(self, name: str) -> list[Segment]:
        """The segments called ``name``, in their order."""
        return [segment for segment in self.parsed if str(segment[0]) == name]

    def all(self) -> Iterator[tuple[str, Segment]]:
        """Every segment with its name."""
        return ((str(segment[0]), segment) for segment in self.parsed)

    def text(self, segment: Segment | None, field: int, component: int = 1, repetition: int = 0) -> str:
        """One component of a field without its escapes; empty where it is not there, or null (``""``)."""
        if segment is None or field >= len(segment):
            return ""
        whole = segment[field]
        if isinstance(whole, str):
            return self._plain(whole) if component == 1 and repetition == 0 else ""
        if repetition >= len(whole):
            return ""
        item = whole[repetition]
        if isinstance(item, str):
            return self._plain(item) if component == 1 else ""
        return self._plain(str(item[component - 1])) if component <= len(item) else ""

    def whole(self, segment: Segment, field: int, repetition: int) -> str:
        """One repetition of a field of text without its escapes; signs that separate in other fields stand in it as they are."""
        found = segment[field]
        return self._plain(found if isinstance(found, str) else str(found[repetition]))

    def repetitions(self, segment: Segment, field: int) -> int:
        """How often a field repeats; 0 where it is empty."""
        if field >= len(segment) or not str(segment[field]):
            return 0
        return 1 if isinstance(segment[field], str) else len(segment[field])

    def when(self, segment: Segment | None, field: int) -> When | None:
        """The time in a field: ``YYYYMMDD[HHMM[SS[.S]]][+ZZZZ]``; without hours only its day."""
        return message_time(self.text(segment, field), self.zone)

    def _plain(self, value: str) -> str:
        """A component without its escapes. Here and not by the package, which writes what it cannot resolve into the log."""
        return "" if value == '""' else _ESCAPE.sub(self._meant, value).strip()

    def _meant(self, escape: re.Match[str]) -> str:
        """What an escape stands for: a separator, characters by their code, the end of a line; highlighting is left out."""
        name = escape.group(1)
        if name in _SEPARATORS:
            return self.separators[_SEPARATORS.index(name)]
        if name.startswith("X"):
            return bytes.fromhex(name[1:]).decode(self.codec, "replace") if len(name) % 2 else ""
        return "\n" if name.startswith(".") else ""


def message_time(text: str, zone: tzinfo | None = None) -> When | None:
    """An HL7 time as a moment or a day; None for a year, a month, and what is no time."""
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(?:\.\d+)?)?)?([+-]\d{4})?", text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return when(f"{year}-{month}-{day}")
    tail = f"{offset[:3]}:{offset[3:]}" if offset else ""
    found = when(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{tail}")
    if found is None or found.exact is None or found.exact.tzinfo is not None or zone is None:
        return found
    return When(found.exact.replace(tzinfo=zone), found.day)


def messages_in(content: bytes, file: str) -> tuple[list[Message], list[Issue]]:
    """The messages of a file, MLLP frames and batch envelopes taken off; raises ``Refused`` where it is none that is read."""
    text, codec, issues = _decoded(content, file)
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MAX_SEGMENTS or _pieces(lines) > MAX_PIECES:
        raise refuse("hl7_too_long", None, file=file, count=f"{MAX_SEGMENTS:,}")
    groups: list[list[str]] = []
    for line in lines:
        if hl7_beginning(line):
            groups.append([line])
        elif groups and not line.startswith(_ENVELOPE):
            groups[-1].append(line)
    if not groups or len(groups) > MAX_MESSAGES:
        raise refuse("hl7_damaged", None, file=file, reason=f"{len(groups)} MSH")
    return [_parsed(group, file, codec) for group in groups], issues


def _pieces(lines: list[str]) -> int:
    """How many pieces the separators divide the lines into, at least."""
    header = next((line for line in lines if hl7_beginning(line)), "")
    return sum(line.count(mark) for line in lines for mark in set(header[3:8]))


def _parsed(lines: list[str], file: str, codec: str) -> Message:
    import hl7

    try:
        parsed = hl7.parse("\r".join(lines) + "\r")
        msh = parsed[0]
        separators = f"{msh[1]}{msh[2]}".ljust(len(_SEPARATORS))
        header = Message("", parsed, None, separators)
        kind = "^".join(header.text(msh, 9, component) for component in (1, 2))
        stamp = header.when(msh, 7)
    except Exception as error:  # the parser raises anything on damaged headers
        raise refuse("hl7_damaged", None, file=file, reason=reason_of(error)) from error
    if kind not in TYPES:
        raise refuse("hl7_type", None, file=file, kind=kind[:40].strip("^") or "?")
    offset = stamp.exact.utcoffset() if stamp and stamp.exact else None
    return Message(kind, parsed, timezone(offset) if isinstance(offset, timedelta) else None, separators, codec)


def _decoded(content: bytes, file: str) -> tuple[str, str, list[Issue]]:
    """The text with ``\\n`` between segments, and its codec: of the character sets in MSH-18, else of what the bytes tell.

    Where MSH-18 names several, ISO 2022 escape sequences switch between them (HL7 2.5, 2.15.9.18). All that are read hold
    ASCII in their lower half, and the other one in the upper: with the sequences taken out, its codec reads both.
    """
    bare = content.replace(b"\x1c\r", b"\r").replace(b"\x0b", b"\r").strip(_FRAME)
    named = _named_charsets(bare)
    known = [_CHARSETS[name] for name in named if name in _CHARSETS]
    if known and len(known) == len([name for name in named if name]):
        bare = _SWITCH.sub(b"", bare)
    codec = next((name for name in known if name != "ascii"), known[0] if known else None)
    if codec is not None:
        try:
            decoded = bare.decode(codec)
            return decode_text(decoded.encode("utf-8"), file, None).text, codec, []
        except UnicodeDecodeError:
            pass  # labelled wrongly, which happens: the bytes themselves are asked
    found = decode_text(bare, file, None)
    if not found.guessed:
        return found.text, "utf-8", []
    doubt = issue("note_encoding_guessed", Severity.INFO, None, file=file, encoding=found.encoding)
    return found.text, found.encoding, [doubt]


def _named_charsets(content: bytes) -> list[str]:
    """The character sets of MSH-18, in capitals; the first is empty where only others are named."""
    head = re.split(rb"[\r\n]", content, maxsplit=1)[0][:4096].decode("latin-1")
    place = head.find("MSH")
    if place < 0 or len(head) < place + 5:
        return []
    separator, repeat = head[place + 3], head[place + 5 : place + 6]
    fields = head[place:].split(separator)
    named = fields[17] if len(fields) > 17 else ""
    return [name.strip().upper() for name in (named.split(repeat) if repeat else [named])]
