"""Annotation files of WFDB records: beats that another program or person has marked, beside the record.

MIT format: words of 16 bits, little-endian, a code in the upper 6 and a number in the lower 10. A word of nought ends the file.
"""

from __future__ import annotations

from pathlib import Path

MAX_ANNOTATION_BYTES = 16 << 20
_WORD = 2
_NUMBER_BITS = 10
_LAST_CODE = 49
_SKIP, _FIELDS, _TEXT = 59, (60, 61, 62), 63
_SKIPPED_BYTES = 4
_BEATS = frozenset((*range(1, 14), 25, 30, 34, 35, 38, 41))
"""Codes of beats among the annotations (ECG codes of the WFDB library: normal, bundle branch block, ectopic, paced …)."""


def marked_beats(path: Path) -> int | None:
    """How many beats the annotation file at ``path`` marks; None where it is no annotation file. Raises ``OSError``."""
    if not path.is_file() or path.stat().st_size > MAX_ANNOTATION_BYTES:
        return None
    return beats_in(path.read_bytes())


def beats_in(data: bytes) -> int | None:
    """How many beats annotations in MIT format mark; None where the bytes are something else or end before their end."""
    if len(data) % _WORD or data[-_WORD:] != b"\0\0":
        return None
    place = beats = 0
    while place + _WORD <= len(data):
        word = int.from_bytes(data[place : place + _WORD], "little")
        code, number = word >> _NUMBER_BITS, word & ((1 << _NUMBER_BITS) - 1)
        place += _WORD
        if word == 0:
            return beats if place == len(data) else None
        if code == _SKIP:
            place += _SKIPPED_BYTES
        elif code == _TEXT:
            place += number + number % _WORD
        elif code in _FIELDS:
            continue
        elif code > _LAST_CODE:
            return None
        beats += code in _BEATS
    return None
