"""Where the film lies on the screen, in device pixels, and which part of which level of its pyramid that needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

_LARGEST_ZOOM = 32.0
_SMALLEST_SIDE = 32.0


@dataclass(frozen=True, slots=True)
class VisiblePart:
    """``rows`` and ``columns`` of pyramid level ``level``, to be drawn onto ``target`` (device pixels)."""

    level: int
    rows: slice
    columns: slice
    target: QRectF


@dataclass(slots=True)
class FilmGeometry:
    """Film size in film pixels, ``scale`` in device pixels for each of them, and the top left corner in device pixels.

    ``turns``: quarter turns clockwise, 0 to 3; the corner is that of the film as it lies on the screen.
    """

    columns: int = 1
    rows: int = 1
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    fitted: bool = True
    turns: int = 0

    @property
    def across(self) -> int:
        """Film pixels from left to right on the screen."""
        return self.rows if self.turns % 2 else self.columns

    @property
    def down(self) -> int:
        """Film pixels from top to bottom on the screen."""
        return self.columns if self.turns % 2 else self.rows

    def fitting_scale(self, width: float, height: float) -> float:
        """The scale at which the whole film just fits ``width`` x ``height``."""
        return max(min(width / self.across, height / self.down), 1e-3)

    def fit(self, width: float, height: float) -> None:
        """Centre the whole film in ``width`` x ``height``."""
        self.scale = self.fitting_scale(width, height)
        self.x = (width - self.across * self.scale) / 2.0
        self.y = (height - self.down * self.scale) / 2.0
        self.fitted = True

    def turn_to(self, turns: int, about: QPointF) -> None:
        """Turn the film so that the film point under ``about`` stays there."""
        kept = self.film_at(about)
        self.turns = turns % 4
        moved = about - self.to_screen().map(kept)
        self.x += moved.x()
        self.y += moved.y()

    def to_screen(self) -> QTransform:
        """From film pixels (column, row) to device pixels; (0, 0) is the outer corner of the film's first pixel."""
        place, s = self.rect(), self.scale
        cos, sin = ((s, 0.0), (0.0, s), (-s, 0.0), (0.0, -s))[self.turns]
        left, top = ((0, 0), (self.rows, 0), (self.columns, self.rows), (0, self.columns))[self.turns]
        return QTransform(cos, sin, -sin, cos, place.x() + left * s, place.y() + top * s)

    def film_at(self, at: QPointF) -> QPointF:
        """The film point, in film pixels, under a device point."""
        back, _ = self.to_screen().inverted()
        return back.map(at)

    def zoom_to(self, scale: float, about: QPointF) -> None:
        """Zoom so that the film point under ``about`` stays there."""
        least = min(_SMALLEST_SIDE / max(self.columns, self.rows), self.scale)
        new = min(max(scale, least), _LARGEST_ZOOM)
        self.x = about.x() - (about.x() - self.x) * new / self.scale
        self.y = about.y() - (about.y() - self.y) * new / self.scale
        self.scale = new
        self.fitted = False

    def pan(self, dx: float, dy: float) -> None:
        """Move the film."""
        self.x += dx
        self.y += dy
        self.fitted = False

    def rect(self) -> QRectF:
        """The film's place; its corner on a whole device pixel, so that 1:1 shows every pixel as it is."""
        return QRectF(round(self.x), round(self.y), self.across * self.scale, self.down * self.scale)

    def visible(self, levels: int, width: float, height: float) -> VisiblePart:
        """The part inside ``width`` x ``height``, from the level whose pixels are just finer than the screen's.

        Rows and columns are those of the film as turned.
        """
        level = min(max(math.floor(math.log2(1.0 / self.scale)), 0), levels - 1)
        size = self.scale * 2**level
        place = self.rect()
        rows = _span(-place.y() / size, (height - place.y()) / size, math.ceil(self.down / 2**level))
        columns = _span(-place.x() / size, (width - place.x()) / size, math.ceil(self.across / 2**level))
        target = QRectF(
            place.x() + columns.start * size,
            place.y() + rows.start * size,
            (columns.stop - columns.start) * size,
            (rows.stop - rows.start) * size,
        )
        return VisiblePart(level, rows, columns, target)


def _span(low: float, high: float, count: int) -> slice:
    """Whole pixels that cover ``low`` to ``high`` with one more on each side for smooth borders, within 0 to ``count``."""
    start = min(max(math.floor(low) - 1, 0), count)
    return slice(start, max(min(math.ceil(high) + 1, count), start))
