"""One map laid over a film, and where on the film it is strongest, in the words of a reader of films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.records.attribution import Attribution, Method

THIRDS: tuple[str, str, str] = ("upper", "middle", "lower")
"""Thirds of the height of the film that was read; they are not the lung zones, which go by the ribs."""

MIDLINE = 1.0 / 7.0
"""Share of the width about the middle in which a peak has no side: one cell of the network's grid of 7, its resolution."""


@dataclass(frozen=True, slots=True)
class Peak:
    """``zone``: ``right_lower`` (the patient's side), or ``lower`` on a lateral film; ``midline``: too near it to have a side."""

    zone: str
    midline: bool = False

    @property
    def place(self) -> str:
        """``zone`` with its side where it has one: ``midline_lower`` for a peak near the midline."""
        return f"midline_{self.zone.rsplit('_', 1)[-1]}" if self.midline else self.zone


@dataclass(frozen=True, slots=True, eq=False)
class FilmMap:
    """``values``: float32 [rows, columns] over the whole film (stretch to overlay), 0 to 1 or, where it is signed, -1 to 1.

    Above 0 an area speaks for ``target`` (a film finding or one of ``TARGETS``), below 0 against it; the greatest magnitude
    is 1, or all is 0 where no area does either. ``box``: rows and columns (top, bottom, left, right; half-open) of the part
    that the network read, None for all. ``sided``: False for a lateral film, which has no right and left. ``effect``:
    what the map's method says of the film in probability (see ``ImageCam.fused``, ``Occlusion``); None for a finding.
    """

    method: Method
    target: str
    values: NDArray[np.float32]
    box: tuple[int, int, int, int] | None = None
    sided: bool = True
    effect: float | None = None

    @property
    def peak(self) -> Peak | None:
        """Where the map is highest; None where nothing speaks for the target."""
        return self._peak(self.values)

    @property
    def against(self) -> Peak | None:
        """Where the film speaks most against the target; None where it does nowhere."""
        return self._peak(-self.values)

    def attribution(self) -> Attribution:
        """Signed share of each zone in the sum of all magnitudes: six zones by side and third, three on a lateral film."""
        read, total = self._read(self.values), float(np.abs(self.values).sum())
        found = {
            f"image/{zone}": float(part.sum()) / total if total else 0.0 for zone, part in self._parts(read).items()
        }
        return Attribution(self.method, self.target, found)

    def _read(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        top, bottom, left, right = self.box or (0, values.shape[0], 0, values.shape[1])
        return values[top:bottom, left:right]

    def _parts(self, read: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """The film's zones; the patient's right is at the reader's left."""
        bands = dict(zip(THIRDS, np.array_split(read, 3, axis=0), strict=True))
        if not self.sided:
            return bands
        halves = {third: np.array_split(band, 2, axis=1) for third, band in bands.items()}
        sides = ("right", "left")
        return {f"{sides[i]}_{third}": halves[third][i] for i in (0, 1) for third in THIRDS}

    def _peak(self, values: NDArray[np.float32]) -> Peak | None:
        read = self._read(values)
        if not read.size or read.max() <= 0.0:
            return None
        row, column = np.unravel_index(int(read.argmax()), read.shape)
        third = THIRDS[int(3 * (row + 0.5) / read.shape[0])]
        if not self.sided:
            return Peak(third)
        across = (column + 0.5) / read.shape[1]
        return Peak(f"{'right' if across < 0.5 else 'left'}_{third}", bool(abs(across - 0.5) <= MIDLINE / 2.0))
