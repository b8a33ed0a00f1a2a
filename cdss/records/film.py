"""A chest film as stored, and the window through which it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import View
from cdss.records.dicom_tags import DicomTag
from cdss.records.newest import newest_first


@dataclass(frozen=True, slots=True)
class Window:
    """Window centre and width in the film's modality units (DICOM PS3.3 C.11.2)."""

    center: float
    width: float
    function: str = "LINEAR"


class SpacingKind(StrEnum):
    """Where a film's pixel spacing holds (DICOM PS3.3 10.7.1).

    ``DETECTOR``: at the detector, so that what lies before it is smaller than measured; the others: in the patient, corrected
    for assumed magnification (``GEOMETRY``), by an object of known size (``FIDUCIAL``), or in a way that the file does not
    name (``CORRECTED``). ``UNSTATED``: the file does not tell which of these it is.
    """

    DETECTOR = "detector"
    GEOMETRY = "geometry"
    FIDUCIAL = "fiducial"
    CORRECTED = "corrected"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """One film after the modality LUT, before windowing.

    ``pixels``: float32 [rows, columns] in modality units. ``window``: the file's own window, or one over the full range.
    A VOI LUT (table) is already applied in ``pixels``. ``inverted``: MONOCHROME1, the display inverts last.
    ``spacing_mm``: (row, column) spacing, None where the file has none; millimetres may then not be shown.
    ``spacing_kind``: where it holds; None without spacing. ``orientation``: the patient's side at the right edge and at the
    lower edge (DICOM PS3.3 C.7.6.1.1.1), None where the file does not name them. ``tags``: the attributes of a DICOM file.
    """

    source: str
    pixels: NDArray[np.float32]
    window: Window
    inverted: bool = False
    view: View = View.UNKNOWN
    spacing_mm: tuple[float, float] | None = None
    laterality: str | None = None
    acquired: datetime | None = None
    spacing_kind: SpacingKind | None = None
    orientation: tuple[str, str] | None = None
    tags: tuple[DicomTag, ...] = ()


def assessed_first(films: Iterable[Film]) -> tuple[Film, ...]:
    """``films`` with the lateral ones last and the newest first: the first, which is the one assessed, is frontal if any is.

    The networks learnt from frontal films only. Films not all of which are dated stay in their order (``newest_first``).
    """
    listed = tuple(films)
    planes = ([f for f in listed if (f.view is View.LATERAL) is lateral] for lateral in (False, True))
    return tuple(film for plane in planes for film in newest_first(plane, lambda film: film.acquired))


def compared_film(film: Film, films: Iterable[Film]) -> Film | None:
    """The one of ``films`` to compare ``film`` with: the latest one taken before, of the same projection plane; else any other.

    None where there is no other film of that plane.
    """
    lateral = film.view is View.LATERAL
    others = [other for other in films if other is not film and (other.view is View.LATERAL) is lateral]
    earlier = [other for other in others if is_earlier(other, film)]
    return max(earlier, key=_time) if earlier else (others[0] if others else None)


def is_earlier(film: Film, than: Film) -> bool:
    """Whether both films say when they were taken, and ``film`` was first."""
    return film.acquired is not None and than.acquired is not None and _time(film) < _time(than)


def _time(film: Film) -> datetime:
    """When it was taken, without its zone: dates of films may have one or not."""
    return (film.acquired or datetime.min).replace(tzinfo=None)


def display_gray(film: Film, window: Window | None = None) -> NDArray[np.float32]:
    """The film as grey values in [0, 1], [rows, columns]: window first, MONOCHROME1 inversion last.

    The linear window follows DICOM PS3.3 C.11.2.1.2 (LINEAR), C.11.2.1.3.2 (LINEAR_EXACT) and C.11.2.1.3.1 (SIGMOID).
    """
    chosen = window or film.window
    x = film.pixels
    if chosen.function == "SIGMOID":
        gray = 1.0 / (1.0 + np.exp(-4.0 * (x - chosen.center) / max(chosen.width, 1e-6)))
    elif chosen.function == "LINEAR_EXACT":
        gray = (x - chosen.center) / max(chosen.width, 1e-6) + 0.5
    else:
        gray = (x - (chosen.center - 0.5)) / max(chosen.width - 1.0, 1e-6) + 0.5
    gray = np.asarray(np.clip(gray, 0.0, 1.0), dtype=np.float32)
    return np.subtract(1.0, gray, dtype=np.float32) if film.inverted else gray
