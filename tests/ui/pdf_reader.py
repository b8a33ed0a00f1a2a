"""Which characters a reader finds in a PDF: those that its tables name for its glyphs."""

from __future__ import annotations

import re

_TABLE = re.compile(rb"begincmap\b.*?\bendcmap", re.DOTALL)
_ROW = re.compile(rb"^<(\w{4})> <(\w{4})> (?:<(\w{4})>|\[(.*)\])$", re.MULTILINE)


def characters_of(pdf: bytes) -> set[str]:
    """All but the one for a glyph that is missing."""
    found: set[int] = set()
    for first, last, start, listed in _ROW.findall(b"".join(_TABLE.findall(pdf))):
        if listed:
            found |= {int(code.strip(b"<>"), 16) for code in listed.split()}
        else:
            found |= {int(start, 16) + step for step in range(int(last, 16) - int(first, 16) + 1)}
    return {chr(code) for code in found - {0}}
