"""Values that the headers of many formats hold, from the ways they are written: times, sex, age, filters, numbers."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from cdss.core.kinds import Sex

MAX_AGE_YEARS = 120.0
DAYS_A_YEAR = 365.25
_AGE_UNITS = {
    "a": 1.0,
    "y": 1.0,
    "yr": 1.0,
    "year": 1.0,
    "mo": 1 / 12,
    "month": 1 / 12,
    "wk": 7 / DAYS_A_YEAR,
    "week": 7 / DAYS_A_YEAR,
    "d": 1 / DAYS_A_YEAR,
    "day": 1 / DAYS_A_YEAR,
}


def compact_datetime(text: str) -> datetime | None:
    """``YYYYMMDDHHMMSS[.ffffff][+ZZZZ]`` (DICOM and HL7); None for anything shorter than minutes. Fractions are dropped."""
    match = re.fullmatch(r"(\d{8})(\d{4})(\d{2})?(?:\.\d+)?([+-]\d{4})?", text)
    if match is None:
        return None
    day, minutes, seconds, zone = match.groups()
    layout = "%Y%m%d%H%M%S%z" if zone else "%Y%m%d%H%M%S"
    return moment_of(day + minutes + (seconds or "00") + (zone or ""), layout)


def moment_of(text: str, *layouts: str) -> datetime | None:
    """The time that ``text`` gives in the first of ``layouts`` (as of ``strptime``) it follows; None where in none."""
    for layout in layouts:
        try:
            return datetime.strptime(text.strip(), layout)
        except ValueError:
            continue
    return None


def sex_named(text: str) -> Sex:
    """``M``, ``female``, ``MALE`` … to the sex; unknown for every other word."""
    letter = text.strip().upper()[:1]
    return Sex(letter) if letter in ("M", "F") else Sex.UNKNOWN


def years(value: float | None, unit: str) -> float | None:
    """An age in ``unit`` (``a``, ``YEARS``, ``MONTHS``, ``wk`` …) as years; None for an unknown unit or outside 0-120."""
    word = unit.strip().lower()
    factor = _AGE_UNITS.get(word) or _AGE_UNITS.get(word.removesuffix("s"))
    if value is None or factor is None:
        return None
    age = value * factor
    return age if 0 < age <= MAX_AGE_YEARS else None


def age_at(birth: datetime | None, recorded: datetime | None) -> float | None:
    """Years between two days; None where one is not given or the age is outside 0-120."""
    if birth is None or recorded is None:
        return None
    days = (_day(recorded) - _day(birth)).days
    return years(float(days), "d")


def number(text: str) -> float | None:
    """A finite number, None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def filter_text(low: float | None, high: float | None, notch: float | None) -> str | None:
    """Pass band and notch in Hz as printed on a trace: ``0.05-150 Hz, notch 60 Hz``; None where nothing is known."""
    band = f"{low:g}-{high:g} Hz" if low and high else ""
    band = band or (f"≤{high:g} Hz" if high else f"≥{low:g} Hz" if low else "")
    notched = f"notch {notch:g} Hz" if notch and notch > 0 else ""
    return ", ".join(part for part in (band, notched) if part) or None


def _day(moment: datetime) -> date:
    return moment.date()
