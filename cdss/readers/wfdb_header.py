"""The header of a WFDB record, read just far enough to recognise it and to check the files it names.

Format: WFDB Applications Guide, header(5), PhysioNet. The samples themselves are read by the wfdb library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cdss.core.kinds import Modality, Sex
from cdss.readers.encoded_text import decode_text
from cdss.readers.header_values import MAX_AGE_YEARS
from cdss.readers.part import refuse
from cdss.readers.paths import require_inside, require_size

_RECORD = re.compile(
    r"^[\w\-]+(?:/(?P<segments>\d+))?\s+(?P<signals>\d+)"
    r"(?:\s+(?P<rate>[\d.eE+]+)\S*(?:\s+(?P<samples>\d+).*)?)?\s*$"
)
_SIGNAL = re.compile(r"^(?P<file>\S+)\s+\d+(?:x\d+)?(?::\d+)?(?:\+\d+)?(?:\s+(?P<gain>-?[\d.eE+\-]+)\S*)?")
_SEGMENT = re.compile(r"^(?P<name>\S+)\s+\d+\s*$")
_AGE = re.compile(r"\bage\s*[:=>]*\s*(\d+(?:\.\d+)?)\b", re.IGNORECASE)
_SEX = re.compile(r"\b(?:sex|gender)\s*[:=>]*\s*(male|female|m|f)\b", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"^[^/\\:*?<>|]+$")
MAX_HEADER_MIB = 1
NO_FILE = "~"

LONGEST_LINE = 1024
"""Characters of a line that is no comment, four times what the format allows; the library takes minutes over much longer ones."""


@dataclass(frozen=True, slots=True)
class WfdbHeader:
    """Record line and what follows it: signal files, or segment names where there are segments."""

    signals: int
    rate_hz: float | None
    samples: int | None
    files: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    uncalibrated: bool = False
    comments: tuple[str, ...] = ()

    @property
    def age_years(self) -> float | None:
        """Age from a comment such as ``# Age: 74``; None also for 300, which stands for one that is kept secret."""
        found = _AGE.search(self._told)
        age = float(found.group(1)) if found else 0.0
        return age if 0 < age <= MAX_AGE_YEARS else None

    @property
    def sex(self) -> Sex:
        """Sex from a comment such as ``# Sex: Female``."""
        found = _SEX.search(self._told)
        return Sex(found.group(1)[0].upper()) if found else Sex.UNKNOWN

    @property
    def _told(self) -> str:
        """All comments; runs of blanks as one, over which the patterns would go again and again."""
        return " ".join(" ".join(self.comments).split())


def parse_wfdb_header(text: str) -> WfdbHeader | None:
    """The header in ``text``, or None where it is not one: a record line, then one line a signal (or a segment)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    comments = tuple(line.lstrip("# ") for line in lines if line.startswith("#"))
    lines = [line for line in lines if not line.startswith("#")]
    if max(map(len, lines), default=0) > LONGEST_LINE:
        return None
    record = _RECORD.match(lines[0]) if lines else None
    if record is None:
        return None
    rate = float(record["rate"]) if record["rate"] and _is_number(record["rate"]) else None
    samples = int(record["samples"]) if record["samples"] else None
    if record["segments"]:
        return _segmented(lines[1:], int(record["segments"]), int(record["signals"]), rate, samples, comments)
    specs = [_SIGNAL.match(line) for line in lines[1 : 1 + int(record["signals"])]]
    found = [s for s in specs if s]
    if not found or len(found) != int(record["signals"]):
        return None
    uncalibrated = any(s["gain"] is None or not _is_number(s["gain"]) or float(s["gain"]) == 0 for s in found)
    files = tuple(dict.fromkeys(s["file"] for s in found))
    return WfdbHeader(len(found), rate, samples, files, (), uncalibrated, comments)


def wfdb_companions(path: Path, header: WfdbHeader, base: Path, source: str) -> tuple[Path, ...]:
    """The files a header stands for: its signal files, its segments' headers and theirs.

    Raises ``Refused`` where one is missing or lies outside the case folder ``base``.
    """
    names = header.files or tuple(f"{name}.hea" for name in header.segments)
    companions: list[Path] = []
    for name in names:
        if name in (NO_FILE, f"{NO_FILE}.hea"):
            continue
        companion = _companion(path, name, base, source)
        companions.append(companion)
        if header.segments:
            segment = read_wfdb_header(companion, source)
            if segment is None or segment.segments:
                raise refuse("ecg_header_damaged", Modality.ECG, file=source, part=name)
            companions += wfdb_companions(companion, segment, base, source)
    return tuple(companions)


def read_wfdb_header(path: Path, source: str) -> WfdbHeader | None:
    """``parse_wfdb_header`` of a file; raises ``Refused`` above 1 MiB or for binary data."""
    require_size(path, MAX_HEADER_MIB, source, Modality.ECG)
    return parse_wfdb_header(decode_text(path.read_bytes(), source, Modality.ECG).text)


def _companion(path: Path, name: str, base: Path, source: str) -> Path:
    if not _PLAIN_NAME.match(name) or name in (".", ".."):
        raise refuse("path_outside_folder", Modality.ECG, file=name)
    companion = path.parent / name
    require_inside(base, companion, Modality.ECG)
    if not companion.is_file():
        raise refuse("ecg_signal_file_missing", Modality.ECG, file=source, part=name)
    return companion


def _segmented(
    lines: list[str], count: int, signals: int, rate: float | None, samples: int | None, comments: tuple[str, ...]
) -> WfdbHeader | None:
    specs = [_SEGMENT.match(line) for line in lines]
    names = tuple(s["name"] for s in specs if s)
    if not names or len(names) != count:
        return None
    return WfdbHeader(signals, rate, samples, (), names, False, comments)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
