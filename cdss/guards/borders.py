"""Flat margins of a film: collimator blades and frames, which the film guard looks past."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.nets.film_input import Gray


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
