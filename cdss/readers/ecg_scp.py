"""ECG from SCP-ECG: the rhythm of section 6, plain or in the default Huffman code, as values, first or second differences.

A value is in nanovolts times the multiplier of the section. Recordings from which a reference beat was subtracted, with two
sampling rates (bimodal) or with Huffman tables of their own are refused: read without these steps they would look like an ECG.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from struct import unpack_from

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_common import MAX_SECONDS, Channel, Recording, ecg_part, require_rate
from cdss.readers.ecg_leads import LeadName, scp_lead
from cdss.readers.part import Part, reason_of, refuse
from cdss.readers.paths import require_size
from cdss.readers.scp_file import ScpTags, checksum_differs, huffman_values, scp_sections, scp_tags, undifferenced
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

MAX_SCP_MIB = 32
_PATIENT, _HUFFMAN, _LEADS, _RHYTHM = 1, 2, 3, 6
_DEFAULT_TABLE = 19999
_LATEST_SECONDS = 60.0
"""Groups of leads may be recorded one after another, a few seconds each."""

_BEAT_SUBTRACTED = 0x01
_LEAD_BYTES = 9
_SAMPLE_BYTES = 2
_MICROSECONDS = 1e6
_BIMODAL_UNTIL = 30
"""From protocol 3.0 on the byte is reserved."""


def read_ecg_scp(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what the file says of the patient is kept also where the signal is refused."""
    require_size(path, MAX_SCP_MIB, source, Modality.ECG)
    data = path.read_bytes()
    try:
        sections = scp_sections(data)
    except ValueError as error:
        raise refuse("ecg_waveform_unreadable", Modality.ECG, file=source, reason=reason_of(error)) from error
    tags = scp_tags(sections.get(_PATIENT, b""))
    identity = PartIdentity(Modality.ECG, source, tags.patient_id, tags.age_years, tags.sex)
    doubt: tuple[Issue, ...] = ()
    if checksum_differs(data):
        doubt = (issue("ecg_checksum", Severity.WARNING, Modality.ECG, file=source),)
    return ecg_part(identity, lambda: _recording(sections, tags, doubt, source))


def _recording(sections: dict[int, bytes], tags: ScpTags, doubt: tuple[Issue, ...], source: str) -> Recording:
    if _RHYTHM not in sections or _LEADS not in sections:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    leads, rhythm = sections[_LEADS], sections[_RHYTHM]
    if len(leads) < 2 or len(leads) < 2 + leads[0] * _LEAD_BYTES or len(rhythm) < 6 + leads[0] * 2:
        raise ValueError("the list of leads is cut short")
    multiplier, interval, order, bimodal = unpack_from("<HHBB", rhythm, 0)
    _require_plain(sections, leads[1], bool(bimodal) and tags.protocol < _BIMODAL_UNTIL, source)
    if not interval:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    rate = _MICROSECONDS / interval
    require_rate(rate, source)
    spans = [unpack_from("<IIB", leads, 2 + i * _LEAD_BYTES) for i in range(leads[0])]
    first = min((begin for begin, _, _ in spans), default=1)
    channels = []
    for (begin, end, number), data in zip(spans, _chunks(rhythm, leads[0]), strict=True):
        lead = scp_lead(number)
        longest = int((MAX_SECONDS + 1) * rate)
        values = _samples(data, end - begin + 1, longest, _HUFFMAN in sections, order) if lead else np.empty(0)
        late = begin - first if lead else 0
        if late > _LATEST_SECONDS * rate:
            raise ValueError("a lead begins long after the others")
        channels.append(_channel(number, lead, values * multiplier, late))
    return Recording(source, channels, rate, tags.recorded, tags.filters, doubt)


def _require_plain(sections: dict[int, bytes], flags: int, bimodal: bool, source: str) -> None:
    """Raise ``Refused`` for the kinds of compression that are not read here."""
    tables = sections.get(_HUFFMAN)
    own = tables is not None and int.from_bytes(tables[:2], "little") != _DEFAULT_TABLE
    if flags & _BEAT_SUBTRACTED or bimodal or own:
        raise refuse("ecg_scp_compression", Modality.ECG, file=source)


def _chunks(rhythm: bytes, count: int) -> list[bytes]:
    """The bytes of each lead; raises ``ValueError`` where they are more than the section holds."""
    sizes = unpack_from(f"<{count}H", rhythm, 6)
    ends = (6 + 2 * count + np.cumsum((0, *sizes))).tolist()
    if ends[-1] > len(rhythm):
        raise ValueError("a lead is cut short")
    return [rhythm[start:end] for start, end in pairwise(ends)]


def _samples(data: bytes, count: int, longest: int, coded: bool, order: int) -> NDArray[np.int64]:
    """Samples of one lead, at most ``longest``; raises ``ValueError`` where there are fewer than the file says."""
    if count < 1 or (not coded and count * _SAMPLE_BYTES > len(data)):
        raise ValueError("a lead is cut short")
    kept = min(count, longest)
    if coded:
        return undifferenced(huffman_values(data, kept), order)
    return undifferenced(np.frombuffer(data, dtype="<i2", count=kept).astype(np.int64), order)


def _channel(number: int, lead: LeadName | None, values: NDArray[np.float64], late: int) -> Channel:
    """One lead in nanovolts, NaN for the ``late`` samples before it began."""
    name = lead.lead if lead else f"SCP {number}"
    return Channel(name, lead, "nV", np.concatenate((np.full(late, np.nan), values)))
