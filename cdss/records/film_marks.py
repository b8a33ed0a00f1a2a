"""What a clinician marks on a film: lengths, angles, the cardiothoracic ratio; in film pixels, so that it stays on the film."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from cdss.core.kinds import View
from cdss.records.film import Film

Point = tuple[float, float]
"""Column and row in film pixels; (0, 0) is the outer corner of the first pixel."""

_READY = ((0.36, 0.66), (0.64, 0.66), (0.12, 0.78), (0.88, 0.78))
"""Where the ready-made pair of the ratio lies on an upright film, as shares of width and height; to be moved by its ends."""


class MeasureKind(StrEnum):
    """``DISTANCE``: two ends. ``ANGLE``: end, vertex, end. ``RATIO``: the ends of the heart, then of the thorax."""

    DISTANCE = "distance"
    ANGLE = "angle"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement. ``unset``: ends that nobody has placed yet. ``across``: the axis along which a ratio's lines lie.

    ``across`` 0 is along the film's rows, 1 along its columns (a film that is stored lying on its side).
    """

    kind: MeasureKind
    points: tuple[Point, ...]
    unset: tuple[int, ...] = ()
    across: int = 0

    def moved(self, end: int, to: Point) -> Measure:
        """With one end at ``to``; both ends of a ratio's line stay on one height."""
        points = list(self.points)
        points[end] = to
        if self.kind is MeasureKind.RATIO:
            other, level = end ^ 1, 1 - self.across
            kept = list(points[other])
            kept[level] = to[level]
            points[other] = (kept[0], kept[1])
        return replace(self, points=tuple(points), unset=tuple(i for i in self.unset if i != end))


@dataclass(frozen=True, slots=True)
class Look:
    """How a film is looked at, in figures that hold for a film and a pane of any size.

    ``zoom``: times as large as when the whole film fits the pane, 1 where ``fitted``. ``across``, ``down``: the film point in
    the middle, as shares of the film as stored. ``center``, ``width``: the window, counted from the centre of the file's own
    window in its widths.
    """

    zoom: float
    across: float
    down: float
    turns: int
    inverted: bool
    center: float
    width: float
    function: str
    fitted: bool

    def same_as(self, other: Look) -> bool:
        """Whether no one would see a difference."""
        if (self.turns, self.inverted, self.fitted) != (other.turns, other.inverted, other.fitted):
            return False
        window = abs(self.center - other.center) < 1e-3 and abs(self.width - other.width) < 1e-3
        place = max(abs(self.across - other.across), abs(self.down - other.down)) < 4e-3
        return window and (self.fitted or (place and abs(self.zoom / other.zoom - 1.0) < 1e-2))


@dataclass(frozen=True, slots=True)
class FilmMarks:
    """All that is marked on one film. ``keys``: its key images, as they were looked at."""

    measures: tuple[Measure, ...] = ()
    keys: tuple[Look, ...] = ()


def ready_ratio(film: Film, turns: int = 0) -> Measure:
    """The pair of distances of the cardiothoracic ratio, horizontal on the film in ``turns`` quarter turns clockwise."""
    rows, columns = film.pixels.shape
    turned = (_unturned(x, y, turns) for x, y in _READY)
    points = tuple((x * columns, y * rows) for x, y in turned)
    return Measure(MeasureKind.RATIO, points, unset=(0, 1, 2, 3), across=turns % 2)


def length(film: Film, one: Point, other: Point) -> float:
    """Distance in mm where the film has spacing (rows and columns may differ), else in film pixels."""
    row_mm, column_mm = film.spacing_mm or (1.0, 1.0)
    return math.hypot((other[0] - one[0]) * column_mm, (other[1] - one[1]) * row_mm)


def angle(film: Film, one: Point, vertex: Point, other: Point) -> float | None:
    """Angle at ``vertex`` in degrees, 0 to 180, in mm where there is spacing; None where an arm has no length."""
    row_mm, column_mm = film.spacing_mm or (1.0, 1.0)
    ax, ay = (one[0] - vertex[0]) * column_mm, (one[1] - vertex[1]) * row_mm
    bx, by = (other[0] - vertex[0]) * column_mm, (other[1] - vertex[1]) * row_mm
    if math.hypot(ax, ay) == 0.0 or math.hypot(bx, by) == 0.0:
        return None
    return math.degrees(abs(math.atan2(ax * by - ay * bx, ax * bx + ay * by)))


def cardiothoracic_ratio(film: Film, measure: Measure) -> float | None:
    """Greatest horizontal width of the heart by that of the thorax inside the ribs (Danzer, Am J Med Sci 1919;157:513).

    None until all four ends have been placed, where the thorax has no width, and on a lateral film. On an anteroposterior film
    the heart lies farther from the detector and is magnified: the ratio is overestimated there, and is reliable on
    posteroanterior films only (Chon et al., J Korean Med Sci 2011;26:1446).
    """
    if measure.unset or film.view is View.LATERAL:
        return None
    heart, thorax = length(film, *measure.points[:2]), length(film, *measure.points[2:])
    return heart / thorax if thorax > 0.0 else None


def _unturned(x: float, y: float, turns: int) -> Point:
    """Shares of the film as stored for shares of it as it lies on the screen."""
    return ((x, y), (y, 1.0 - x), (1.0 - x, 1.0 - y), (1.0 - y, x))[turns % 4]
