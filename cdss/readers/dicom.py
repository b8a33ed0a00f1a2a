"""Chest film from DICOM: modality LUT, then VOI LUT or window; MONOCHROME1 is only flagged, the display inverts last.

Order and formulas: DICOM PS3.3 C.11.1 (modality LUT), C.11.2 (VOI LUT).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, Severity, View
from cdss.core.result import Issue, issue
from cdss.readers.dicom_header import code_of, identity_of, moment, open_dicom, text_of
from cdss.readers.dicom_tags import tags_of
from cdss.readers.film_common import MAX_PIXELS, full_window, require_film_size, require_not_blank, view_of
from cdss.readers.part import Part, Refused, reason_of, refuse
from cdss.records.film import Film, SpacingKind, Window

if TYPE_CHECKING:
    from pydicom import Dataset

FILM_MODALITIES = frozenset({"CR", "DX", "RG", "DR", "XR"})
"""Computed and digital radiography, radiographic imaging; DR and XR are not in the standard but written by some devices."""

UNSTATED_MODALITIES = frozenset({"", "OT", "SC"})
"""Other, secondary capture, or nothing: may hold a film, read with a warning."""

GRAY = frozenset({"MONOCHROME1", "MONOCHROME2"})
_CHEST_WORDS = ("CHEST", "THORAX", "LUNG", "RIB", "STERNUM")
_FUNCTIONS = frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"})
_BYTE_RANGE = (0.0, 255.0)


def read_film_dicom(path: Path, source: str) -> Part[Film]:
    """Read one film; what its header says of the patient is kept also where the picture itself is refused."""
    dataset = open_dicom(path, source, Modality.IMAGE)
    identity = identity_of(dataset, Modality.IMAGE, source)
    try:
        _require_film(dataset, source)
        film = _film(dataset, source)
    except Refused as refusal:
        return Part(None, (refusal.issue,), identity)
    return Part(film, _doubts(dataset, source), identity)


def _require_film(dataset: Dataset, source: str) -> None:
    """Raise ``Refused`` for anything but one single grey frame of a radiograph."""
    modality = text_of(dataset, "Modality").upper()
    if modality not in FILM_MODALITIES | UNSTATED_MODALITIES:
        raise refuse("film_other_modality", Modality.IMAGE, file=source, kind=modality)
    if not any(name in dataset for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        raise refuse("film_no_pixels", Modality.IMAGE, file=source)
    photometric = text_of(dataset, "PhotometricInterpretation").upper()
    if photometric not in GRAY or int(dataset.get("SamplesPerPixel") or 1) != 1:
        raise refuse("film_colour", Modality.IMAGE, file=source, photometric=photometric or "?")
    if (frames := int(dataset.get("NumberOfFrames") or 1)) != 1:
        raise refuse("film_several_frames", Modality.IMAGE, file=source, count=frames)
    rows, columns = int(dataset.get("Rows") or 0), int(dataset.get("Columns") or 0)
    require_film_size(rows, columns, source)
    if rows * columns > MAX_PIXELS:
        raise refuse("film_too_large", Modality.IMAGE, file=source, rows=rows, columns=columns)


def _film(dataset: Dataset, source: str) -> Film:
    from pydicom.pixels import apply_modality_lut

    stored = _stored_pixels(dataset, source)
    values = apply_modality_lut(stored, dataset)
    require_not_blank(values, source)
    pixels, window = _windowed(dataset, stored, values)
    spacing, kind = _spacing(dataset)
    return Film(
        source,
        np.ascontiguousarray(pixels, dtype=np.float32),
        window,
        inverted=text_of(dataset, "PhotometricInterpretation").upper() == "MONOCHROME1",
        view=_view(dataset),
        spacing_mm=spacing,
        laterality=text_of(dataset, "ImageLaterality") or text_of(dataset, "Laterality") or None,
        acquired=moment(dataset),
        spacing_kind=kind,
        orientation=_orientation(dataset),
        tags=tags_of(dataset),
    )


def _stored_pixels(dataset: Dataset, source: str) -> NDArray[np.generic]:
    try:
        pixels: NDArray[np.generic] = dataset.pixel_array
    except Exception as error:  # decoders raise anything on damaged or unknown compressed data
        raise refuse("film_pixels_unreadable", Modality.IMAGE, file=source, reason=reason_of(error)) from error
    return pixels.reshape(pixels.shape[-2:])


def _windowed(
    dataset: Dataset, stored: NDArray[np.generic], values: NDArray[np.generic]
) -> tuple[NDArray[np.generic], Window]:
    """Pixels with a VOI table applied where the file has one, and the window to look through."""
    from pydicom.pixels import apply_voi

    tables = dataset.get("VOILUTSequence") or []
    if len(tables) and "LUTData" in tables[0]:
        bits = int(tables[0].LUTDescriptor[2])
        return apply_voi(values, dataset, index=0), full_window(0.0, float(2**bits - 1))
    own = _own_window(dataset)
    return values, own or _default_window(dataset, stored, values)


def _own_window(dataset: Dataset) -> Window | None:
    """The first window of the file; None where it has none or one without width."""
    centers, widths = _numbers(dataset, "WindowCenter"), _numbers(dataset, "WindowWidth")
    function = text_of(dataset, "VOILUTFunction").upper() or "LINEAR"
    function = function if function in _FUNCTIONS else "LINEAR"
    if not centers or not widths or (widths[0] < 1 and function == "LINEAR") or widths[0] <= 0:
        return None
    return Window(centers[0], widths[0], function)


def _default_window(dataset: Dataset, stored: NDArray[np.generic], values: NDArray[np.generic]) -> Window:
    """Full range: all 256 steps of an 8-bit film without rescaling, else from least to greatest value beside the padding."""
    if stored.dtype == np.uint8 and values.dtype == np.uint8:
        return full_window(*_BYTE_RANGE)
    kept = values[~_padding(dataset, stored)]
    kept = kept if kept.size else values
    return full_window(float(kept.min()), float(kept.max()))


def _padding(dataset: Dataset, stored: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Where the stored value is padding (PS3.3 C.7.5.1.1.2): one value, or all from it to the range limit."""
    values = _numbers(dataset, "PixelPaddingValue")
    if not values:
        return np.zeros(stored.shape, dtype=bool)
    ends = sorted([values[0], (_numbers(dataset, "PixelPaddingRangeLimit") or values)[0]])
    numbers = stored.astype(np.float64)
    return np.asarray((numbers >= ends[0]) & (numbers <= ends[1]))


def _view(dataset: Dataset) -> View:
    """Projection from ``ViewPosition``, else from the meaning of the view code."""
    stated = view_of(text_of(dataset, "ViewPosition"))
    return stated if stated is not View.UNKNOWN else view_of(code_of(dataset, "ViewCodeSequence")[1])


def _spacing(dataset: Dataset) -> tuple[tuple[float, float] | None, SpacingKind | None]:
    """(row, column) mm and where they hold: ``PixelSpacing``, else at the detector; None where absent or not positive.

    DICOM PS3.3 10.7.1.1: without calibration both attributes are equal; where they differ there was one, and where only
    ``PixelSpacing`` is there and no calibration type, it cannot be told.
    """
    own, detector = _pair(dataset, "PixelSpacing"), _pair(dataset, "ImagerPixelSpacing")
    if own is None:
        return detector, SpacingKind.DETECTOR if detector else None
    stated = text_of(dataset, "PixelSpacingCalibrationType").upper()
    if stated in ("GEOMETRY", "FIDUCIAL"):
        return own, SpacingKind(stated.lower())
    reference = detector or _pair(dataset, "NominalScannedPixelSpacing")
    if reference is None:
        return own, SpacingKind.UNSTATED
    return own, SpacingKind.DETECTOR if np.allclose(own, reference, rtol=1e-4) else SpacingKind.CORRECTED


def _pair(dataset: Dataset, name: str) -> tuple[float, float] | None:
    """Row and column spacing in mm, where both are there and positive."""
    values = _numbers(dataset, name)
    return (values[0], values[1]) if len(values) == 2 and min(values) > 0 else None


def _orientation(dataset: Dataset) -> tuple[str, str] | None:
    """The patient's side at the right and at the lower edge, of the letters of PS3.3 C.7.6.1.1.1; None where not named."""
    value = dataset.get("PatientOrientation")
    sides = [] if value is None or isinstance(value, str) else [str(side).strip().upper() for side in value]
    known = len(sides) == 2 and all(side and set(side) <= set("LRAPHF") for side in sides)
    return (sides[0], sides[1]) if known else None


def _doubts(dataset: Dataset, source: str) -> tuple[Issue, ...]:
    """Warnings where the header does not say that this is a radiograph, or says it is not of the chest."""
    issues = []
    if text_of(dataset, "Modality").upper() in UNSTATED_MODALITIES:
        issues.append(issue("film_modality_unstated", Severity.WARNING, Modality.IMAGE, file=source))
    part = text_of(dataset, "BodyPartExamined")
    if part and not any(word in part.upper() for word in _CHEST_WORDS):
        issues.append(issue("film_other_body_part", Severity.WARNING, Modality.IMAGE, file=source, part=part[:40]))
    return tuple(issues)


def _numbers(dataset: Dataset, name: str) -> list[float]:
    """The finite numbers of an attribute, empty where it is absent or not numeric."""
    value = dataset.get(name)
    values = (
        [] if value is None or value == "" else [value] if isinstance(value, (int, float, str, bytes)) else list(value)
    )
    try:
        numbers = [float(v) for v in values]
    except (TypeError, ValueError):
        return []
    return numbers if all(np.isfinite(numbers)) else []
