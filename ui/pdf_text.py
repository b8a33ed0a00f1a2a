"""The text of a PDF as it was written: to be searched and copied, it must not have other characters of the same look.

A font has one glyph for characters that look the same, and Qt names a glyph by the first of them in Unicode: Noto Sans CJK
draws the figure dash as an en dash, and the hanja of a name as the radicals of a dictionary. Only the names of glyphs are
exchanged, never glyphs, and no length changes: the places of a PDF's parts stand in its table.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_MEANT: dict[int, int] = {
    0x0009: 0x0020,  # tab: space
    0x02BB: 0x2018,  # turned comma: left quotation mark
    0x2012: 0x2013,  # figure dash: en dash
    **{0x2E8E: 0x5140, 0x2E92: 0x5DF3, 0x2EA0: 0x6C11, 0x2EC4: 0x897F, 0x2ED1: 0x9577, 0x2EDD: 0x98DF},
    **{radical: ord(normalize("NFKC", chr(radical))) for radical in (0x2E9F, *range(0x2F00, 0x2FD6))},
}
"""Characters that nobody types, and those that are meant by them. The radicals stand beside those of the hanja of KS X 1001."""

_TABLE = re.compile(rb"begincmap\b.*?\bendcmap", re.DOTALL)
_ROW = re.compile(rb"^(<([0-9A-F]{4})> (?:<\2>|<[0-9A-F]{4}>(?= \[)))(.*)$", re.MULTILINE)
"""A glyph with its character, or several with a list. A long run in Unicode's order has only its first: left alone."""

_CODE = re.compile(rb"<([0-9A-F]{4})>")


def searchable(pdf: bytes) -> bytes:
    """``pdf`` as Qt wrote it, with the characters that were meant in its tables from glyphs to text."""
    return _TABLE.sub(lambda table: _ROW.sub(lambda row: row[1] + _CODE.sub(_meant, row[3]), table[0]), pdf)


def _meant(code: re.Match[bytes]) -> bytes:
    character = int(code[1], 16)
    return b"<%04X>" % _MEANT.get(character, character)
