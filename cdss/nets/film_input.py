"""From a film as displayed to the square grey array that the network reads.

Frame and grey values stay as displayed: mapping them onto one histogram took more of the disease away than of the
appearance (``cdss/training/ROUNDS.md``, round 4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cdss.nets.image import FILM_SIZE
from cdss.records.film import Film, display_gray

Gray = NDArray[np.float32]


def film_input(film: Film) -> Gray:
    """The film as the network reads it, float32 [224, 224] in [0, 1]."""
    return resized(display_gray(film), FILM_SIZE)


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
