"""What films and recordings share of a DICOM header: opening the file, identity, times, codes."""

from __future__ import annotations

import math
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cdss.core.kinds import Modality, Sex
from cdss.readers.dicom_deflated import require_unpackable
from cdss.readers.header_values import age_at, compact_datetime, moment_of
from cdss.readers.part import refuse
from cdss.readers.paths import require_size
from cdss.records.identity import PartIdentity

if TYPE_CHECKING:  # pydicom takes 0.4 s to import, which the start of the window must not wait for
    from pydicom import Dataset

MAX_DICOM_MIB = 512
_AGE_UNITS = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}
_MAX_AGE_YEARS = 120.0
_MARK = b"DICM"
_MARK_OFFSET = 128


def looks_like_dicom(head: bytes) -> bool:
    """Whether the first bytes are DICOM: the mark after the preamble, or group 2 or 8 at once where there is none
    (group 8 also with the greater byte first)."""
    if head[_MARK_OFFSET : _MARK_OFFSET + 4] == _MARK:
        return True
    little = head[:2] in (b"\x02\x00", b"\x08\x00") and head[3:4] == b"\x00"
    big = head[:2] == b"\x00\x08" and head[2:3] == b"\x00" and head[4:6].isalpha() and head[4:6].isupper()
    return (little or big) and len(head) >= 8


def open_dicom(path: Path, source: str, modality: Modality | None) -> Dataset:
    """The whole data set; raises ``Refused`` where the file is not DICOM or above 512 MiB, ``OSError`` where not there."""
    require_size(path, MAX_DICOM_MIB, source, modality)
    return parse_dicom(path, source, modality)


def parse_dicom(content: Path | BytesIO, source: str, modality: Modality | None) -> Dataset:
    """The data set in a file or in its bytes; raises ``Refused`` where it is not DICOM or unpacks to more than a film."""
    from pydicom import dcmread
    from pydicom.errors import InvalidDicomError

    require_unpackable(content, source, modality)
    try:
        return dcmread(content)
    except InvalidDicomError:
        if isinstance(content, BytesIO):
            content.seek(0)
        dataset = dcmread(content, force=True)
    if not (text_of(dataset, "SOPClassUID") or text_of(dataset, "Modality")):
        raise refuse("dicom_invalid", modality, file=source)
    return dataset


def is_waveform(path: Path) -> bool:
    """Whether a DICOM file holds waveforms; raises ``Refused``, or whatever pydicom raises, on a damaged file."""
    from pydicom import dcmread

    require_unpackable(path, path.name, None)
    dataset = dcmread(path, force=True, stop_before_pixels=True, specific_tags=["Modality", "WaveformSequence"])
    return holds_waveform(dataset)


def holds_waveform(dataset: Dataset) -> bool:
    """Whether a data set is a recording and no picture."""
    return "WaveformSequence" in dataset or text_of(dataset, "Modality") == "ECG"


def identity_of(dataset: Dataset, modality: Modality, source: str) -> PartIdentity:
    """Patient ID, age and sex as the header gives them; what it does not give, or cannot be true, is None."""
    letter = text_of(dataset, "PatientSex").upper()[:1]
    sex = Sex(letter) if letter in ("M", "F", "O") else Sex.UNKNOWN
    age, made = age_years(text_of(dataset, "PatientAge")), moment(dataset) or _day(dataset)
    if age is None:
        age = age_at(moment_of(text_of(dataset, "PatientBirthDate"), "%Y%m%d"), made)
    return PartIdentity(modality, source, text_of(dataset, "PatientID") or None, age, sex, made)


def age_years(text: str) -> float | None:
    """Years from a DICOM age string (``044Y``, ``010M``, ``003W``, ``010D``); bare digits are years, as some archives write."""
    match = re.fullmatch(r"(\d{1,3})([YMWD]?)", text.strip().upper())
    if match is None:
        return None
    years = int(match.group(1)) * _AGE_UNITS[match.group(2) or "Y"]
    return (
        years if 0 < years <= _MAX_AGE_YEARS else None
    )  # 000Y stands for "not given": infants are written in months or days


def moment(dataset: Dataset) -> datetime | None:
    """When the picture or recording was taken: acquisition before content before study; None where not given."""
    if (exact := compact_datetime(text_of(dataset, "AcquisitionDateTime"))) is not None:
        return exact
    for kind in ("Acquisition", "Content", "Study"):
        date, time = text_of(dataset, f"{kind}Date"), text_of(dataset, f"{kind}Time")
        if time and (found := compact_datetime(date + time)) is not None:
            return found
    return None


def _day(dataset: Dataset) -> datetime | None:
    """The day on which the study was made, where no time is given."""
    return moment_of(text_of(dataset, "StudyDate"), "%Y%m%d")


def code_of(dataset: Dataset, name: str) -> tuple[str, str]:
    """Code value and meaning of the first item of a code sequence, both empty where there is none."""
    items = dataset.get(name) or []
    return (text_of(items[0], "CodeValue"), text_of(items[0], "CodeMeaning")) if len(items) else ("", "")


def text_of(dataset: Dataset, name: str) -> str:
    """An attribute as stripped text, empty where absent; the first value where there are several."""
    from pydicom.multival import MultiValue

    value = dataset.get(name)
    if value is None:
        return ""
    if isinstance(value, MultiValue):
        value = value[0] if len(value) else ""
    return str(value).strip().strip("\0")


def numbers_of(dataset: Dataset, name: str) -> list[float]:
    """The finite numbers of an attribute, empty where it is absent or not numeric."""
    value = dataset.get(name)
    values = (
        [] if value is None or value == "" else [value] if isinstance(value, (int, float, str, bytes)) else list(value)
    )
    try:
        numbers = [float(v) for v in values]
    except (TypeError, ValueError):
        return []
    return numbers if all(map(math.isfinite, numbers)) else []


def sop_class_name(dataset: Dataset) -> str:
    """The name of the kind of object in the standard (``CT Image Storage``); empty where it is not given or not known."""
    from pydicom.uid import UID

    stated = text_of(dataset, "SOPClassUID") or text_of(
        getattr(dataset, "file_meta", dataset), "MediaStorageSOPClassUID"
    )
    name = UID(stated).name
    return "" if name == stated else name
