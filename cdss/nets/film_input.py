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
    """Square resize with a triangle filter as wide as the reduction (no aliasing); the array may be written to."""
    image = Image.fromarray(gray).resize((size, size), Image.Resampling.BILINEAR, reducing_gap=3.0)
    return np.array(image, dtype=np.float32)


def read_box(film: Film) -> tuple[int, int, int, int]:
    """Rows and columns (top, bottom, left, right; half-open) of the film that the network reads: all of them."""
    rows, columns = film.pixels.shape
    return 0, rows, 0, columns
