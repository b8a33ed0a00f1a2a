"""The triage note: text in any common encoding."""

from __future__ import annotations

from pathlib import Path

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.encoded_text import decode_text
from cdss.readers.part import Part, refuse
from cdss.readers.paths import require_size
from cdss.records.case import Note

MAX_NOTE_MIB = 1


def read_note(path: Path, source: str) -> Part[Note]:
    """Read a note file; raises ``Refused`` where it is empty, binary or above 1 MiB, ``OSError`` where it is not there."""
    require_size(path, MAX_NOTE_MIB, source, Modality.NOTE)
    decoded = decode_text(path.read_bytes(), source, Modality.NOTE)
    issues: tuple[Issue, ...] = ()
    if decoded.guessed:
        issues = (issue("note_encoding_guessed", Severity.INFO, Modality.NOTE, file=source, encoding=decoded.encoding),)
    return Part(_note(decoded.text, source), issues)


def inline_note(text: str, source: str) -> Part[Note]:
    """A note that stands in the manifest itself; raises ``Refused`` where it is empty."""
    return Part(_note(decode_text(text.encode("utf-8", "replace"), source, Modality.NOTE).text, source))


def _note(text: str, source: str) -> Note:
    if not text.strip():
        raise refuse("note_empty", Modality.NOTE, file=source)
    return Note(source, text.strip())
