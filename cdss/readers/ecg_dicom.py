"""ECG from a DICOM waveform, 12-lead, general or ambulatory: the original rhythm, channels to mV by their sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.dicom_header import identity_of, moment, open_dicom, sop_class_name, text_of
from cdss.readers.dicom_waveform import channels_of, left_out, rate_of, recorded_groups
from cdss.readers.ecg_common import Recording, ecg_part
from cdss.readers.header_values import filter_text, number
from cdss.readers.part import Part, Refused, reason_of, refuse
from cdss.records.ecg import Ecg

if TYPE_CHECKING:
    from pydicom import Dataset

_AMBULATORY = "1.2.840.10008.5.1.4.1.1.9.1.3"
"""Ambulatory ECG Waveform Storage (PS3.4 B.5)."""


def read_ecg_dicom(path: Path, source: str) -> Part[Ecg]:
    """Read one recording; what its header says of the patient is kept also where the signal is refused."""
    return ecg_of_dataset(open_dicom(path, source, Modality.ECG), source)


def ecg_of_dataset(dataset: Dataset, source: str) -> Part[Ecg]:
    """A recording from a data set, wherever it came from; as ``read_ecg_dicom``."""
    identity = identity_of(dataset, Modality.ECG, source)
    return ecg_part(identity, lambda: _recording(dataset, source))


def _recording(dataset: Dataset, source: str) -> Recording:
    groups = list(dataset.get("WaveformSequence") or [])
    if not groups:
        raise refuse("ecg_no_waveform", Modality.ECG, file=source)
    little_endian = dataset.original_encoding[1] is not False
    try:
        kept = recorded_groups(groups)
        channels = [channel for group in kept for channel in channels_of(group, little_endian, source)]
        rate, filters, others = rate_of(kept[0]), _filter_text(kept[0]), left_out(groups, kept)
    except Refused:
        raise
    except Exception as error:  # damaged waveform data raises anything
        raise refuse("ecg_waveform_unreadable", Modality.ECG, file=source, reason=reason_of(error)) from error
    if not any(channel.lead for channel in channels):
        kind = sop_class_name(dataset).removesuffix(" Storage") or text_of(dataset, "Modality") or "?"
        raise refuse("ecg_other_waveform", Modality.ECG, file=source, kind=kind)
    return Recording(source, channels, rate, moment(dataset), filters, _doubts(dataset, source, others))


def _doubts(dataset: Dataset, source: str, others: str) -> tuple[Issue, ...]:
    """What a reader of the figures should know of the recording: taken while walking about, or only in part."""
    issues = []
    if text_of(dataset, "SOPClassUID") == _AMBULATORY:
        issues.append(issue("ecg_ambulatory", Severity.WARNING, Modality.ECG, file=source))
    if others:
        issues.append(issue("ecg_groups_left_out", Severity.INFO, Modality.ECG, file=source, groups=others))
    return tuple(issues)


def _filter_text(group: Dataset) -> str | None:
    """Pass band and notch of the first channel."""
    channel = group.ChannelDefinitionSequence[0]
    names = ("FilterLowFrequency", "FilterHighFrequency", "NotchFilterFrequency")
    return filter_text(*(number(text_of(channel, name)) for name in names))
