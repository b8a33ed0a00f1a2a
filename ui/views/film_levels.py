"""Grey levels of a film for the screen: stored values as 16-bit codes, a pyramid of halved copies, and the window as a table.

A table of 65,536 greys is made for each window, exactly after ``cdss.records.film.display_gray`` (window first, MONOCHROME1
inversion last), and looked up for the visible pixels only: that is what keeps window/level fluid on a large film.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cdss.records.film import Film, Window, display_gray

_CODES = 65536
_SMALLEST_SIDE = 256


@dataclass(frozen=True, slots=True, eq=False)
class FilmLevels:
    """``codes[k]``: uint16 film halved ``k`` times by block means; modality value = ``offset`` + ``step`` x code."""

    film: Film
    codes: tuple[NDArray[np.uint16], ...]
    offset: float
    step: float

    @property
    def span(self) -> float:
        """Largest minus smallest value of the film, in modality units; at least one step."""
        return max(float(self.codes[0].max()) * self.step, self.step)

    def table(self, window: Window, invert: bool) -> NDArray[np.uint8]:
        """uint8 [65536]: grey of each code through ``window``; ``invert`` turns the final grey once more."""
        values = self.offset + self.step * np.arange(_CODES, dtype=np.float64)
        ramp = Film(self.film.source, values.astype(np.float32)[None, :], window, self.film.inverted)
        gray = display_gray(ramp, window)[0]
        shown = 1.0 - gray if invert else gray
        return np.asarray(np.rint(shown * 255.0), dtype=np.uint8)

    def percentile(self, share: float) -> float:
        """The value below which ``share`` percent of the film lies, in modality units."""
        coarse = self.codes[-1]
        return self.offset + self.step * float(np.percentile(coarse, share))


@lru_cache(maxsize=4)
def film_levels(film: Film) -> FilmLevels:
    """Code the film in 16 bits: exactly where it holds whole numbers over at most 65,536 steps, else to 1/65,535 of its range.

    Kept for the last few films, so that going back to a patient costs nothing.
    """
    low, high = float(film.pixels.min()), float(film.pixels.max())
    pixels = film.pixels
    if not math.isfinite(high - low):
        low, high = float(np.nanmin(pixels)), float(np.nanmax(pixels))
        pixels = np.nan_to_num(pixels, nan=low)
    exact = _whole_codes(pixels, low) if high - low < _CODES else None
    if exact is not None:
        return FilmLevels(film, _pyramid(exact), low, 1.0)
    step = max(high - low, 1e-12) / (_CODES - 1)
    codes = np.rint((pixels - np.float32(low)) / np.float32(step)).clip(0, _CODES - 1).astype(np.uint16)
    return FilmLevels(film, _pyramid(codes), low, step)


def _whole_codes(pixels: NDArray[np.float32], low: float) -> NDArray[np.uint16] | None:
    """``pixels`` - ``low`` as 16-bit numbers, None where that would lose a fraction."""
    above = pixels - np.float32(low)
    codes = above.astype(np.uint16)
    return codes if bool((codes == above).all()) else None


def _pyramid(full: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], ...]:
    levels = [full]
    while min(levels[-1].shape) >= 2 * _SMALLEST_SIDE:
        levels.append(_halved(levels[-1]))
    return tuple(levels)


def _halved(codes: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Means of 2 x 2 blocks; an odd last row or column is repeated so that the film keeps its full extent."""
    rows, columns = codes.shape
    if rows % 2 or columns % 2:
        codes = np.pad(codes, ((0, rows % 2), (0, columns % 2)), mode="edge")
    pairs = np.add(codes[0::2], codes[1::2], dtype=np.uint32)
    return ((pairs[:, 0::2] + pairs[:, 1::2] + 2) >> 2).astype(np.uint16)
