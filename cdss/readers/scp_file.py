"""What an SCP-ECG file (EN 1064, ISO 11073-91064) is made of: its sections, the patient, and the default Huffman code.

The file is a CRC and a length (6 bytes), then sections, each with a header of 16 bytes; section 0 says where they lie. All
numbers are little-endian, places count from 1.
"""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from struct import error as StructError
from struct import unpack_from

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Sex
from cdss.readers.header_values import age_at, filter_text, years

_PREAMBLE = 6
_SECTION_HEADER = 16
_POINTER_BYTES = 10
_MARK = b"SCPECG"
_CRC_START = 0xFFFF
_LAST_TAG = 255
_ID, _AGE, _BIRTH, _SEX, _DAY, _TIME, _HIGH_PASS, _LOW_PASS, _FILTERS = 2, 4, 5, 8, 25, 26, 27, 28, 29
_DEVICE, _PROTOCOL_PLACE = 14, 14
_AGE_UNITS = {1: "year", 2: "month", 3: "week", 4: "day"}
_SEXES = {1: Sex.MALE, 2: Sex.FEMALE}
_NOTCH_60, _NOTCH_50 = 0x01, 0x02
_HUNDREDTHS = 100.0
_LONGEST_RUN = 10
_ESCAPES = {9: 8, 10: 16}
"""Bits of the number that follows nine or ten ones in the default Huffman code."""


@dataclass(frozen=True, slots=True)
class ScpTags:
    """Section 1: values by tag."""

    values: Mapping[int, bytes]

    @property
    def patient_id(self) -> str | None:
        """The patient's ID; None where it is not given."""
        return self.values.get(_ID, b"").split(b"\0")[0].decode("latin-1").strip() or None

    @property
    def sex(self) -> Sex:
        """The patient's sex."""
        return _SEXES.get(self.values.get(_SEX, b"\0")[:1].ljust(1, b"\0")[0], Sex.UNKNOWN)

    @property
    def age_years(self) -> float | None:
        """The age as written, else from the day of birth."""
        value = self.values.get(_AGE, b"")
        if len(value) >= 3:
            age = years(float(int.from_bytes(value[:2], "little")), _AGE_UNITS.get(value[2], ""))
            if age is not None:
                return age
        return age_at(_day(self.values.get(_BIRTH, b"")), _day(self.values.get(_DAY, b"")))

    @property
    def recorded(self) -> datetime | None:
        """When the recording was taken; None without a day and a time."""
        day, time = _day(self.values.get(_DAY, b"")), self.values.get(_TIME, b"")
        if day is None or len(time) < 3 or time[0] > 23 or time[1] > 59 or time[2] > 59:
            return None
        return day.replace(hour=time[0], minute=time[1], second=time[2])

    @property
    def protocol(self) -> int:
        """Ten times the revision of the protocol that the device followed (13, 20, 30 …); 0 where it is not given."""
        device = self.values.get(_DEVICE, b"")
        return device[_PROTOCOL_PLACE] if len(device) > _PROTOCOL_PLACE else 0

    @property
    def filters(self) -> str | None:
        """Pass band and notch; the high-pass limit is written in hundredths of a hertz."""
        low, high = self._number(_HIGH_PASS), self._number(_LOW_PASS)
        bits = self.values.get(_FILTERS, b"\0")[:1].ljust(1, b"\0")[0]
        notch = 60.0 if bits & _NOTCH_60 else 50.0 if bits & _NOTCH_50 else None
        return filter_text(low / _HUNDREDTHS if low else None, high, notch)

    def _number(self, tag: int) -> float | None:
        value = self.values.get(tag, b"")
        return float(int.from_bytes(value[:2], "little")) if len(value) >= 2 else None


def looks_like_scp(head: bytes) -> bool:
    """Whether the first bytes are those of SCP-ECG: section 0 with its mark at the beginning."""
    return head[8:10] == b"\0\0" and head[16:22] == _MARK


def checksum_differs(data: bytes) -> bool:
    """Whether the record does not sum to the CRC (CCITT, from 0xFFFF) at its beginning."""
    crc, size = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:6], "little")
    return binascii.crc_hqx(data[2:size], _CRC_START) != crc


def scp_sections(data: bytes) -> dict[int, bytes]:
    """The bodies of the sections by number. Raises ``ValueError`` where one lies outside the file or is another than said."""
    try:
        length = unpack_from("<I", data, _PREAMBLE + 4)[0]
        places = range(_PREAMBLE + _SECTION_HEADER, _PREAMBLE + length - _POINTER_BYTES + 1, _POINTER_BYTES)
        pointers = [unpack_from("<HII", data, place) for place in places]
    except StructError as error:
        raise ValueError("the list of sections is cut short") from error
    return {number: _body(data, number, size, place) for number, size, place in pointers if number and size}


def scp_tags(body: bytes) -> ScpTags:
    """The values of section 1; what stands behind a length that leads out of the section is left out."""
    values: dict[int, bytes] = {}
    place = 0
    while place + 3 <= len(body) and body[place] != _LAST_TAG:
        size = int.from_bytes(body[place + 1 : place + 3], "little")
        if place + 3 + size > len(body):
            break
        values.setdefault(body[place], body[place + 3 : place + 3 + size])
        place += 3 + size
    return ScpTags(values)


def huffman_values(data: bytes, count: int) -> NDArray[np.int64]:
    """``count`` values of the default Huffman code; raises ``ValueError`` where the data end before.

    0 is one bit ``0``. k ones (1-8), ``0`` and a sign bit are k or -k. Nine ones and ``0`` go before a number of 8 bits, ten
    ones before one of 16 bits, both in two's complement.
    """
    if count > 8 * len(data):
        raise ValueError("a lead is cut short")
    text = f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}" if data else ""
    values = np.zeros(count, dtype=np.int64)
    place = 0
    for i in range(count):
        zero = text.find("0", place, place + _LONGEST_RUN)
        ones = zero - place if zero >= 0 else _LONGEST_RUN
        if ones == 0:
            place += 1
            continue
        width = _ESCAPES.get(ones)
        if width is None:
            values[i] = -ones if text[zero + 1 : zero + 2] == "1" else ones
            place = zero + 2
        else:
            start = place + _LONGEST_RUN
            values[i] = _signed(text[start : start + width], width)
            place = start + width
        if place > len(text):
            raise ValueError("a lead is cut short")
    if place > len(text):
        raise ValueError("a lead is cut short")
    return values


def undifferenced(values: NDArray[np.int64], order: int) -> NDArray[np.int64]:
    """Samples from values (order 0), first (1) or second differences (2), in 16 bits; raises ``ValueError`` for another order.

    The first value of first differences, and the first two of second differences, are samples themselves.
    """
    if order not in (0, 1, 2):
        raise ValueError(f"differences of order {order}")
    if order == 2 and values.size > 2:
        steps = np.cumsum(np.concatenate(([values[1] - values[0]], values[2:])))
        values = np.concatenate((values[:1], values[0] + np.cumsum(steps)))
    elif order == 1:
        values = np.cumsum(values)
    wrapped: NDArray[np.int64] = values.astype(np.int16).astype(np.int64)
    return wrapped


def _signed(bits: str, width: int) -> int:
    if len(bits) < width:
        raise ValueError("a lead is cut short")
    value = int(bits, 2)
    return value - (1 << width) if bits[0] == "1" else value


def _body(data: bytes, number: int, size: int, place: int) -> bytes:
    start = place - 1
    if place < 1 or size < _SECTION_HEADER or start + size > len(data):
        raise ValueError(f"section {number} is cut short")
    if int.from_bytes(data[start + 2 : start + 4], "little") != number:
        raise ValueError(f"section {number} is not where it should be")
    return data[start + _SECTION_HEADER : start + size]


def _day(value: bytes) -> datetime | None:
    if len(value) < 4:
        return None
    try:
        return datetime(int.from_bytes(value[:2], "little"), value[2], value[3])
    except ValueError:
        return None
