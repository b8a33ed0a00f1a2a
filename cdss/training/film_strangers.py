"""Pictures that are no chest films, drawn by rule: they show the film guard what else a picture can be.

None is taken from a real picture of another kind, so that photographs, CT and MR slices stay unseen until they are measured
on. All are grey arrays in [0, 1], [side, side].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cdss.nets.film_input import Gray
from cdss.training.film_variants import smooth_field

Stranger = Callable[[Gray, Generator], Gray]


def stranger(film: Gray, rng: Generator) -> Gray:
    """One picture of a random kind; some kinds are made of ``film`` [side, side], the others only take its size."""
    kind = STRANGERS[int(rng.integers(0, len(STRANGERS)))]
    x = kind(film, rng)
    x = x.T if rng.random() < 0.3 else x
    return np.ascontiguousarray(1 - x if rng.random() < 0.3 else x, dtype=np.float32)


def noise(film: Gray, rng: Generator) -> Gray:
    """Random fields from white noise to smooth clouds."""
    return _unit(smooth_field(film.shape[0], rng, rng.uniform(0.0, 3.0)))


def scrambled(film: Gray, rng: Generator) -> Gray:
    """The film's own frequencies with the phases of noise."""
    other = np.angle(np.fft.rfft2(rng.normal(size=film.shape)))
    return _unit(np.fft.irfft2(np.abs(np.fft.rfft2(film - film.mean())) * np.exp(1j * other), s=film.shape))


def shuffled(film: Gray, rng: Generator) -> Gray:
    """The film cut into squares and put together in another order."""
    count = int(rng.integers(2, 7))
    size = film.shape[0] // count
    order = rng.permutation(count * count)
    out = np.zeros_like(film)
    for place, source in enumerate(order):
        y, x, v, u = place // count * size, place % count * size, source // count * size, source % count * size
        out[y : y + size, x : x + size] = film[v : v + size, u : u + size]
    return out[: count * size, : count * size]


def gradient(film: Gray, rng: Generator) -> Gray:
    """A straight or round ramp with a little noise."""
    rows, columns = _grid(film.shape[0])
    angle, (y, x) = rng.uniform(0, 2 * np.pi), rng.uniform(-0.2, 1.2, 2)
    ramp = np.cos(angle) * rows + np.sin(angle) * columns if rng.random() < 0.5 else np.hypot(rows - y, columns - x)
    return _unit(_unit(ramp) ** rng.uniform(0.5, 2) + rng.normal(0, rng.uniform(0, 0.1), ramp.shape))


def scene(film: Gray, rng: Generator) -> Gray:
    """Things in front of each other, large and small, each with its own shade: the statistics of photographs."""
    side = film.shape[0]
    rows, columns = _grid(side)
    out = np.full((side, side), rng.uniform(0, 1))
    for radius in np.sort(rng.uniform(0.02, rng.uniform(0.15, 0.6), int(rng.integers(5, 60))))[::-1]:
        out = np.where(_shape(rows, columns, float(radius), rng), _shade(rows, columns, rng), out)
    return _unit(out + rng.normal(0, 0.02, out.shape))


def body_slice(film: Gray, rng: Generator) -> Gray:
    """A bright oval with ovals inside, on black: what head, trunk or a test phantom look like in a slice."""
    rows, columns = _grid(film.shape[0])
    y, x = 0.5 + rng.uniform(-0.08, 0.08, 2)
    height, width = rng.uniform(0.25, 0.48, 2)
    inside = ((rows - y) / height) ** 2 + ((columns - x) / width) ** 2
    out = np.where(inside < 1, rng.uniform(0.3, 0.7), 0.0)
    out = np.where((inside < 1) & (inside > rng.uniform(0.75, 0.97)), rng.uniform(0.6, 1.0), out)
    for _ in range(int(rng.integers(2, 14))):
        v, u = y + rng.uniform(-0.6, 0.6) * height, x + rng.uniform(-0.6, 0.6) * width
        a, b = rng.uniform(0.02, 0.4) * height, rng.uniform(0.02, 0.4) * width
        part = (((rows - v) / a) ** 2 + ((columns - u) / b) ** 2 < 1) & (inside < 1)
        out = np.where(part, rng.uniform(0, 1), out)
    return _clipped(out + rng.normal(0, rng.uniform(0.005, 0.05), out.shape) * (inside < 1))


def limbs(film: Gray, rng: Generator) -> Gray:
    """Bright bars that taper, on a dark ground: hands, arms and legs on a radiograph."""
    rows, columns = _grid(film.shape[0])
    out, tilt = np.zeros(film.shape), rng.uniform(-0.6, 0.6)
    for _ in range(int(rng.integers(1, 7))):
        x, half = rng.uniform(0.05, 0.95), rng.uniform(0.03, 0.2) * (1 + rng.uniform(-0.6, 0.6) * rows)
        distance = np.abs(columns - x - (tilt + rng.normal(0, 0.15)) * (rows - 0.5)) / half
        flesh, bone = np.clip(1 - distance**2, 0, 1) ** 0.5, np.clip(1 - (distance / 0.5) ** 2, 0, 1) ** 0.3
        start, end = np.sort(rng.uniform(-0.5, 1.5, 2))
        out = np.maximum(out, (0.5 * flesh + 0.4 * bone) * ((rows > start) & (rows < end)))
    return _clipped(out + rng.normal(0, 0.02, out.shape))


def lines_of_text(film: Gray, rng: Generator) -> Gray:
    """Rows of small strokes on paper, with margins, gaps between words and an empty end of the page."""
    side = film.shape[0]
    out = np.ones((side, side))
    height, y = int(rng.integers(2, 9)), int(rng.integers(0, side // 4))
    last = int(rng.uniform(0.2, 1.0) * side)
    while y + height < last:
        start, end = int(rng.integers(0, side // 6)), int(rng.uniform(0.4, 1.0) * side)
        strokes = (rng.random((height, max(end - start, 1))) < 0.55) & (rng.random(max(end - start, 1)) < 0.8)[None]
        out[y : y + height, start : start + strokes.shape[1]] -= strokes * rng.uniform(0.5, 1.0)
        y += height + int(rng.integers(1, 8))
    return _clipped(out)


def tracing(film: Gray, rng: Generator) -> Gray:
    """Curves on ruled paper or a dark screen: ECG print-outs and monitors."""
    side = film.shape[0]
    out = np.full((side, side), 1.0)
    step = int(rng.integers(4, 16))
    out[::step] -= 0.25
    out[:, ::step] -= 0.25
    rows = int(rng.integers(1, 7))
    period = rng.uniform(side / 12, side / 3)
    for row in range(rows):
        height, beats = side / rows, np.arange(side) % period / period
        curve = rng.uniform(0.2, 0.45) * height * np.exp(-(((beats - 0.5) / 0.03) ** 2)) + rng.normal(0, 0.5, side)
        middle = (height * (row + 0.6) - curve).clip(1, side - 2).astype(int)
        out[middle, np.arange(side)] = out[middle - 1, np.arange(side)] = 0.0
    return _clipped(out)


def screen(film: Gray, rng: Generator) -> Gray:
    """Panels with text, a picture and bars beside each other, as on a computer screen."""
    side = film.shape[0]
    out = np.full((side, side), rng.choice([0.05, 0.2, 0.9, 1.0]))
    for _ in range(int(rng.integers(2, 9))):
        height, width = rng.integers(side // 12, side * 2 // 3, 2)
        top, left = int(rng.integers(0, side - height)), int(rng.integers(0, side - width))
        kind = (lines_of_text, noise, gradient, tracing)[int(rng.integers(0, 4))]
        plain = np.full((height, width), rng.uniform(0, 1))
        out[top : top + height, left : left + width] = plain if rng.random() < 0.4 else kind(film, rng)[:height, :width]
    return out


STRANGERS: tuple[Stranger, ...] = (
    *(noise, scrambled, shuffled, shuffled, gradient, scene, scene, scene),
    *(body_slice, body_slice, limbs, lines_of_text, tracing, screen),
)
"""The kinds by their share."""


def _grid(side: int) -> tuple[Gray, Gray]:
    rows, columns = np.mgrid[:side, :side].astype(np.float32) / side
    return rows, columns


def _shape(rows: Gray, columns: Gray, radius: float, rng: Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """An ellipse or a rectangle of about ``radius`` at a random place and angle."""
    angle, (y, x) = rng.uniform(0, np.pi), rng.uniform(0, 1, 2)
    along = (np.cos(angle) * (rows - y) + np.sin(angle) * (columns - x)) / radius
    across = (np.cos(angle) * (columns - x) - np.sin(angle) * (rows - y)) / (radius * rng.uniform(0.3, 1.0))
    inside = along**2 + across**2 < 1 if rng.random() < 0.5 else np.maximum(np.abs(along), np.abs(across)) < 1
    return np.asarray(inside)


def _shade(rows: Gray, columns: Gray, rng: Generator) -> Gray:
    """A flat or graded shade, now and then ruled."""
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * rows + np.sin(angle) * columns
    shade = rng.uniform(0, 1) + rng.uniform(-0.5, 0.5) * along
    if rng.random() < 0.2:
        shade = shade + 0.3 * np.sign(np.sin(along * rng.uniform(20, 200)))
    return np.asarray(shade, dtype=np.float32)


def _clipped(x: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Gray:
    return np.asarray(np.clip(x, 0, 1), dtype=np.float32)


def _unit(x: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Gray:
    low, high = float(x.min()), float(x.max())
    return ((x - low) / max(high - low, 1e-9)).astype(np.float32)
