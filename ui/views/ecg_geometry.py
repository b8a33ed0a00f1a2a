"""The paper's place on the screen. One scale for both axes, so 0.2 s and 0.5 mV are equally long at any zoom.

The scale is a multiple of 0.2 device pixels for each millimetre: a large square (5 mm) is then a whole number of pixels, and
grid and trace, drawn from the same figures, cannot drift apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from ui.views.ecg_layout import MM_PER_SECOND, PaperLayout, PaperScale
from ui.views.ecg_room import Reach, RowPlace, rows_in

_STEP = 0.2
_LEAST, _MOST = 1.0, 40.0
_ANY = rows_in(360.0, (Reach(),) * 12, 30.0)


@dataclass(slots=True)
class PaperGeometry:
    """``scale``: device pixels for each millimetre; ``x``, ``y``: the paper's corner in whole device pixels.

    ``fitted``: nobody has zoomed or moved it. ``whole``: it was asked to show the whole page, whatever the speed.
    """

    scale: float = 4.0
    x: int = 0
    y: int = 0
    rows: tuple[RowPlace, ...] = _ANY
    fitted: bool = True
    whole: bool = False
    paper: PaperScale = PaperScale()

    def fit(
        self, layout: PaperLayout, wanted: tuple[Reach, ...], width: float, height: float, whole: bool = False
    ) -> None:
        """As large as the whole width of the recording would be at the usual speed; rows as tall as the height allows, or as
        their traces want.

        A second of paper twice as fast is then twice as long, and what does not fit is to be scrolled to. With ``whole`` the
        page is shrunk until all of it is seen.
        """
        self.paper, self.whole = layout.paper, whole
        usual = (layout.width_mm - layout.paper.margin_mm) / layout.paper.speed * MM_PER_SECOND + PaperScale().margin_mm
        widest = width / (layout.width_mm if whole else usual)
        tallest = height / (layout.rows * layout.least_row_mm)
        self.scale = snapped(min(widest, tallest), math.floor)
        self.lay_rows(layout, wanted, height / self.scale)
        self.x = 0
        self.y = max(round((height - self.height_mm * self.scale) / 2.0), 0)
        self.fitted = True

    def lay_rows(self, layout: PaperLayout, wanted: tuple[Reach, ...], room_mm: float) -> None:
        """The rows of ``layout`` in ``room_mm`` of paper."""
        self.rows = rows_in(room_mm, wanted, layout.least_row_mm)

    @property
    def height_mm(self) -> float:
        """Of all rows together."""
        return self.rows[-1].top + self.rows[-1].height

    def zoom_by(self, factor: float, about: QPointF) -> None:
        """Zoom about a point of the screen, by at least one step of the scale."""
        wanted = snapped(self.scale * factor, round)
        if wanted == self.scale:
            wanted = snapped(self.scale + math.copysign(_STEP, factor - 1.0), round)
        ratio = wanted / self.scale
        self.x = round(about.x() - (about.x() - self.x) * ratio)
        self.y = round(about.y() - (about.y() - self.y) * ratio)
        self.scale = wanted
        self.fitted = False

    def set_scale(self, scale: float) -> None:
        """The step next to ``scale`` pixels for each millimetre, from the paper's corner on."""
        self.scale = snapped(scale, round)
        self.x = self.y = 0
        self.fitted = False

    def pan(self, dx: float, dy: float) -> None:
        """Move the paper."""
        self.x += round(dx)
        self.y += round(dy)
        self.fitted = False

    def baseline(self, row: int) -> float:
        """Device y of 0 mV in ``row``, relative to the paper's corner."""
        return self.rows[row].base * self.scale

    def seconds(self, pixels: float) -> float:
        """How long ``pixels`` are in time."""
        return pixels / self.scale / self.paper.speed

    def millivolts(self, pixels: float) -> float:
        """How high ``pixels`` are in voltage."""
        return pixels / self.scale / self.paper.gain

    def grid(self, every_mm: float, length: int, vertical: bool) -> list[int]:
        """Device coordinates inside ``length`` of the lines ``every_mm`` apart, counted from the paper's corner."""
        offset, step = (self.x if vertical else self.y), every_mm * self.scale
        first = math.ceil(-offset / step)
        return [offset + round(i * step) for i in range(first, math.floor((length - 1 - offset) / step) + 1)]


def snapped(scale: float, rounding: Callable[[float], int]) -> float:
    """``scale`` as a multiple of the step, within its limits."""
    steps = rounding(scale / _STEP + 1e-9)
    return min(max(round(steps * _STEP, 3), _LEAST), _MOST)
