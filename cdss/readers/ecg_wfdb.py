"""ECG from a WFDB record (``.hea`` header with its ``.dat`` files), as on PhysioNet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_common import MAX_SECONDS, Channel, Recording, build_ecg
from cdss.readers.ecg_leads import lead_name
from cdss.readers.part import Part, refuse
from cdss.readers.wfdb_header import WfdbHeader, read_wfdb_header, wfdb_companions
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

_MAX_VALUES = 200_000_000
_CHECKSUM_MODULUS = 65536


class _Record(Protocol):
    """What is used of a ``wfdb.Record``."""

    fs: float
    sig_name: Sequence[str | None] | None
    units: Sequence[str | None]
    checksum: Sequence[int | None] | None
    base_datetime: datetime | None
    d_signal: NDArray[np.int64]
    p_signal: NDArray[np.float64] | None

    def dac(self) -> NDArray[np.float64]:
        """Physical values of ``d_signal``, NaN where the format marks a sample as lost."""


def read_ecg_wfdb(path: Path, base: Path, source: str) -> Part[Ecg]:
    """Read the record whose header is ``path``; its files must lie in ``base``. Raises ``Refused`` with the reason."""
    header = read_wfdb_header(path, source)
    if header is None:
        raise refuse("ecg_header_damaged", Modality.ECG, file=source, part=path.name)
    wfdb_companions(path, header, base, source)
    if header.rate_hz is None:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    record, whole = _read(path, header, source)
    issues = _integrity_issues(record, header, whole, source)
    signal = record.p_signal if record.p_signal is not None else record.dac()
    names = record.sig_name or []
    channels = [
        Channel(name or "", lead_name(name or ""), unit or "mV", np.asarray(signal[:, i], dtype=np.float64))
        for i, (name, unit) in enumerate(zip(names, record.units, strict=True))
    ]
    ecg, found = build_ecg(Recording(source, channels, float(record.fs), record.base_datetime))
    identity = PartIdentity(Modality.ECG, source, None, header.age_years, header.sex, record.base_datetime)
    return Part(ecg, (*issues, *found), identity)


def _read(path: Path, header: WfdbHeader, source: str) -> tuple[_Record, bool]:
    """The wfdb record (at most a sample more than is kept), and whether that is all of it."""
    import wfdb

    rate = header.rate_hz or 0.0
    longest = int(MAX_SECONDS * rate) + 1
    whole = header.samples is None or header.samples <= longest
    if header.signals * min(header.samples or longest, longest) > _MAX_VALUES:
        raise refuse("ecg_too_many_values", Modality.ECG, file=source)
    name = str(path.with_suffix("").absolute())
    end = None if whole else longest
    return wfdb.rdrecord(name, sampto=end, physical=bool(header.segments)), whole


def _integrity_issues(record: _Record, header: WfdbHeader, whole: bool, source: str) -> tuple[Issue, ...]:
    """Warnings where the samples do not sum to the header's checksums, or no gain was stated (WFDB then takes 200/mV)."""
    issues = []
    if whole and not header.segments and _checksum_differs(record):
        issues.append(issue("ecg_checksum", Severity.WARNING, Modality.ECG, file=source))
    if header.uncalibrated:
        issues.append(issue("ecg_uncalibrated", Severity.WARNING, Modality.ECG, file=source))
    return tuple(issues)


def _checksum_differs(record: _Record) -> bool:
    stated = record.checksum or []
    sums = np.asarray(np.sum(record.d_signal, axis=0, dtype=np.int64)).tolist()
    pairs = zip(stated, sums, strict=False)
    return any(s is not None and (s - c) % _CHECKSUM_MODULUS for s, c in pairs)
