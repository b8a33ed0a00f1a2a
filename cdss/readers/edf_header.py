"""The header of EDF and EDF+ files (Kemp 1992, Kemp and Olivan 2003): fixed fields of ASCII text, one row of them a signal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from cdss.core.kinds import Sex
from cdss.readers.header_values import age_at, moment_of, number, sex_named

FIXED_BYTES = 256
SIGNAL_BYTES = 256
MAX_SIGNALS = 512
SAMPLE_BYTES = 2
ANNOTATIONS = "EDF Annotations"
_VERSION = b"0       "
_WIDTHS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_CLIPPED_CENTURY = 1985
_UNKNOWN = "X"
_LIMIT = r"\s*:?\s*([\d.]+)\s*Hz"


@dataclass(frozen=True, slots=True)
class EdfSignal:
    """One signal: physical = (stored - digital least) x gain + physical least, in ``unit``; ``samples`` a data record."""

    label: str
    unit: str
    least: float
    gain: float
    digital_least: float
    prefilter: str
    samples: int

    def limit_hz(self, mark: str) -> float | None:
        """A limit of the pass band as written behind ``mark`` (``HP``, ``LP``, ``N``), such as ``HP:0.1Hz``."""
        found = re.search(rf"\b{mark}{_LIMIT}", self.prefilter, re.IGNORECASE)
        return number(found.group(1)) if found else None


@dataclass(frozen=True, slots=True)
class EdfHeader:
    """What the header says; ``records`` is None where the writer had not finished, ``record_s`` the seconds of a record."""

    patient: str
    start: datetime | None
    plus: bool
    interrupted: bool
    records: int | None
    record_s: float
    signals: tuple[EdfSignal, ...]

    @property
    def data_from(self) -> int:
        """Where the data records begin."""
        return FIXED_BYTES + SIGNAL_BYTES * len(self.signals)

    @property
    def record_bytes(self) -> int:
        """Bytes of one data record."""
        return SAMPLE_BYTES * sum(signal.samples for signal in self.signals)

    @property
    def patient_values(self) -> tuple[str | None, Sex, float | None]:
        """Patient ID, sex and age in years of an EDF+ header; of a plain one nothing, as its field follows no rule."""
        words = self.patient.split()
        if not self.plus or len(words) < 3:
            return None, Sex.UNKNOWN, None
        code, sex, birth = words[:3]
        age = age_at(moment_of(birth, "%d-%b-%Y"), self.start)
        return None if code.upper() == _UNKNOWN else code, sex_named(sex), age


def looks_like_edf(head: bytes) -> bool:
    """Whether the first bytes are those of EDF: the version, and a header as long as its signals need."""
    if not head.startswith(_VERSION) or len(head) < FIXED_BYTES:
        return False
    signals, length = _whole(head[252:256]), _whole(head[184:192])
    return signals is not None and 0 < signals <= MAX_SIGNALS and length == FIXED_BYTES + SIGNAL_BYTES * signals


def parse_edf_header(data: bytes) -> EdfHeader:
    """The header at the beginning of ``data``; raises ``ValueError`` where a field is no number or the header is cut short."""
    count = _whole(data[252:256]) or 0
    if not looks_like_edf(data) or len(data) < FIXED_BYTES + SIGNAL_BYTES * count:
        raise ValueError("the header is cut short")
    reserved = _text(data[192:236])
    records, seconds = _whole(data[236:244]), _number(data[244:252])
    if records is None or seconds < 0:
        raise ValueError("number or length of the records")
    return EdfHeader(
        patient=_text(data[8:88]),
        start=_start(_text(data[88:168]), _text(data[168:184])),
        plus=reserved.startswith("EDF+"),
        interrupted=reserved.startswith("EDF+D"),
        records=records if records >= 0 else None,
        record_s=seconds,
        signals=_signals(data[FIXED_BYTES:], count),
    )


def _signals(data: bytes, count: int) -> tuple[EdfSignal, ...]:
    columns = []
    place = 0
    for width in _WIDTHS:
        columns.append([data[place + i * width : place + (i + 1) * width] for i in range(count)])
        place += width * count
    return tuple(_signal(row) for row in zip(*columns, strict=True))


def _signal(row: tuple[bytes, ...]) -> EdfSignal:
    label, _, unit, low, high, digital_low, digital_high, prefilter, samples, _ = row
    steps = _number(digital_high) - _number(digital_low)
    count = _whole(samples)
    if steps == 0 or count is None or count < 0:
        raise ValueError(f"scale or length of {_text(label)}")
    gain = (_number(high) - _number(low)) / steps
    return EdfSignal(_text(label), _text(unit), _number(low), gain, _number(digital_low), _text(prefilter), count)


def _start(recording: str, day_and_time: str) -> datetime | None:
    """Day and time of the first sample; the day with its full year from an EDF+ ``Startdate`` where there is one."""
    full = re.match(r"Startdate (\d\d-[A-Za-z]{3}-\d{4})\b", recording)
    if full:
        return moment_of(f"{full.group(1)} {day_and_time[8:]}", "%d-%b-%Y %H.%M.%S")
    found = moment_of(day_and_time, "%d.%m.%y%H.%M.%S")
    if found is None:
        return None
    two_digits = found.year % 100
    return found.replace(year=(1900 if two_digits >= _CLIPPED_CENTURY % 100 else 2000) + two_digits)


def _text(field: bytes) -> str:
    return field.decode("latin-1").strip().strip("\0")


def _number(field: bytes) -> float:
    value = number(_text(field).replace(",", "."))
    if value is None:
        raise ValueError(f"{_text(field)[:20]!r} is no number")
    return value


def _whole(field: bytes) -> int | None:
    text = _text(field)
    return int(text) if re.fullmatch(r"-?\d{1,8}", text) else None
