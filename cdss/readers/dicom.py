"""Chest film from DICOM: modality LUT, then VOI LUT or window; MONOCHROME1 is only flagged, the display inverts last.

Order and formulas: DICOM PS3.3 C.11.1 (modality LUT), C.11.2 (VOI LUT).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, View
from cdss.readers.dicom_encoded import require_decodable
from cdss.readers.dicom_film_checks import film_doubts, require_film
from cdss.readers.dicom_header import code_of, identity_of, moment, numbers_of, open_dicom, text_of
from cdss.readers.dicom_tags import tags_of
from cdss.readers.film_common import full_window, require_not_blank, view_of
from cdss.readers.part import Part, Refused, reason_of, refuse
from cdss.records.film import Film, SpacingKind, Window

if TYPE_CHECKING:
    from pydicom import Dataset

_FUNCTIONS = frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"})
_BYTE_RANGE = (0.0, 255.0)


def read_film_dicom(path: Path, source: str) -> Part[Film]:
    """Read one film; what its header says of the patient is kept also where the picture itself is refused."""
    return film_of_dataset(open_dicom(path, source, Modality.IMAGE), source)


def film_of_dataset(dataset: Dataset, source: str) -> Part[Film]:
    """A film from a data set, wherever it came from; as ``read_film_dicom``."""
    identity = identity_of(dataset, Modality.IMAGE, source)
    try:
        require_film(dataset, source)
        film = _film(dataset, source)
    except Refused as refusal:
        return Part(None, (refusal.issue,), identity)
    return Part(film, film_doubts(dataset, film), identity)


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
        require_decodable(dataset, source)
        pixels: NDArray[np.generic] = dataset.pixel_array
    except Refused:
        raise
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
    centers, widths = numbers_of(dataset, "WindowCenter"), numbers_of(dataset, "WindowWidth")
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
    values = numbers_of(dataset, "PixelPaddingValue")
    if not values:
        return np.zeros(stored.shape, dtype=bool)
    ends = sorted([values[0], (numbers_of(dataset, "PixelPaddingRangeLimit") or values)[0]])
    numbers = stored.astype(np.float64)
    return np.asarray((numbers >= ends[0]) & (numbers <= ends[1]))


def _view(dataset: Dataset) -> View:
    """Projection from ``ViewPosition``, else from the meaning of the view code; lateral where front and back are at the sides."""
    stated = view_of(text_of(dataset, "ViewPosition"))
    stated = stated if stated is not View.UNKNOWN else view_of(code_of(dataset, "ViewCodeSequence")[1])
    sides = _orientation(dataset)
    sideways = stated is View.UNKNOWN and sides is not None and any(side[0] in "AP" for side in sides)
    return View.LATERAL if sideways else stated


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
    values = numbers_of(dataset, name)
    return (values[0], values[1]) if len(values) == 2 and min(values) > 0 else None


def _orientation(dataset: Dataset) -> tuple[str, str] | None:
    """The patient's side at the right and at the lower edge, of the letters of PS3.3 C.7.6.1.1.1; None where not named."""
    value = dataset.get("PatientOrientation")
    sides = [] if value is None or isinstance(value, str) else [str(side).strip().upper() for side in value]
    known = len(sides) == 2 and all(side and set(side) <= set("LRAPHF") for side in sides)
    return (sides[0], sides[1]) if known else None
