"""What a DICOM header says against reading it as a chest film: refusals before the pixels are touched, doubts after.

Attributes and their values: DICOM PS3.3 C.7.6.1 (orientation), C.7.6.3 (pixels), C.8.6.1 (burned-in text), C.8.11.1 (intent).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdss.core.kinds import Modality, Severity, View
from cdss.core.result import Issue, issue
from cdss.readers.dicom_header import numbers_of, sop_class_name, text_of
from cdss.readers.film_common import MAX_PIXELS, require_film_size
from cdss.readers.part import refuse
from cdss.records.film import Film

if TYPE_CHECKING:
    from pydicom import Dataset

FILM_MODALITIES = frozenset({"CR", "DX", "RG", "DR", "XR"})
"""Computed and digital radiography, radiographic imaging; DR and XR are not in the standard but written by some devices."""

UNSTATED_MODALITIES = frozenset({"", "OT", "SC"})
"""Other, secondary capture, or nothing: may hold a film, read with a warning."""

GRAY = frozenset({"MONOCHROME1", "MONOCHROME2"})
LEAST_ASPECT = 1.02
"""Sides of a pixel that differ by more than 2 % can be seen: a round thing looks oval."""

_CHEST_WORDS = ("CHEST", "THORAX", "LUNG", "RIB", "STERNUM")
_FILM_CLASSES = ("Computed Radiography", "X-Ray Image Storage", "Secondary Capture")
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_DESCRIBED_BY = ("PhotometricInterpretation", "Rows", "Columns", "BitsAllocated")
_OVERLAY_GROUPS = range(0x6000, 0x6020, 2)
_OVERLAY_DATA = 0x3000


def require_film(dataset: Dataset, source: str) -> None:
    """Raise ``Refused`` for anything but one single grey frame of a radiograph that is meant to be looked at."""
    _require_radiograph(dataset, source)
    if not any(name in dataset for name in _PIXELS):
        raise refuse("film_no_pixels", Modality.IMAGE, file=source)
    absent = [name for name in _DESCRIBED_BY if not text_of(dataset, name)]
    if absent:
        raise refuse("film_pixels_undescribed", Modality.IMAGE, file=source, attributes=", ".join(absent))
    photometric = text_of(dataset, "PhotometricInterpretation").upper()
    if photometric not in GRAY or int(dataset.get("SamplesPerPixel") or 1) != 1:
        raise refuse("film_colour", Modality.IMAGE, file=source, photometric=photometric)
    if (frames := int(dataset.get("NumberOfFrames") or 1)) != 1:
        raise refuse("film_several_frames", Modality.IMAGE, file=source, count=frames)
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    require_film_size(rows, columns, source)
    if rows * columns > MAX_PIXELS:
        raise refuse("film_too_large", Modality.IMAGE, file=source, rows=rows, columns=columns)


def film_doubts(dataset: Dataset, film: Film) -> tuple[Issue, ...]:
    """Warnings where the header does not say that this is an upright radiograph of the chest, or names the patient in it."""
    source, issues = film.source, []
    if text_of(dataset, "Modality").upper() in UNSTATED_MODALITIES:
        issues.append(issue("film_modality_unstated", Severity.WARNING, Modality.IMAGE, file=source))
    part = text_of(dataset, "BodyPartExamined")
    if part and not any(word in part.upper() for word in _CHEST_WORDS):
        issues.append(issue("film_other_body_part", Severity.WARNING, Modality.IMAGE, file=source, part=part[:40]))
    if text_of(dataset, "BurnedInAnnotation").upper() == "YES":
        issues.append(issue("film_burned_in", Severity.WARNING, Modality.IMAGE, file=source))
    if any((group, _OVERLAY_DATA) in dataset for group in _OVERLAY_GROUPS):
        issues.append(issue("film_overlay_left_out", Severity.INFO, Modality.IMAGE, file=source))
    return (*issues, *_turned(film), *_not_square(dataset, film))


def _require_radiograph(dataset: Dataset, source: str) -> None:
    """Raise ``Refused`` for directories, other kinds of image or document, and raw data of a detector."""
    if "DirectoryRecordSequence" in dataset:
        raise refuse("dicom_directory", Modality.IMAGE, file=source)
    modality, kind = text_of(dataset, "Modality").upper(), sop_class_name(dataset)
    if modality not in FILM_MODALITIES | UNSTATED_MODALITIES:
        raise refuse("film_other_modality", Modality.IMAGE, file=source, kind=modality[:40])
    other = kind.endswith("Storage") and not any(name in kind for name in _FILM_CLASSES)
    if modality in UNSTATED_MODALITIES and other:
        raise refuse("film_other_modality", Modality.IMAGE, file=source, kind=kind)
    if text_of(dataset, "PresentationIntentType").upper() == "FOR PROCESSING":
        raise refuse("film_for_processing", Modality.IMAGE, file=source)


def _turned(film: Film) -> tuple[Issue, ...]:
    """A warning where a frontal film does not lie as films are looked at: the patient's left at the right, feet below."""
    if film.orientation is None or film.view is View.LATERAL:
        return ()
    right, below = film.orientation
    if right.startswith("L") and below.startswith("F"):
        return ()
    params = {"file": film.source, "right": right, "below": below}
    return (issue("film_lies_otherwise", Severity.WARNING, Modality.IMAGE, **params),)


def _not_square(dataset: Dataset, film: Film) -> tuple[Issue, ...]:
    """A warning where the pixels are taller than wide or wider than tall, by the spacing or by the aspect ratio."""
    sides = film.spacing_mm or tuple(numbers_of(dataset, "PixelAspectRatio"))
    if len(sides) != 2 or min(sides) <= 0 or max(sides) / min(sides) <= LEAST_ASPECT:
        return ()
    ratio = f"{sides[0] / sides[1]:.2f}"
    return (issue("film_pixels_not_square", Severity.WARNING, Modality.IMAGE, file=film.source, ratio=ratio),)
