"""Chest films by the Basic Application Level Confidentiality Profile of DICOM PS3.15 (2026c, annex E, table E.1-1).

Stricter than its table: what is not listed below is removed, whether the table knows it or not, private attributes, overlays and
sequences among it. None of the attributes that are kept is in the table, and each that is kept as words may hold known words
only. What a film needs by its IOD is emptied (Z), replaced (D), or, for a UID, replaced by one that is the same for the same UID
within one export (U). Pixels are written as they were decoded: markers and comments of a compressed stream do not survive, nor
do bits beside those of the picture, where older machines put overlays with names.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

EDITION = "DICOM PS3.15 2026c, table E.1-1"
"""Where the actions are from."""

NUMBERS = frozenset(
    {
        *("SamplesPerPixel", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
        *(
            "PlanarConfiguration",
            "NumberOfFrames",
            "PixelSpacing",
            "ImagerPixelSpacing",
            "NominalScannedPixelSpacing",
            "PixelAspectRatio",
        ),
        *("EstimatedRadiographicMagnificationFactor", "DistanceSourceToDetector", "DistanceSourceToPatient", "KVP"),
        *("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept", "PixelIntensityRelationshipSign"),
        *("SmallestImagePixelValue", "LargestImagePixelValue", "PixelPaddingValue", "LossyImageCompressionRatio"),
        *("RedPaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData"),
        *("GreenPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableData"),
        *("BluePaletteColorLookupTableDescriptor", "BluePaletteColorLookupTableData"),
    }
)
"""Attributes kept where what they hold are numbers, and are said to be."""

WORDS: Mapping[str, frozenset[str]] = {
    "Modality": frozenset({"CR", "DX", "RG", "RF", "OT", "XC", "SC"}),
    "ConversionType": frozenset({"DV", "DI", "DF", "WSD", "SD", "SI", "DRW", "SYN"}),
    "PresentationIntentType": frozenset({"FOR PRESENTATION", "FOR PROCESSING"}),
    "ImageType": frozenset({"ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY"}),
    "BodyPartExamined": frozenset({"CHEST", "THORAX", "LUNG", "RIB", "RIBS", "HEART", "ABDOMEN"}),
    "ViewPosition": frozenset({"AP", "PA", "LL", "RL", "LAT", "LATERAL", "RLD", "LLD", "RLO", "LLO"}),
    "PatientOrientation": frozenset({"L", "R", "F", "H", "A", "P", "LF", "RF", "LH", "RH", "AF", "PF", "AH", "PH"}),
    "Laterality": frozenset({"L", "R", "B", "U"}),
    "ImageLaterality": frozenset({"L", "R", "B", "U"}),
    "PhotometricInterpretation": frozenset({"MONOCHROME1", "MONOCHROME2", "RGB", "PALETTE COLOR", "YBR_FULL"}),
    "PixelSpacingCalibrationType": frozenset({"GEOMETRY", "FIDUCIAL"}),
    "VOILUTFunction": frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"}),
    "RescaleType": frozenset({"US", "HU", "OD"}),
    "PixelIntensityRelationship": frozenset({"LIN", "LOG", "DISP"}),
    "PresentationLUTShape": frozenset({"IDENTITY", "INVERSE"}),
    "LossyImageCompression": frozenset({"00", "01"}),
    "LossyImageCompressionMethod": frozenset({"ISO_10918_1", "ISO_14495_1", "ISO_15444_1", "ISO_13818_2"}),
    "BurnedInAnnotation": frozenset({"YES", "NO"}),
}
"""Attributes kept where each of their values is one of these; else they are removed."""

TABLES = ("ModalityLUTSequence", "VOILUTSequence")
"""Sequences of which the numbers of the tables are kept, and nothing else."""

EMPTIED = ("PatientBirthDate", "PatientSex", "AccessionNumber", "ReferringPhysicianName", "StudyID")
REPLACED_UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")
TIMES = ("StudyTime", "SeriesTime", "AcquisitionTime", "ContentTime")
"""Emptied; where dates are shifted, a date is shifted by the days of the export, and its time kept."""

_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_TABLE_NUMBERS = ("LUTDescriptor", "LUTData")
_BASIC = ("113100", "Basic Application Confidentiality Profile")
_SHIFTED = ("113107", "Retain Longitudinal Temporal Information Modified Dates Option")


@dataclass(frozen=True, slots=True)
class Disguise:
    """What is the same throughout one export: ``secret`` random bytes, the new ``patient`` name, ``shift`` of dates, None to
    leave dates out.
    """

    secret: bytes
    patient: str
    shift: timedelta | None = None

    def uid(self, old: str) -> str:
        """The UID that stands for ``old``: 2.25 (ITU-T X.667) and 128 bits of an HMAC-SHA256, as a version 8 UUID."""
        made = bytearray(hmac.new(self.secret, old.encode(), hashlib.sha256).digest()[:16])
        made[6], made[8] = made[6] & 0x0F | 0x80, made[8] & 0x3F | 0x80
        return f"2.25.{int.from_bytes(made, 'big')}"

    def moved(self, moment: datetime | None) -> datetime | None:
        """``moment`` by the shift of the export; None where dates are left out."""
        return moment + self.shift if moment is not None and self.shift is not None else None


@dataclass(frozen=True, slots=True)
class CleanFilm:
    """A film's new file; ``removed``: attributes that are gone or emptied, at any depth; ``burned_in``: the header's word."""

    content: bytes
    removed: int
    burned_in: str


def clean_film(dataset: Dataset, disguise: Disguise) -> CleanFilm:
    """The film without identity. Raises what pydicom raises for pixels that cannot be decoded, ``ValueError`` for big-endian.

    The big-endian transfer syntax was retired in 2006; its tables and pixels would have to be turned round one by one.
    """
    from pydicom.uid import ExplicitVRLittleEndian

    syntax = getattr(dataset.file_meta, "TransferSyntaxUID", None)  # a file may come without its head
    if syntax is not None and not syntax.is_little_endian:
        raise ValueError("big-endian")
    if syntax is not None and syntax.is_compressed:
        dataset.decompress(generate_instance_uid=False)
    made = _kept(dataset)
    _put_identity(made, dataset, disguise)
    made.PixelData = _exact_pixels(dataset)
    made["PixelData"].VR = "OW" if int(dataset.BitsAllocated) > 8 else "OB"
    stream = io.BytesIO()
    made.file_meta = _file_meta(made)
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.save_as(stream, implicit_vr=False, little_endian=True, enforce_file_format=True)
    return CleanFilm(stream.getvalue(), _removed(dataset, made), str(dataset.get("BurnedInAnnotation", "")).upper())


def _kept(dataset: Dataset) -> Dataset:
    from pydicom import Dataset

    made = Dataset()
    made.SOPClassUID = _known_class(str(dataset.SOPClassUID))
    made.SpecificCharacterSet = "ISO_IR 192"
    for name in NUMBERS:
        if name in dataset and _holds_numbers(dataset[name]):
            made[name] = dataset[name]
    for name, allowed in WORDS.items():
        if name in dataset and _words(dataset[name]) <= allowed:
            made[name] = dataset[name]
    for name in TABLES:
        if name in dataset:
            setattr(made, name, [_table(item) for item in dataset[name].value])
    return made


def _table(item: Dataset) -> Dataset:
    from pydicom import Dataset

    made = Dataset()
    for name in _TABLE_NUMBERS:
        if name in item and _holds_numbers(item[name]):
            made[name] = item[name]
    return made


def _known_class(uid: str) -> str:
    """``uid`` where DICOM knows it as a kind of object, else that of a picture of any kind: a maker's own may hold anything."""
    from pydicom.uid import UID

    return uid if UID(uid).type == "SOP Class" else _SECONDARY_CAPTURE


def _holds_numbers(element: DataElement) -> bool:
    """Whether an attribute is of the kind that the dictionary says: a file may call any of them a text or a sequence."""
    from pydicom.datadict import dictionary_VR

    kinds = dictionary_VR(element.tag).split(" or ")
    values = element.value if element.VM > 1 else [element.value]
    return element.VR in kinds and all(
        isinstance(value, int | float | Decimal | bytes) or value is None for value in values
    )


def _words(element: DataElement) -> set[str]:
    values = element.value if element.VM > 1 else [element.value]
    return {str(value).upper() for value in values if value}


def _put_identity(made: Dataset, dataset: Dataset, disguise: Disguise) -> None:
    from pydicom import Dataset

    made.PatientName = made.PatientID = disguise.patient
    for name in EMPTIED:
        setattr(made, name, "")
    for name in REPLACED_UIDS:
        setattr(made, name, disguise.uid(str(dataset.get(name, "")) or name))
    for date_name, time_name in zip(DATES, TIMES, strict=True):
        moved = _moved_date(str(dataset.get(date_name, "")), disguise)
        if date_name == "StudyDate" or moved:
            setattr(made, date_name, moved)
            setattr(made, time_name, str(dataset.get(time_name, "")).split(".")[0] if moved else "")
    made.PatientIdentityRemoved = "YES"
    made.LongitudinalTemporalInformationModified = "MODIFIED" if disguise.shift else "REMOVED"
    made.DeidentificationMethod = f"TriageLens: {EDITION}"
    codes = (_BASIC, _SHIFTED) if disguise.shift else (_BASIC,)
    made.DeidentificationMethodCodeSequence = []
    for value, meaning in codes:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
        made.DeidentificationMethodCodeSequence.append(code)


def _moved_date(text: str, disguise: Disguise) -> str:
    """The date ``YYYYMMDD`` shifted; empty where it is none, or dates are left out."""
    if disguise.shift is None or not (len(text) == 8 and text.isdecimal()):
        return ""
    try:
        old = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return ""
    return (old + disguise.shift).strftime("%Y%m%d")


def _exact_pixels(dataset: Dataset) -> bytes:
    """The bits of the pixels and no more: behind them, and beside them, a file may carry whatever it likes."""
    bits = int(dataset.Rows) * int(dataset.Columns) * int(dataset.SamplesPerPixel) * int(dataset.BitsAllocated)
    length = (bits * max(int(dataset.get("NumberOfFrames") or 1), 1) + 7) // 8
    pixels = _only_stored_bits(bytes(dataset.PixelData)[:length], dataset)
    return pixels + bytes(len(pixels) % 2)


def _only_stored_bits(pixels: bytes, dataset: Dataset) -> bytes:
    """Bits above and below those that are stored hold nothing of the picture (PS3.5 8.1.1): those above repeat the sign."""
    allocated, stored = int(dataset.BitsAllocated), int(dataset.BitsStored)
    low = int(dataset.HighBit) - stored + 1
    if allocated not in (8, 16, 32) or stored >= allocated or low < 0:
        return pixels
    values = np.frombuffer(pixels, f"<u{allocated // 8}") & np.uint32(((1 << stored) - 1) << low)
    if int(dataset.PixelRepresentation):
        above = ((1 << allocated) - 1) ^ ((1 << (low + stored)) - 1)
        values = np.where(values & np.uint32(1 << (low + stored - 1)), values | np.uint32(above), values)
    return values.astype(f"<u{allocated // 8}").tobytes()


def _file_meta(made: Dataset) -> Dataset:
    from pydicom.dataset import FileMetaDataset

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = made.SOPClassUID
    meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return meta


def _removed(old: Dataset, new: Dataset) -> int:
    """Attributes with a value that the new data set has no more, or has no value for."""
    there = sum(1 for element in old.iterall() if not element.is_empty)
    left = sum(1 for one in new if one.tag in old and not one.is_empty and one.value == old[one.tag].value)
    return max(there - left, 0)
