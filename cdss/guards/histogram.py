"""One grey scale for the film guard: it judges shapes, so exposure and contrast are taken away first."""

from __future__ import annotations

import numpy as np

from cdss.nets.film_input import Gray

BLACK = 0.016
"""Grey value up to which a pixel is background: JPEG lifts pure black to 4/255 at most (qualities 30 to 95)."""

_GREYS = 1023
"""Grey levels that are told apart."""

REFERENCE_EXPONENT = 0.58
"""The reference histogram: the grey value at quantile q is q ** 0.58, close to the mean of chest films as displayed."""


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
