"""From a film as displayed to the square grey array that the network reads, with its appearance taken away.

Files betray where a film was made (borders, exposure, contrast) and with it how sick the patient is; so the borders are cut and
the grey values are mapped onto one reference histogram before the network sees them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cdss.nets.image import FILM_SIZE
from cdss.records.film import Film, display_gray

Gray = NDArray[np.float32]

BLACK = 0.016
"""Grey value up to which a pixel is background: JPEG lifts pure black to 4/255 at most (qualities 30 to 95)."""

_GREYS = 1023
"""Grey levels that are told apart."""

REFERENCE_EXPONENT = 0.58
"""The reference histogram: the grey value at quantile q is q ** 0.58, close to the mean of chest films as displayed."""


def film_input(film: Film) -> Gray:
    """The film as the network reads it, float32 [224, 224] in [0, 1]: borders cut, resized, on the reference histogram."""
    return match_histogram(resized(cut_borders(display_gray(film)), FILM_SIZE))


def resized(gray: Gray, size: int) -> Gray:
    """Square resize with a triangle filter as wide as the reduction (no aliasing)."""
    image = Image.fromarray(gray).resize((size, size), Image.Resampling.BILINEAR, reducing_gap=3.0)
    return np.asarray(image, dtype=np.float32)


def border_box(gray: Gray) -> tuple[int, int, int, int]:
    """Rows and columns (top, bottom, left, right; half-open) that are left when constant margins are cut.

    A margin is cut only where it is flat (standard deviation under 0.01) and never more than 30 % from a side.
    """
    rows, cols = gray.std(axis=1) > 0.01, gray.std(axis=0) > 0.01
    return *_margins(rows), *_margins(cols)


def cut_borders(gray: Gray) -> Gray:
    """The film without its flat margins (see ``border_box``)."""
    top, bottom, left, right = border_box(gray)
    return np.ascontiguousarray(gray[top:bottom, left:right])


def _margins(lively: NDArray[np.bool_]) -> tuple[int, int]:
    count = len(lively)
    most = int(0.3 * count)
    inside = np.flatnonzero(lively)
    if not len(inside):
        return 0, count
    return min(int(inside[0]), most), max(int(inside[-1]) + 1, count - most)


def match_histogram(gray: Gray) -> Gray:
    """Map grey values by rank onto the reference histogram; equal values stay equal.

    Black stays black, and so does what compression made of it (up to ``BLACK``): else a masked background would count as
    tissue.
    """
    level = np.round(gray * _GREYS).astype(np.int64)
    counts = np.bincount(level.ravel(), minlength=_GREYS + 1)
    counts[: int(BLACK * _GREYS) + 1] = 0
    if not counts.any():
        return np.zeros_like(gray)
    middle = (np.cumsum(counts) - 0.5 * counts) / counts.sum()
    curve = np.where(counts > 0, middle**REFERENCE_EXPONENT, 0.0).astype(np.float32)
    return np.asarray(curve[level], dtype=np.float32)
