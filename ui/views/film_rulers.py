"""Measuring on the film with the mouse: what is armed, what is being drawn or moved, and what stands there.

Points are film pixels; the canvas turns the mouse into them. Nothing here depends on zoom, turn or window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from cdss.records.film_marks import Measure, MeasureKind

REACH = 9.0
"""Pixels of the screen within which an end is taken hold of."""


@dataclass(slots=True)
class _Held:
    """The end that the mouse holds: of which measurement, and whether letting go ends it."""

    index: int
    end: int
    fresh: bool = False


class FilmRulers:
    """Measurements of the film on screen. ``armed``: what the next press begins; ``selected``: what Delete takes away."""

    def __init__(self) -> None:
        self.measures: tuple[Measure, ...] = ()
        self.armed: MeasureKind | None = None
        self.selected: int | None = None
        self._held: _Held | None = None
        self._second_arm = False

    @property
    def busy(self) -> bool:
        """Whether the mouse draws or moves a measurement."""
        return self._held is not None

    @property
    def unfinished(self) -> bool:
        """Whether an angle waits for its second arm."""
        return self._second_arm

    def set_measures(self, measures: tuple[Measure, ...]) -> None:
        """Those of another film, or of the session."""
        if measures != self.measures:
            self.measures, self.selected, self._held, self._second_arm = measures, None, None, False

    def arm(self, kind: MeasureKind | None) -> None:
        """Let the next press begin ``kind``; the same again, or None, lets the mouse do the window again."""
        if self._second_arm:
            self._drop_last()
        self.armed = None if kind is self.armed else kind

    def add(self, measure: Measure) -> None:
        """Put a ready-made measurement on the film."""
        self.measures = (*self.measures, measure)
        self.selected = len(self.measures) - 1

    def press(self, at: QPointF, to_widget: QTransform) -> bool:
        """Begin at the film point ``at``, or take hold of the end that is near it; False where the press is for others."""
        point = (at.x(), at.y())
        if self._second_arm and self._held is not None:
            self._put(self._held, point)
            return True
        near = self._near(to_widget.map(at), to_widget)
        if near is not None:
            self._held, self.selected = near, near.index
            return True
        if self.armed is None:
            return False
        ends = 3 if self.armed is MeasureKind.ANGLE else 2
        self.add(Measure(self.armed, (point,) * ends))
        self._held = _Held(len(self.measures) - 1, 1, fresh=True)
        return True

    def move(self, at: QPointF) -> None:
        """The held end follows the mouse; of a new angle the vertex, which takes the second arm along."""
        if self._held is None:
            return
        point = (at.x(), at.y())
        self._put(self._held, point)
        new = self.measures[self._held.index]
        if self._held.fresh and new.kind is MeasureKind.ANGLE and not self._second_arm:
            self._put(_Held(self._held.index, 2), point)

    def release(self) -> bool:
        """Let go; True where a measurement is now other than before, False while an angle waits for its second arm.

        A click without a drag measures nothing and leaves nothing.
        """
        held, self._held = self._held, None
        if held is None:
            return False
        measure = self.measures[held.index]
        if held.fresh and not self._second_arm:
            if measure.points[0] == measure.points[1]:
                self._drop_last()
                return False
            if measure.kind is MeasureKind.ANGLE:
                self._held, self._second_arm = _Held(held.index, 2, fresh=True), True
                return False
        self._second_arm = False
        if held.fresh:
            self.armed = None
        return True

    def delete(self) -> bool:
        """Take away the selected measurement, else the last; False where there is none."""
        if not self.measures:
            return False
        index = len(self.measures) - 1 if self.selected is None else self.selected
        self.measures = self.measures[:index] + self.measures[index + 1 :]
        self.selected, self._held, self._second_arm = None, None, False
        return True

    def _near(self, at: QPointF, to_widget: QTransform) -> _Held | None:
        """The nearest end within reach of a point of the widget."""
        best, found = REACH, None
        for index, measure in enumerate(self.measures):
            for end, (x, y) in enumerate(measure.points):
                away = to_widget.map(QPointF(x, y)) - at
                if math.hypot(away.x(), away.y()) <= best:
                    best, found = math.hypot(away.x(), away.y()), _Held(index, end)
        return found

    def _put(self, held: _Held, point: tuple[float, float]) -> None:
        changed = list(self.measures)
        changed[held.index] = changed[held.index].moved(held.end, point)
        self.measures = tuple(changed)

    def _drop_last(self) -> None:
        self.measures = self.measures[:-1]
        self.selected, self._held, self._second_arm = None, None, False
