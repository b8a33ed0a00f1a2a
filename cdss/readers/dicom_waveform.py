"""The groups of channels in a DICOM waveform: which of them is the recording, and their samples in the channels' own units.

DICOM PS3.3 C.10.9.1 (multiplex groups, sample coding, channel sensitivity): value = sample x sensitivity x correction factor
+ baseline, in the unit of the sensitivity. A.34.3 to A.34.5 say what a 12-lead, general and ambulatory ECG may hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.readers.dicom_header import code_of, text_of
from cdss.readers.ecg_common import MAX_SECONDS, MIN_SECONDS, Channel
from cdss.readers.ecg_leads import LeadName, coded_lead, lead_name
from cdss.readers.part import refuse

if TYPE_CHECKING:
    from pydicom import Dataset

_SAMPLES = {
    (8, "SB"): "i1",
    (8, "UB"): "u1",
    (16, "SS"): "i2",
    (16, "US"): "u2",
    (32, "SL"): "i4",
    (32, "UL"): "u4",
}
"""Linear samples by bits and sign (PS3.3 C.10.9.1.4); the logarithmic ones of speech (MB, AB) are none of an ECG."""


def recorded_groups(groups: list[Dataset]) -> list[Dataset]:
    """The group to read and those that belong to it, best first: recorded together, with the same rate and other leads.

    Originals go before derived ones (median beats), long enough ones before shorter, then most leads, then longest.
    """
    ranked = sorted(groups, key=_rank, reverse=True)
    kept, leads = ranked[:1], _leads(ranked[0])
    for group in ranked[1:]:
        if _together(group) == _together(kept[0]) and not _is_derived(group) and not _leads(group) & leads:
            kept.append(group)
            leads |= _leads(group)
    return kept


def left_out(groups: list[Dataset], kept: list[Dataset]) -> str:
    """Labels, or numbers, of the original groups that hold leads and are not read; empty where there are none."""
    others = [i for i, group in enumerate(groups) if not any(group is k for k in kept)]
    names = [
        text_of(groups[i], "MultiplexGroupLabel") or f"#{i + 1}"
        for i in others
        if _leads(groups[i]) and not _is_derived(groups[i])
    ]
    return ", ".join(names)[:200]


def channels_of(group: Dataset, little_endian: bool, source: str) -> list[Channel]:
    """Channels of a group, ten minutes at most and one sample; a sample with the padding value is lost (NaN).

    Raises ``Refused`` for samples that are not linear, ``ValueError`` where the data are shorter than promised.
    """
    raw = _raw(group, little_endian, source)
    samples = np.where(_lost(group, raw), np.nan, raw.astype(np.float64))
    items = group.ChannelDefinitionSequence
    return [
        Channel(_name(item), _lead(item), _unit(item), _scaled(item, samples[:, i])) for i, item in enumerate(items)
    ]


def rate_of(group: Dataset) -> float:
    """Samples a second; 0 where not given."""
    return float(group.get("SamplingFrequency") or 0)


def _raw(group: Dataset, little_endian: bool, source: str) -> NDArray[np.generic]:
    """[samples, channels] as stored, no more of them than are read: a day of twelve leads is half a gigabyte."""
    kind = int(group.WaveformBitsAllocated), text_of(group, "WaveformSampleInterpretation").upper()
    if kind not in _SAMPLES:
        raise refuse("ecg_sample_type_unknown", Modality.ECG, file=source, kind=f"{kind[0]} bit {kind[1]}")
    dtype = np.dtype(_SAMPLES[kind]).newbyteorder("<" if little_endian else ">")
    channels, promised = int(group.NumberOfWaveformChannels), int(group.NumberOfWaveformSamples)
    if len(group.WaveformData) < promised * channels * dtype.itemsize:
        raise ValueError("the waveform is shorter than its header says")
    count = min(promised, int(MAX_SECONDS * max(rate_of(group), 1.0)) + 1)
    return np.frombuffer(group.WaveformData, dtype, count * channels).reshape(count, channels)


def _rank(group: Dataset) -> tuple[bool, bool, int, float]:
    seconds = float(group.get("NumberOfWaveformSamples") or 0) / max(rate_of(group), 1e-6)
    return not _is_derived(group), seconds >= MIN_SECONDS, len(_leads(group)), seconds


def _is_derived(group: Dataset) -> bool:
    return text_of(group, "WaveformOriginality").upper() == "DERIVED"


def _leads(group: Dataset) -> set[str]:
    found = (_lead(item) for item in group.get("ChannelDefinitionSequence") or [])
    return {named.lead for named in found if named is not None}


def _together(group: Dataset) -> tuple[float, int, str]:
    """Rate, length and start: groups that agree in them can be laid beside each other sample by sample."""
    offset = text_of(group, "MultiplexGroupTimeOffset") or "0"
    return rate_of(group), int(group.get("NumberOfWaveformSamples") or 0), f"{float(offset):g}"


def _lost(group: Dataset, raw: NDArray[np.generic]) -> NDArray[np.bool_]:
    padding = group.get("WaveformPaddingValue")
    if padding is None:
        return np.zeros(raw.shape, dtype=bool)
    value = np.frombuffer(padding, dtype=raw.dtype)[0] if isinstance(padding, bytes) else padding
    return np.asarray(raw == value)


def _scaled(channel: Dataset, samples: NDArray[np.float64]) -> NDArray[np.float64]:
    factor = float(channel.get("ChannelSensitivity") or 1.0) * float(
        channel.get("ChannelSensitivityCorrectionFactor") or 1.0
    )
    return samples * factor + float(channel.get("ChannelBaseline") or 0.0)


def _lead(channel: Dataset) -> LeadName | None:
    """The lead by its code, else by the code's meaning, else by the channel's label."""
    code, meaning = code_of(channel, "ChannelSourceSequence")
    return coded_lead(code) or lead_name(meaning) or lead_name(text_of(channel, "ChannelLabel"))


def _name(channel: Dataset) -> str:
    return code_of(channel, "ChannelSourceSequence")[1] or text_of(channel, "ChannelLabel")


def _unit(channel: Dataset) -> str:
    """UCUM code of the sensitivity, else its meaning; empty (and so refused) where the file gives no sensitivity, or 0."""
    if not float(channel.get("ChannelSensitivity") or 0.0):
        return ""
    code, meaning = code_of(channel, "ChannelSensitivityUnitsSequence")
    return code or meaning
