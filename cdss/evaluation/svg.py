"""Small drawings as inline SVG: line charts with bands, and dots with intervals. Readable in print and without colour.

Lines differ in dash as well as in colour; the colours keep a contrast of at least 4.5:1 on white and were chosen so that
the common kinds of colour blindness leave them apart (after Okabe and Ito, 2008, darkened).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

STYLES: tuple[tuple[str, str], ...] = (
    ("#0b5a9e", ""),
    ("#b3420a", "7 3"),
    ("#4a4a4a", "2 3"),
    ("#00694c", "9 3 2 3"),
    ("#8a2f78", "5 2"),
    ("#7a5b00", "1 2"),
    ("#000000", "12 4"),
)
"""Colour and dash of the first, second, … line."""

WIDTH, HEIGHT = 380, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 10, 44
ROW = 17
"""Height of a line of the legend and of a row of dots."""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis from ``low`` to ``high`` with its ``label``."""

    low: float
    high: float
    label: str

    def kept(self, value: float) -> float:
        """``value``, or the end of the axis that it lies beyond."""
        return min(max(value, self.low), self.high)

    def ticks(self) -> list[float]:
        """Round numbers, four to eight of them, inside the axis."""
        step = _step((self.high - self.low) / 5)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Trace:
    """A line of a chart; ``band``: its lower and upper bound at the same ``x``. None ends a piece of the line."""

    name: str
    x: Sequence[float]
    y: Sequence[float | None]
    band: tuple[Sequence[float | None], Sequence[float | None]] | None = None
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval, one row of a dot chart."""

    name: str
    value: float
    low: float
    high: float


def line_chart(name: str, x: Axis, y: Axis, traces: Sequence[Trace], diagonal: bool = False) -> str:
    """A chart of ``traces`` with a legend below; ``name`` is read aloud by screen readers."""
    frame = _Frame(x, y, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    parts = [frame.axes()]
    if diagonal:
        parts.append(_path(frame, [(x.low, x.low), (x.high, x.high)], "#8c8c8c", "1 3"))
    for index, (trace, (colour, dash)) in enumerate(zip(traces, _styles(len(traces)), strict=True)):
        parts += [*_trace(frame, trace, colour, dash), _legend(trace.name, index, colour, dash)]
    return _svg(name, WIDTH, HEIGHT + ROW * len(traces) + 4, parts)


def dot_chart(name: str, x: Axis, dots: Sequence[Dot]) -> str:
    """Rows of values with their intervals over one axis."""
    height = ROW * len(dots)
    label = 170
    frame = _Frame(x, Axis(0, 1, ""), label, TOP, WIDTH + 60 - label - RIGHT, height)
    parts = [frame.axes(vertical=False)]
    for index, dot in enumerate(dots):
        y = TOP + ROW * (index + 0.5)
        low, high, at = (frame.across(x.kept(v)) for v in (dot.low, dot.high, dot.value))
        parts.append(f'<text x="{label - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(dot.name)}</text>')
        parts.append(f'<path d="M{low:.1f} {y:.1f}H{high:.1f}" stroke="{STYLES[0][0]}" stroke-width="2"/>')
        parts.append(f'<circle cx="{at:.1f}" cy="{y:.1f}" r="3.5" fill="{STYLES[0][0]}"/>')
    return _svg(name, WIDTH + 60, TOP + height + BOTTOM, parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plotting area in pixels."""

    x: Axis
    y: Axis
    left: float
    top: float
    width: float
    height: float

    def across(self, value: float) -> float:
        return self.left + (value - self.x.low) / (self.x.high - self.x.low) * self.width

    def down(self, value: float) -> float:
        return self.top + (self.y.high - value) / (self.y.high - self.y.low) * self.height

    def rectangle(self) -> str:
        return f'<rect x="{self.left}" y="{self.top}" width="{self.width}" height="{self.height}"/>'

    def axes(self, vertical: bool = True) -> str:
        bottom, middle = self.top + self.height, self.left + self.width / 2
        parts = [f'<g fill="none" stroke="#6b6b6b">{self.rectangle()}</g>']
        for value in self.x.ticks():
            at = self.across(value)
            parts.append(f'<path d="M{at:.1f} {self.top}V{bottom}" stroke="#e3e3e3"/>')
            parts.append(f'<text x="{at:.1f}" y="{bottom + 15}" text-anchor="middle">{value:.4g}</text>')
        parts.append(f'<text x="{middle:.1f}" y="{bottom + 33}" text-anchor="middle">{escape(self.x.label)}</text>')
        return "".join(parts + (self._vertical() if vertical else []))

    def _vertical(self) -> list[str]:
        parts, middle = [], self.top + self.height / 2
        for value in self.y.ticks():
            at = self.down(value)
            parts.append(f'<path d="M{self.left} {at:.1f}H{self.left + self.width}" stroke="#e3e3e3"/>')
            parts.append(f'<text x="{self.left - 6}" y="{at + 4:.1f}" text-anchor="end">{value:.4g}</text>')
        turned = f'transform="translate(14 {middle:.1f}) rotate(-90)"'
        return [*parts, f'<text {turned} text-anchor="middle">{escape(self.y.label)}</text>']


def _styles(count: int) -> list[tuple[str, str]]:
    return [STYLES[i % len(STYLES)] for i in range(count)]


def _trace(frame: _Frame, trace: Trace, colour: str, dash: str) -> list[str]:
    parts = []
    if trace.band is not None and not trace.dots:
        known = [(x, a, b) for x, a, b in zip(trace.x, *trace.band, strict=True) if a is not None and b is not None]
        outline = [(x, a) for x, a, _ in known] + [(x, b) for x, _, b in reversed(known)]
        points = " ".join(f"{frame.across(x):.1f},{frame.down(frame.y.kept(y)):.1f}" for x, y in outline)
        parts.append(f'<polygon points="{points}" fill="{colour}" fill-opacity="0.13"/>')
    known_points = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if y is not None]
    parts += [_path(frame, piece, colour, dash, 1.8) for piece in inside(known_points, frame.y.low, frame.y.high)]
    return parts + (_dots(frame, trace, colour) if trace.dots else [])


def inside(points: Sequence[Point], low: float, high: float) -> list[list[Point]]:
    """The pieces of a line between ``low`` and ``high``, cut where it crosses them (not every viewer cuts by itself)."""
    pieces: list[list[Point]] = []
    for first, second in pairwise(points):
        kept = _cut(first, second, low, high)
        if kept is None:
            continue
        if pieces and pieces[-1][-1] == kept[0]:
            pieces[-1].append(kept[1])
        else:
            pieces.append([*kept])
    return pieces


def _cut(first: Point, second: Point, low: float, high: float) -> tuple[Point, Point] | None:
    """The part of one straight stretch that lies between ``low`` and ``high``, None where none does."""
    (x0, y0), (x1, y1) = first, second
    if y0 == y1:
        return (first, second) if low <= y0 <= high else None
    ends = sorted(((low - y0) / (y1 - y0), (high - y0) / (y1 - y0)))
    start, stop = max(0.0, ends[0]), min(1.0, ends[1])
    if start >= stop:
        return None

    def at(share: float) -> Point:
        return x0 + share * (x1 - x0), y0 + share * (y1 - y0)

    return (first if start == 0 else at(start)), (second if stop == 1 else at(stop))


def _dots(frame: _Frame, trace: Trace, colour: str) -> list[str]:
    """A dot at each point, with its interval as a vertical stroke."""
    parts = []
    lows, highs = trace.band or (trace.y, trace.y)
    for x, y, low, high in zip(trace.x, trace.y, lows, highs, strict=True):
        if y is None or low is None or high is None:
            continue
        at = frame.across(x)
        parts.append(f'<path d="M{at:.1f} {frame.down(low):.1f}V{frame.down(high):.1f}" stroke="{colour}"/>')
        parts.append(f'<circle cx="{at:.1f}" cy="{frame.down(y):.1f}" r="3" fill="{colour}"/>')
    return parts


def _path(frame: _Frame, points: Sequence[tuple[float, float]], colour: str, dash: str, width: float = 1.0) -> str:
    steps = "L".join(f"{frame.across(x):.1f} {frame.down(y):.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>' if points else ""


def _legend(name: str, index: int, colour: str, dash: str) -> str:
    y = HEIGHT + ROW * (index + 0.5)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    sample = f'<path d="M{LEFT} {y}h34" stroke="{colour}" stroke-width="1.8"{dashed}/>'
    return f'{sample}<text x="{LEFT + 42}" y="{y + 4}">{escape(name)}</text>'


def _svg(name: str, width: float, height: float, parts: Sequence[str]) -> str:
    opening = f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img"'
    return f'{opening} aria-label="{escape(name)}"><title>{escape(name)}</title>{"".join(parts)}</svg>'


def _step(raw: float) -> float:
    """The nearest round step not below ``raw``: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= raw - 1e-12)
