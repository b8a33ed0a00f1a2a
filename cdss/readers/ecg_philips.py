"""ECG from Philips Sierra ECG XML 1.03 and 1.04 (PageWriter, TraceMaster): the rhythm strip, compressed (XLI) or not.

A sample is (count - offset) x resolution, in µV.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_common import MAX_SECONDS, Channel, Recording, ecg_part, padded, require_rate
from cdss.readers.ecg_leads import lead_name
from cdss.readers.header_values import age_at, filter_text, moment_of, number, sex_named, years
from cdss.readers.part import Part, refuse
from cdss.readers.philips_xli import rebuilt, xli_samples
from cdss.readers.xml_tree import anywhere, at, read_xml, text_at, value_at
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

_VERSIONS = ("1.03", "1.04")
_TWELVE_LEADS = frozenset({"STD-12", "10-WIRE"})
"""Ways of recording whose channels stand in the usual order where the document names none (1.03)."""

_LEAST_PULSE_SECONDS = 0.2
_MOST_CHANNELS = 32
_NO_VALUE = 0x7FFF
"""Stands for no value: leads that were not recorded are filled with it."""


def read_ecg_philips(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what the document says of the patient is kept also where the signal is refused."""
    root = read_xml(path, source, Modality.ECG)
    acquisition = anywhere(root, "dataacquisition")
    recorded = _recorded(acquisition)
    return ecg_part(_identity(root, recorded, source), lambda: _recording(root, acquisition, recorded, source))


def _recording(root: Element, acquisition: Element | None, recorded: datetime | None, source: str) -> Recording:
    version = text_at(anywhere(root, "documentversion"))
    if version[:4] not in _VERSIONS:
        raise refuse("ecg_version_unknown", Modality.ECG, file=source, version=version[:20] or "?")
    traits = at(acquisition, "signalcharacteristics") if acquisition is not None else None
    waves = anywhere(root, "parsedwaveforms")
    if waves is None or traits is None or not text_at(waves):
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    rate = number(value_at(waves, "samplespersecond") or text_at(traits, "samplingrate"))
    resolution = number(value_at(waves, "resolution") or text_at(traits, "resolution"))
    if not rate:
        raise refuse("ecg_rate_missing", Modality.ECG, file=source)
    require_rate(rate, source)
    if resolution is None:
        raise refuse("ecg_unit_missing", Modality.ECG, file=source)
    counts, pulse = _without_pulse(_counts(waves, _names(waves, traits), rate), rate, source)
    offset = number(value_at(waves, "signaloffset") or text_at(traits, "signaloffset")) or 0.0
    channels = [Channel(name, lead_name(name), "uV", (c - offset) * resolution) for name, c in counts.items()]
    return Recording(source, channels, rate, recorded, _filters(traits), pulse)


def _without_pulse(
    counts: dict[str, NDArray[np.float64]], rate: float, source: str
) -> tuple[dict[str, NDArray[np.float64]], tuple[Issue, ...]]:
    """The recording without the calibration pulse that some devices append, and a word where one was left out.

    Over the pulse every lead holds the same counts, which no heart does: III = II - I and aVR = -(I + II) / 2.
    """
    leads = np.stack([values for values in counts.values() if np.isfinite(values).any()])
    differ = np.flatnonzero((leads != leads[0]).any(axis=0))
    end = int(differ[-1]) + 1 if differ.size else leads.shape[1]
    seconds = (leads.shape[1] - end) / rate
    if seconds < _LEAST_PULSE_SECONDS or not leads[0, end:].any():
        return counts, ()
    told = issue("ecg_calibration_cut", Severity.INFO, Modality.ECG, file=source, seconds=f"{seconds:.1f}")
    return {name: values[:end] for name, values in counts.items()}, (told,)


def _counts(waves: Element, names: list[str], rate: float) -> dict[str, NDArray[np.float64]]:
    """Counts of each lead, NaN where there is none; raises ``ValueError`` where they are damaged or do not fit the names."""
    encoding = value_at(waves, "dataencoding")
    if encoding.lower() != "base64":
        raise ValueError(f"encoding {encoding[:20]}")
    data = b64decode("".join(text_at(waves).split()), validate=True)
    stated = (number(value_at(waves, "durationperchannel")) or 0.0) * rate / 1000
    samples = round(min(stated, (MAX_SECONDS + 1) * rate))
    method = value_at(waves, "compressmethod") or value_at(waves, "compression") or "Uncompressed"
    if method == "XLI":
        leads = xli_samples(data, len(names), samples)
    elif method == "Uncompressed":
        leads = _plain(data, len(names))
    else:
        raise ValueError(f"compression {method[:20]}")
    if len(leads) < len(names):
        raise ValueError(f"{len(leads)} of {len(names)} leads")
    stored = dict(zip(names, (_whole(values, samples) for values in leads), strict=True))
    return rebuilt(stored) if method == "XLI" else stored


def _plain(data: bytes, leads: int) -> list[NDArray[np.int64]]:
    return list(np.frombuffer(data, dtype="<i2").astype(np.int64).reshape(leads, -1))


def _whole(counts: NDArray[np.int64], samples: int) -> NDArray[np.float64]:
    """``counts`` with NaN where the device had no value, and for what is missing at the end."""
    return padded(np.where(counts == _NO_VALUE, np.nan, counts), samples)


def _names(waves: Element, traits: Element) -> list[str]:
    """Names of the channels in file order; raises ``ValueError`` where the document does not tell."""
    named = value_at(waves, "leadlabels").split()
    count = int(value_at(waves, "numberofleads") or text_at(traits, "numberchannelsallocated") or 0)
    if max(count, len(named)) > _MOST_CHANNELS:
        raise ValueError(f"{max(count, len(named))} channels")
    if named:
        return [found.lead if (found := lead_name(n)) else n for n in named[: count or None]]
    if count != len(ECG_LEADS) or text_at(traits, "acquisitiontype").upper() not in _TWELVE_LEADS:
        raise ValueError(f"{count} channels without names")
    return list(ECG_LEADS)


def _filters(traits: Element) -> str | None:
    notch = None
    if text_at(traits, "notchfiltered").lower() == "true":
        notch = next((v for word in text_at(traits, "notchfilterfreqs").split() if (v := number(word))), None)
    return filter_text(number(text_at(traits, "hipass")), number(text_at(traits, "lowpass")), notch)


def _recorded(acquisition: Element | None) -> datetime | None:
    return moment_of(f"{value_at(acquisition, 'date')} {value_at(acquisition, 'time')}", "%Y-%m-%d %H:%M:%S")


def _identity(root: Element, recorded: datetime | None, source: str) -> PartIdentity:
    general = anywhere(root, "generalpatientdata")
    age = years(number(text_at(general, "age", "years")), "a")
    if age is None:
        age = age_at(moment_of(text_at(general, "age", "dateofbirth"), "%Y-%m-%d"), recorded)
    identifier = text_at(general, "patientid") or text_at(general, "MRN")
    return PartIdentity(Modality.ECG, source, identifier or None, age, sex_named(text_at(general, "sex")))
