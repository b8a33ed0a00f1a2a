"""What every chest film must satisfy, whatever file it came in."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality, View
from cdss.readers.part import refuse
from cdss.records.film import Window

MAX_PIXELS = 100_000_000
"""Four times the largest flat-panel detectors; more is a decompression bomb."""
MIN_SIDE = 64

_VIEWS = {
    "PA": View.PA,
    "POSTEROANTERIOR": View.PA,
    "POSTERIORANTERIOR": View.PA,
    "AP": View.AP,
    "ANTEROPOSTERIOR": View.AP,
    "ANTERIORPOSTERIOR": View.AP,
    **dict.fromkeys(("LATERAL", "LAT", "LL", "RL", "LLAT", "RLAT", "LEFTLATERAL", "RIGHTLATERAL"), View.LATERAL),
}


def looks_like_picture(head: bytes) -> bool:
    """Whether the first bytes are those of a PNG or JPEG file."""
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def view_of(text: str) -> View:
    """Projection named by ``PA``, ``AP supine``, ``LL``, ``postero-anterior`` …; unknown for anything else."""
    word = re.sub(r"[^A-Z]", "", text.upper().replace("PROJECTION", ""))
    word = re.sub(r"(SUPINE|ERECT|UPRIGHT|PORTABLE|SITTING|SEMI|BEDSIDE|VIEW)", "", word)
    return _VIEWS.get(word, View.UNKNOWN)


def full_window(low: float, high: float) -> Window:
    """The window that shows ``low`` black and ``high`` white: exact, so that it holds for any scale of units."""
    return Window((low + high) / 2, max(high - low, 1e-6), "LINEAR_EXACT")


def require_film_size(rows: int, columns: int, source: str) -> None:
    """Raise ``Refused`` for a picture with a side under 64 pixels."""
    if min(rows, columns) < MIN_SIDE:
        raise refuse("film_too_small", Modality.IMAGE, file=source, rows=rows, columns=columns, least=MIN_SIDE)


def require_not_blank(pixels: NDArray[np.generic], source: str) -> None:
    """Raise ``Refused`` where all pixels have one value, or some have none that is a number."""
    low, high = float(pixels.min()), float(pixels.max())
    if not low < high:
        raise refuse("film_blank", Modality.IMAGE, file=source)
