"""ECG from a DICOM waveform: the original rhythm group, channels to mV by their sensitivity.

DICOM PS3.3 C.10.9.1.5: value = sample x sensitivity x correction factor + baseline, in the unit of the sensitivity.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.readers.dicom_header import code_of, identity_of, moment, open_dicom, text_of
from cdss.readers.ecg_common import MIN_SECONDS, Channel, Recording, ecg_part
from cdss.readers.ecg_leads import LeadName, coded_lead, lead_name
from cdss.readers.header_values import filter_text, number
from cdss.readers.part import Part, reason_of, refuse
from cdss.records.ecg import Ecg

if TYPE_CHECKING:
    from pydicom import Dataset


def read_ecg_dicom(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what its header says of the patient is kept also where the signal is refused."""
    dataset = open_dicom(path, source, Modality.ECG)
    identity = identity_of(dataset, Modality.ECG, source)
    return ecg_part(identity, lambda: _recording(dataset, source))


def _recording(dataset: Dataset, source: str) -> Recording:
    groups = list(dataset.get("WaveformSequence") or [])
    if not groups:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    from pydicom.waveforms import multiplex_array

    place = _rhythm_group(groups)
    group = groups[place]
    try:
        channels = _channels(group, multiplex_array(dataset, place, as_raw=True))
        rate = float(group.SamplingFrequency)
    except Exception as error:  # damaged waveform data raises anything
        raise refuse("ecg_waveform_unreadable", Modality.ECG, file=source, reason=reason_of(error)) from error
    return Recording(source, channels, rate, moment(dataset), _filter_text(group))


def _rhythm_group(groups: list[Dataset]) -> int:
    """Place of the group to read: originals before derived (median beats), long enough, then most leads, then longest."""
    return max(range(len(groups)), key=lambda i: (*_rank(groups[i]), -i))


def _rank(group: Dataset) -> tuple[bool, bool, int, float]:
    seconds = float(group.get("NumberOfWaveformSamples") or 0) / max(float(group.get("SamplingFrequency") or 1), 1e-6)
    leads = {found.lead for item in group.get("ChannelDefinitionSequence") or [] if (found := _lead(item)) is not None}
    return text_of(group, "WaveformOriginality").upper() != "DERIVED", seconds >= MIN_SECONDS, len(leads), seconds


def _channels(group: Dataset, raw: NDArray[np.generic]) -> list[Channel]:
    """Channels of a group from its raw samples [samples, channels]; a sample with the padding value is lost (NaN)."""
    samples = np.where(_lost(group, raw), np.nan, raw.astype(np.float64))
    items = group.ChannelDefinitionSequence
    return [
        Channel(_name(item), _lead(item), _unit(item), _scaled(item, samples[:, i])) for i, item in enumerate(items)
    ]


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
    """UCUM code of the sensitivity, else its meaning; empty (and so refused) where the file gives no sensitivity."""
    if not text_of(channel, "ChannelSensitivity"):
        return ""
    code, meaning = code_of(channel, "ChannelSensitivityUnitsSequence")
    return code or meaning


def _filter_text(group: Dataset) -> str | None:
    """Pass band and notch of the first channel."""
    channel = group.ChannelDefinitionSequence[0]
    names = ("FilterLowFrequency", "FilterHighFrequency", "NotchFilterFrequency")
    return filter_text(*(number(text_of(channel, name)) for name in names))
