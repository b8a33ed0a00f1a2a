"""ECG from delimited text: one column a lead, one row a sample.

Column names may carry the unit (``I (mV)``, ``I_uV``). The sampling rate comes from a time column in seconds or
milliseconds, or from a comment above the header (``# fs=500``, ``# rate_hz: 500``); the unit may stand there too
(``# unit=uV``). Without a rate the file is refused. Without a unit it is inferred only where the amplitude allows one answer:

- a typical peak-to-peak of 0.1-10 with decimals is mV, one of 100-10 000 with decimals is µV;
- whole numbers may be counts of an unknown gain, so they are refused.

A time column without a unit: a step below 0.1 is seconds, one of 0.1-20 milliseconds; a step of exactly 1 may as well
count samples and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_common import Channel, Recording, build_ecg
from cdss.readers.ecg_leads import lead_name, split_unit, unit_to_mv
from cdss.readers.encoded_text import decode_text
from cdss.readers.part import Part, refuse
from cdss.readers.paths import require_size
from cdss.readers.table import Table, read_table
from cdss.records.ecg import Ecg

MAX_CSV_MIB = 16
_RATE_NAMES = r"fs|rate|rate_hz|sampling[ _]?rate(?:_hz)?|sampling[ _]?frequency|sample[ _]?rate"
_RATE_COMMENT = re.compile(rf"\b(?:{_RATE_NAMES})\b\s*(?:\(hz\))?\s*[=:]\s*([\d.]+)", re.I)
_UNIT_COMMENT = re.compile(r"\bunits?\b\s*[=:]\s*([a-zµμ]+)", re.I)
_TIME_NAMES = frozenset({"time", "t", "seconds", "sec", "ms", "time_s", "time_ms", "milliseconds"})
_SECONDS = frozenset({"s", "sec", "seconds"})
_MILLIVOLT_SWING = (0.1, 10.0)
_MICROVOLT_SWING = (100.0, 10_000.0)
_RATE_TOLERANCE = 0.01
_STEP_TOLERANCE = 0.2


def is_ecg_header(columns: Sequence[str]) -> bool:
    """Whether a table with these columns is an ECG: two or more name a lead."""
    return sum(lead_name(split_unit(c)[0]) is not None for c in columns) >= 2


def read_ecg_csv(path: Path, source: str) -> Part[Ecg]:
    """Read an ECG table; raises ``Refused`` with the reason (no leads, no rate, unit not known, not plausible)."""
    require_size(path, MAX_CSV_MIB, source, Modality.ECG)
    table = read_table(decode_text(path.read_bytes(), source, Modality.ECG).text)
    if table is None or not is_ecg_header(table.columns):
        raise refuse("ecg_no_lead_columns", Modality.ECG, file=source)
    values = _values(table)
    rate = _rate(table, values, source)
    named = [i for i, c in enumerate(table.columns) if not _is_time(c)]
    leads = [i for i in named if lead_name(split_unit(table.columns[i])[0])]
    fallback, issues = _unit(table, values[:, leads], leads, source)
    channels = [_channel(table.columns[i], values[:, i], fallback) for i in named]
    ecg, found = build_ecg(Recording(source, channels, rate))
    return Part(ecg, (*issues, *found))


def _channel(column: str, values: NDArray[np.float64], fallback: str) -> Channel:
    name, unit = split_unit(column)
    return Channel(name, lead_name(name), unit or fallback, values)


def _values(table: Table) -> NDArray[np.float64]:
    """float64 [rows, columns]; a cell that is empty or no number is NaN."""
    return np.array(
        [[_number(cell, table.decimal_comma) for cell in row] for row in table.rows], dtype=np.float64
    ).reshape(len(table.rows), len(table.columns))


def _number(cell: str, decimal_comma: bool) -> float:
    try:
        return float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        return float("nan")


def _rate(table: Table, values: NDArray[np.float64], source: str) -> float:
    """Samples a second, from the comment and the time column, which must agree to 1 %."""
    stated = _stated_rate(table)
    place = next((i for i, c in enumerate(table.columns) if _is_time(c)), None)
    timed = None if place is None else _timed_rate(table.columns[place], values[:, place], stated, source)
    if stated is None and timed is None:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    if stated and timed and abs(stated - timed) > _RATE_TOLERANCE * stated:
        raise refuse("ecg_rates_differ", Modality.ECG, file=source, stated=f"{stated:g}", timed=f"{timed:g}")
    return stated or timed or 0.0


def _stated_rate(table: Table) -> float | None:
    found = next((m for line in table.comments if (m := _RATE_COMMENT.search(" ".join(line.split())))), None)
    try:
        return float(found.group(1)) if found else None
    except ValueError:
        return None


def _timed_rate(column: str, times: NDArray[np.float64], stated: float | None, source: str) -> float | None:
    """Rate of an evenly spaced time column; None where its unit is open and the rate is stated elsewhere."""
    if times.size < 2 or not np.isfinite(times).all():
        raise refuse("ecg_time_irregular", Modality.ECG, file=source)
    steps = np.diff(times)
    step = float((times[-1] - times[0]) / (times.size - 1))
    if step <= 0 or np.any(np.abs(steps - step) > max(_STEP_TOLERANCE * step, _written_step(step))):
        raise refuse("ecg_time_irregular", Modality.ECG, file=source)
    unit = _time_unit(column, step)
    if unit is None and stated is None:
        raise refuse("ecg_time_unit_unknown", Modality.ECG, file=source, step=f"{step:g}")
    return None if unit is None else unit / step


def _written_step(step: float) -> float:
    """Largest error that rounding to milliseconds (of seconds) or tenths (of milliseconds) leaves in a step."""
    return 0.00101 if step < 0.1 else 0.101


def _time_unit(column: str, step: float) -> float | None:
    """Time units a second (1 or 1000), None where neither the name nor the size of the step tells."""
    name, unit = split_unit(column)
    word = (unit or name).lower()
    if word in _SECONDS:
        return 1.0
    if word in ("ms", "milliseconds"):
        return 1000.0
    if step == 1.0:
        return None
    return 1.0 if step < 0.1 else 1000.0


def _is_time(column: str) -> bool:
    return column.strip().lower() in _TIME_NAMES or split_unit(column)[0].lower() in _TIME_NAMES


def _unit(table: Table, values: NDArray[np.float64], leads: list[int], source: str) -> tuple[str, tuple[Issue, ...]]:
    """Unit of the columns that name none, with a word to the clinician where it was inferred."""
    stated = next((m.group(1) for line in table.comments if (m := _UNIT_COMMENT.search(" ".join(line.split())))), None)
    if stated is not None and unit_to_mv(stated) is not None:
        return stated, ()
    silent = [k for k, i in enumerate(leads) if not split_unit(table.columns[i])[1]]
    if not silent:
        return "", ()
    unit = _inferred_unit(values[:, silent])
    if unit is None:
        raise refuse("ecg_unit_missing", Modality.ECG, file=source)
    return unit, (issue("ecg_unit_inferred", Severity.INFO, Modality.ECG, file=source, unit=unit),)


def _inferred_unit(values: NDArray[np.float64]) -> str | None:
    finite = values[np.isfinite(values)]
    if finite.size == 0 or np.all(finite == np.round(finite)):
        return None
    columns = values[:, np.isfinite(values).any(axis=0)]
    low, high = np.nanquantile(columns, [0.005, 0.995], axis=0)
    swing = float(np.median(high - low))
    if _MILLIVOLT_SWING[0] <= swing <= _MILLIVOLT_SWING[1]:
        return "mV"
    return "µV" if _MICROVOLT_SWING[0] <= swing <= _MICROVOLT_SWING[1] else None
