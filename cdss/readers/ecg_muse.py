"""ECG from MUSE-style XML (``RestingECG``): the rhythm waveform, base64 of 16-bit counts, to mV by the units a bit.

The document holds I, II and V1-V6; the other limb leads are derived from I and II.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.readers.ecg_common import MAX_SECONDS, Channel, Recording, ecg_part, padded, require_rate
from cdss.readers.ecg_leads import lead_name
from cdss.readers.header_values import age_at, filter_text, moment_of, number, sex_named, years
from cdss.readers.part import Part, refuse
from cdss.readers.xml_tree import all_at, at, read_xml, text_at
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

_DAYS = ("%m-%d-%Y", "%Y-%m-%d", "%m/%d/%Y")
_MOMENTS = tuple(f"{day} {time}" for day in _DAYS for time in ("%H:%M:%S", "%H:%M"))
_SAMPLE_BYTES = 2
_HUNDREDTHS = 100.0
"""The high-pass limit is written in hundredths of a hertz, the low-pass limit in hertz."""


def read_ecg_muse(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what the document says of the patient is kept also where the signal is refused."""
    root = read_xml(path, source, Modality.ECG)
    recorded = _recorded(root)
    return ecg_part(_identity(root, recorded, source), lambda: _recording(root, recorded, source))


def _recording(root: Element, recorded: datetime | None, source: str) -> Recording:
    waveforms = [w for w in all_at(root, "Waveform") if text_at(w, "WaveformType").lower() != "median"]
    if not waveforms:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    waveform = max(waveforms, key=lambda w: len(list(all_at(w, "LeadData"))))
    rate = _rate(waveform)
    if not rate:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    require_rate(rate, source)
    channels = [_channel(lead, rate) for lead in all_at(waveform, "LeadData")]
    return Recording(source, channels, rate, recorded, _filters(waveform))


def _rate(waveform: Element) -> float | None:
    """Samples a second: base x 10 to the exponent."""
    base, exponent = number(text_at(waveform, "SampleBase")), number(text_at(waveform, "SampleExponent") or "0")
    if not base or exponent is None or abs(exponent) > 6:
        return None
    return float(base * 10.0**exponent)


def _channel(lead: Element, rate: float) -> Channel:
    """One lead in the unit stated; without units a bit it has no unit, and is refused by name later."""
    name = text_at(lead, "LeadID")
    per_bit = number(text_at(lead, "LeadAmplitudeUnitsPerBit"))
    unit = text_at(lead, "LeadAmplitudeUnits") if per_bit is not None else ""
    return Channel(name, lead_name(name), unit, _counts(lead, rate) * (per_bit if per_bit is not None else 1.0))


def _counts(lead: Element, rate: float) -> NDArray[np.float64]:
    """Counts of a lead, NaN where the data end before the number of samples stated; raises ``ValueError`` where damaged."""
    size = text_at(lead, "LeadSampleSize")
    if size not in ("", str(_SAMPLE_BYTES)):
        raise ValueError(f"{size[:10]} bytes a sample")
    data = b64decode("".join(text_at(lead, "WaveFormData").split()), validate=True)
    counts = np.frombuffer(data[: len(data) // _SAMPLE_BYTES * _SAMPLE_BYTES], dtype="<i2").astype(np.float64)
    stated = number(text_at(lead, "LeadSampleCountTotal")) or 0.0
    return padded(counts, min(stated, (MAX_SECONDS + 1) * rate))


def _filters(waveform: Element) -> str | None:
    low = number(text_at(waveform, "HighPassFilter"))
    low = low / _HUNDREDTHS if low is not None else None
    return filter_text(low, number(text_at(waveform, "LowPassFilter")), number(text_at(waveform, "ACFilter")))


def _recorded(root: Element) -> datetime | None:
    test = at(root, "TestDemographics")
    return moment_of(f"{text_at(test, 'AcquisitionDate')} {text_at(test, 'AcquisitionTime')}", *_MOMENTS)


def _identity(root: Element, recorded: datetime | None, source: str) -> PartIdentity:
    patient = at(root, "PatientDemographics")
    age = years(number(text_at(patient, "PatientAge")), text_at(patient, "AgeUnits") or "YEARS")
    if age is None:
        age = age_at(moment_of(text_at(patient, "DateofBirth"), *_DAYS), recorded)
    return PartIdentity(
        Modality.ECG, source, text_at(patient, "PatientID") or None, age, sex_named(text_at(patient, "Gender"))
    )
