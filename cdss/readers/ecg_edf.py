"""ECG from EDF and EDF+ (also interrupted, EDF+D): the signals that name a lead, at the rate that most of them share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_common import MAX_SECONDS, Channel, Recording, ecg_part, padded, require_rate
from cdss.readers.ecg_leads import lead_name
from cdss.readers.edf_header import (
    ANNOTATIONS,
    FIXED_BYTES,
    MAX_SIGNALS,
    SAMPLE_BYTES,
    SIGNAL_BYTES,
    EdfHeader,
    EdfSignal,
    parse_edf_header,
)
from cdss.readers.header_values import filter_text
from cdss.readers.part import Part, reason_of, refuse
from cdss.readers.paths import require_regular
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

MAX_DATA_BYTES = 128 << 20
_ONSET = re.compile(rb"([+-]\d+(?:\.\d+)?)\x14")


def read_ecg_edf(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what the header says of the patient is kept also where the signals are refused."""
    require_regular(path)
    with path.open("rb") as stream:
        head = stream.read(FIXED_BYTES + SIGNAL_BYTES * MAX_SIGNALS)
    try:
        header = parse_edf_header(head)
    except ValueError as error:
        raise refuse("ecg_waveform_unreadable", Modality.ECG, file=source, reason=reason_of(error)) from error
    identifier, sex, age = header.patient_values
    identity = PartIdentity(Modality.ECG, source, identifier, age, sex)
    return ecg_part(identity, lambda: _recording(path, header, source))


def _recording(path: Path, header: EdfHeader, source: str) -> Recording:
    leads = [s for s in header.signals if lead_name(s.label) is not None and s.samples]
    if not leads:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    if header.record_s <= 0:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    size = Counter(s.samples for s in leads).most_common(1)[0][0]
    rate = size / header.record_s
    require_rate(rate, source)
    stored, stated = _records(path, header, source)
    starts = _starts(header, stored, rate, size)
    whole = stated * size if starts is None else 0
    used = _used(header.signals, size)
    channels = [
        Channel(s.label, lead_name(s.label), s.unit, padded(_placed(_values(header, stored, s), starts), whole))
        if s in used
        else Channel(s.label, lead_name(s.label), s.unit, np.empty(0))
        for s in header.signals
        if s.samples == size and s.label != ANNOTATIONS
    ]
    first = next(s for s in leads if s.samples == size)
    band = filter_text(first.limit_hz("HP"), first.limit_hz("LP"), first.limit_hz("N"))
    cut = starts is not None and starts.size < len(stored)
    gap = (issue("ecg_gap_cut", Severity.WARNING, Modality.ECG, file=source),) if cut else ()
    return Recording(source, channels, rate, header.start, band, (*gap, *_others(leads, size, source)))


def _used(signals: Sequence[EdfSignal], size: int) -> list[EdfSignal]:
    """The first signal of each lead at the common rate: of no other are samples read."""
    first: dict[str, EdfSignal] = {}
    for signal in signals:
        found = lead_name(signal.label)
        if found is not None and signal.samples == size:
            first.setdefault(found.lead, signal)
    return list(first.values())


def _others(leads: list[EdfSignal], size: int, source: str) -> tuple[Issue, ...]:
    """A word about leads at another rate, which cannot stand in one recording with the rest."""
    names = [s.label for s in leads if s.samples != size]
    if not names:
        return ()
    return (issue("ecg_lead_other_rate", Severity.WARNING, Modality.ECG, file=source, leads=", ".join(names)[:200]),)


def _records(path: Path, header: EdfHeader, source: str) -> tuple[NDArray[np.int16], int]:
    """Data records [records, values] of the part that is kept, and how many there would be if none were lost.

    Raises ``Refused`` where that is more than 128 MiB, or nothing.
    """
    least = max(header.record_s, 1e-6)
    wanted = int(MAX_SECONDS / least) + 2
    there = (path.stat().st_size - header.data_from) // max(header.record_bytes, 1)
    stated = there if header.records is None else header.records
    count = min(there, stated, wanted)
    if count * header.record_bytes > MAX_DATA_BYTES:
        raise refuse("ecg_too_many_values", Modality.ECG, file=source)
    if count <= 0:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    values = header.record_bytes // SAMPLE_BYTES
    stored = np.fromfile(path, dtype="<i2", count=count * values, offset=header.data_from)
    return stored.reshape(count, values), min(stated, wanted)


def _starts(header: EdfHeader, stored: NDArray[np.int16], rate: float, size: int) -> NDArray[np.int64] | None:
    """First sample of each record of an interrupted recording; None where one record follows the other.

    The recording ends before a gap that is longer than all that was recorded until then: an event hours later is another ECG.
    """
    if not header.interrupted:
        return None
    onsets = np.array([_onset(header, row) for row in stored])
    starts: NDArray[np.int64] = np.round((onsets - onsets[0]) * rate).astype(np.int64)
    if np.any(np.diff(starts) < size):
        raise ValueError("the times of the records run backwards")
    apart = np.flatnonzero(starts > 2 * size * np.arange(starts.size))
    return starts[: int(apart[0])] if apart.size else starts


def _onset(header: EdfHeader, record: NDArray[np.int16]) -> float:
    """Seconds at which a record begins, from its first annotation; raises ``ValueError`` where it has none."""
    place = 0
    for signal in header.signals:
        if signal.label == ANNOTATIONS:
            found = _ONSET.match(record[place : place + signal.samples].tobytes())
            if found:
                return float(found.group(1))
            break
        place += signal.samples
    raise ValueError("a record without its time")


def _values(header: EdfHeader, stored: NDArray[np.int16], signal: EdfSignal) -> NDArray[np.float64]:
    """Physical values [records, samples] of one signal."""
    place = 0
    for other in header.signals:
        if other is signal:
            break
        place += other.samples
    counts = stored[:, place : place + signal.samples].astype(np.float64)
    return (counts - signal.digital_least) * signal.gain + signal.least


def _placed(values: NDArray[np.float64], starts: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Records laid out in time, NaN between them."""
    if starts is None:
        return values.ravel()
    signal = np.full(int(starts[-1]) + values.shape[1], np.nan)
    for start, record in zip(starts, values, strict=False):
        signal[start : start + record.size] = record
    return signal
