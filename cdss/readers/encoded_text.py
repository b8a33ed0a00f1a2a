"""Bytes to text, in the encodings that Korean and western hospitals write."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cdss.core.kinds import Modality
from cdss.readers.part import refuse

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_ENDS = str.maketrans({"\r": "\n", "\f": "\n", "\v": "\n"})
_REMOVED = dict.fromkeys([*(c for c in range(32) if chr(c) not in "\n\t"), *range(0x7F, 0xA0), 0xFEFF])
_CONTROL_SHARE = 0.05
_HANGUL_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with ``\\n`` line ends and without control characters, and the encoding it was in."""

    text: str
    encoding: str
    guessed: bool


def decode_text(data: bytes, source: str, modality: Modality | None) -> Decoded:
    """Decode ``data``: byte order mark, strict UTF-8, CP949 where it yields Korean, else CP1252 or Latin-1.

    ``guessed`` tells that the bytes alone do not prove the encoding. Raises ``Refused`` for binary data.
    """
    text, encoding, guessed = _decoded(data)
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    cleaned = lines.translate(_REMOVED)
    if len(lines) - len(cleaned) > max(1.0, _CONTROL_SHARE * len(lines)):
        raise refuse("text_is_binary", modality, file=source)
    return Decoded(cleaned, encoding, guessed)


def _decoded(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding, False
    for encoding in ("utf-8", "cp949", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp949" or _is_korean(text):
            return text, encoding, encoding != "utf-8"
    return data.decode("latin-1"), "latin-1", True


def _is_korean(text: str) -> bool:
    """Whether most non-ASCII characters are Hangul of KS X 1001: an accented western text decodes to rare ones."""
    foreign = [c for c in text if ord(c) > 127]
    common = sum("가" <= c <= "힣" and _in_euc_kr(c) for c in foreign)
    return bool(foreign) and common >= _HANGUL_SHARE * len(foreign)


def _in_euc_kr(character: str) -> bool:
    return len(character.encode("euc_kr", errors="ignore")) == 2
