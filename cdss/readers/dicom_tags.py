"""All attributes of a film's DICOM file as text, each with whether it may tell who the patient is.

DICOM PS3.15 Annex E names what the basic application level confidentiality profile takes away: names, numbers, dates, times,
places, devices, free text, private attributes, and identifiers of instances. Lists of such attributes grow with each edition, so
the rule here is the other way round and takes away more: only what describes the picture and how it was made, in a form that
cannot hold free text, is shown without identity. Whatever is not known is identifying.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cdss.records.dicom_tags import DicomTag

if TYPE_CHECKING:
    from pydicom import DataElement, Dataset

MAX_TAGS = 2000
"""Attributes beyond these are left out: a film has about a hundred."""

_MAX_TEXT = 240
_NUMBERS = frozenset({"DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "UV", "SV", "AT"})
_CODED = frozenset({"CS"})
_BYTES = frozenset({"OB", "OW", "OD", "OF", "OL", "OV", "UN"})

_TECHNICAL_GROUPS = frozenset({0x0018, 0x0028, 0x2050})
"""Acquisition, image presentation, presentation LUT: numbers and coded words in these describe the picture."""

_KNOWN = frozenset(
    {
        "TransferSyntaxUID", "SOPClassUID", "SpecificCharacterSet", "ImageType", "Modality", "ConversionType",
        "PresentationIntentType", "Manufacturer", "ManufacturerModelName", "BodyPartExamined", "ViewPosition",
        "PatientPosition", "PatientOrientation", "ImageLaterality", "Laterality", "SeriesNumber", "InstanceNumber",
        "AcquisitionNumber", "BurnedInAnnotation", "LossyImageCompression", "RecognizableVisualFeatures",
        "PatientIdentityRemoved", "ImagesInAcquisition", "QualityControlImage", "TypeOfDetector", "DetectorType",
    }
)  # fmt: skip
"""Attributes outside these groups that describe the picture; the profile keeps all of them."""

_CODE_SEQUENCES = frozenset({"ViewCodeSequence", "ViewModifierCodeSequence", "AnatomicRegionSequence"})
"""Sequences whose coded words are shown too."""

_LUT_SEQUENCES = frozenset({"VOILUTSequence", "ModalityLUTSequence"})
_CODE_PARTS = frozenset({"CodeValue", "CodingSchemeDesignator", "CodeMeaning"})


def tags_of(dataset: Dataset) -> tuple[DicomTag, ...]:
    """The file's attributes in their order, sequences opened, bytes as their count; at most ``MAX_TAGS``."""
    found: list[DicomTag] = []
    meta = getattr(dataset, "file_meta", None)
    for part in (meta, dataset):
        for tag in _flat(part) if part is not None else ():
            if len(found) == MAX_TAGS:
                return tuple(found)
            found.append(tag)
    return tuple(found)


def _flat(dataset: Dataset, depth: int = 0, parent: str | None = None) -> Iterator[DicomTag]:
    for key in sorted(dataset.keys()):
        try:
            element = dataset[key]
        except Exception:  # a value that its VR does not allow raises anything; the attribute is still there
            yield DicomTag(f"({key.group:04X},{key.element:04X})", "?", "UN", "?", depth)
            continue
        yield DicomTag(
            f"({element.tag.group:04X},{element.tag.element:04X})",
            element.name,
            str(element.VR),
            _text(element),
            depth,
            _identifying(element, parent),
        )
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _flat(item, depth + 1, element.keyword)


def _identifying(element: DataElement, parent: str | None) -> bool:
    if element.tag.is_private:
        return True
    if parent is not None:
        coded = parent in _CODE_SEQUENCES and element.keyword in _CODE_PARTS
        return not (coded or (parent in _LUT_SEQUENCES and str(element.VR) in _NUMBERS))
    if element.keyword in _KNOWN | _CODE_SEQUENCES | _LUT_SEQUENCES:
        return False
    plain = str(element.VR) in _NUMBERS | _CODED | _BYTES - {"UN"}
    return not (plain and (element.tag.group in _TECHNICAL_GROUPS or element.keyword == "PixelData"))


def _text(element: DataElement) -> str:
    if element.VR == "SQ":
        return f"[{len(element.value or ())}]"
    if str(element.VR) in _BYTES or isinstance(element.value, bytes):
        return f"{len(element.value or b'')} B"
    text = (
        " \\ ".join(map(str, element.value))
        if element.VM > 1
        else str(element.value if element.value is not None else "")
    )
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
