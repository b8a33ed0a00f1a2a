"""The compression of Philips Sierra ECG XML, called XLI: LZW of 10-bit codes over second differences.

A chunk a lead: length of the compressed bytes (int32), two bytes unused, the first difference (int16), then the bytes; all
little-endian. Expanded they are the high bytes of all words, then the low bytes. The first two words are samples; each later
sample is 2 a - b - d, where a and b are the two before it and d is the word of the sample before, less 64.

III, aVR, aVL and aVF are stored as what the sum of I and II leaves over (``rebuilt``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HEADER = 8
_CODE_BITS = 10
_LAST_CODE = (1 << _CODE_BITS) - 2
_BIAS = 64
_MOST_BYTES = 4 << 20
"""Ten minutes of twelve leads at 500 Hz are 7 MB before compression, which halves them at least."""

_WORD_BYTES = 2


def xli_samples(data: bytes, leads: int, samples: int) -> list[NDArray[np.int64]]:
    """Samples of the first ``leads`` leads in ``data``, at most ``samples`` a lead.

    Raises ``ValueError`` where a chunk is damaged, or would expand to more than the document says it holds.
    """
    if len(data) > _MOST_BYTES:
        raise ValueError("more than ten minutes can be")
    found: list[NDArray[np.int64]] = []
    place = 0
    while place + _HEADER <= len(data) and len(found) < leads:
        size = int.from_bytes(data[place : place + 4], "little", signed=True)
        start = int.from_bytes(data[place + 6 : place + 8], "little", signed=True)
        place += _HEADER
        if not 0 < size <= len(data) - place:
            raise ValueError("a lead is cut short")
        expanded = lzw_expanded(data[place : place + size], _WORD_BYTES * (samples + 1))
        found.append(_summed(_words(expanded), start)[:samples])
        place += size
    return found


def lzw_expanded(data: bytes, most: int) -> bytes:
    """What the 10-bit codes in ``data`` stand for; raises ``ValueError`` for a code not yet defined, or above ``most`` bytes."""
    if 8 * len(data) > _CODE_BITS * (most + 2):
        raise ValueError("more samples than the document says")
    table = [bytes([value]) for value in range(256)]
    out = bytearray()
    previous = b""
    for code in _codes(data):
        if code > _LAST_CODE:
            break
        if code < len(table):
            entry = table[code]
        elif code == len(table) and previous:
            entry = previous + previous[:1]
        else:
            raise ValueError(f"code {code} before it is defined")
        out += entry
        if len(out) > most:
            raise ValueError("more samples than the document says")
        if previous and len(table) <= _LAST_CODE:
            table.append(previous + entry[:1])
        previous = entry
    return bytes(out)


def rebuilt(stored: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """The leads as recorded, from those stored: III, aVR, aVL, aVF by Einthoven and Goldberger less what is stored.

    Halves are rounded down, as the device did. Without I and II, or with III missing, what depends on them is left out.
    """
    leads = {name: values for name, values in stored.items() if name not in ("III", "aVR", "aVL", "aVF")}
    if "I" not in leads or "II" not in leads:
        return leads
    one, two = leads["I"], leads["II"]
    if "aVR" in stored:
        leads["aVR"] = -((one + two) // 2) - stored["aVR"]
    if "III" in stored:
        three = leads["III"] = two - one - stored["III"]
        if "aVL" in stored:
            leads["aVL"] = (one - three) // 2 - stored["aVL"]
        if "aVF" in stored:
            leads["aVF"] = (two + three) // 2 - stored["aVF"]
    return leads


def _codes(data: bytes) -> list[int]:
    """The 10-bit codes, highest bit first; bits that fill no code are left out."""
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8))
    whole = bits[: bits.size // _CODE_BITS * _CODE_BITS].reshape(-1, _CODE_BITS).astype(np.uint16)
    codes: list[int] = (whole @ (1 << np.arange(_CODE_BITS - 1, -1, -1)).astype(np.uint16)).tolist()
    return codes


def _words(expanded: bytes) -> NDArray[np.int64]:
    if len(expanded) % _WORD_BYTES:
        expanded += b"\0"
    both = np.frombuffer(expanded, dtype=np.uint8).reshape(2, -1).astype(np.uint16)
    words: NDArray[np.int64] = ((both[0] << 8) | both[1]).view(np.int16).astype(np.int64)
    return words


def _summed(words: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    """Samples from second differences, in the 16 bits of the device."""
    if words.size <= 2:
        return words
    second = np.concatenate(([start], words[2:-1] - _BIAS))
    steps = (words[1] - words[0]) - np.cumsum(second)
    samples = np.concatenate((words[:2], words[1] + np.cumsum(steps)))
    wrapped: NDArray[np.int64] = samples.astype(np.int16).astype(np.int64)
    return wrapped
