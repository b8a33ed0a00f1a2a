"""Variants of training films: what a good film of another hospital may look like, and the faults that the film guard names.

All pictures are grey arrays in [0, 1], [side, side] unless said otherwise.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from PIL import Image

from cdss.nets.film_input import Gray

SIDE = 112
"""Side in pixels at which variants are made; the guard looks at far fewer."""

MOST_TILT = 15.0
"""Degrees that a patient may lean on an acceptable portable film."""


def good_variant(gray: Gray, rng: Generator) -> Gray:
    """A film that must pass: tilted, shifted, tightly or widely collimated, mirrored, marked, clouded, noisy or soft."""
    x = moved(gray, rng, MOST_TILT, (0.82, 1.18))
    if rng.random() < 0.15:
        x = x[:, ::-1].copy()
    for chance, change in ((0.3, _shaded), (0.25, _clouded), (0.25, _framed), (0.5, _marked), (0.3, _clipped)):
        if rng.random() < chance:
            x = change(x, rng)
    return _grainy(x, rng)


def moved(gray: Gray, rng: Generator, tilt: float, scales: tuple[float, float]) -> Gray:
    """Turned by up to ``tilt`` degrees, stretched each way and shifted by up to 6 %; what lies outside is black."""
    side = gray.shape[0]
    angle = np.deg2rad(rng.uniform(-tilt, tilt))
    scale = rng.uniform(*scales)
    across, down = scale * rng.uniform(0.92, 1.08), scale * rng.uniform(0.92, 1.08)
    cos, sin, centre = np.cos(angle), np.sin(angle), side / 2
    dx, dy = rng.uniform(-0.06, 0.06, 2) * side
    a, b, d, e = cos * across, sin * across, -sin * down, cos * down
    shift = (centre - a * centre - b * centre + dx, centre - d * centre - e * centre + dy)
    coefficients = (a, b, shift[0], d, e, shift[1])
    image = Image.fromarray(gray).transform(
        (side, side), Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR
    )
    return np.array(image, dtype=np.float32)


def turned(gray: Gray, rng: Generator) -> Gray:
    """Turned by 90, 180 or 270 degrees, or upside down, mirrored or not: six ways of equal chance."""
    quarter = int(rng.integers(0, 6))
    x = np.rot90(gray, 1 + quarter % 3)
    return np.ascontiguousarray(x[:, ::-1] if quarter >= 3 else x)


def inverted(gray: Gray) -> Gray:
    """The grey scale turned round: air white, bone black."""
    return np.subtract(1.0, gray, dtype=np.float32)


def cropped(gray: Gray, rng: Generator) -> Gray:
    """A part of the film: one half (four in ten), else a rectangle of 15 to 35 % of its area, stretched to the square."""
    side = gray.shape[0]
    if rng.random() < 0.4:
        height, width = ((side // 2, side), (side, side // 2))[int(rng.integers(0, 2))]
        top, left = (side - height) * int(rng.integers(0, 2)), (side - width) * int(rng.integers(0, 2))
    else:
        area, shape = rng.uniform(0.15, 0.35), np.exp(rng.uniform(-0.4, 0.4))
        height, width = int(side * np.sqrt(area * shape)), int(side * np.sqrt(area / shape))
        top, left = int(rng.integers(0, side - height + 1)), int(rng.integers(0, side - width + 1))
    part = Image.fromarray(np.ascontiguousarray(gray[top : top + height, left : left + width]))
    return np.array(part.resize((side, side), Image.Resampling.BILINEAR), dtype=np.float32)


def smooth_field(side: int, rng: Generator, steepness: float) -> Gray:
    """Random field of mean 0 and standard deviation 1 whose amplitude falls with frequency to the power ``steepness``."""
    fy, fx = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    radius = np.maximum(np.hypot(fy, fx), 1.0 / side)
    wave = rng.normal(size=(side, side // 2 + 1)) + 1j * rng.normal(size=(side, side // 2 + 1))
    field = np.fft.irfft2(wave * radius**-steepness, s=(side, side))
    return np.asarray((field - field.mean()) / max(float(field.std()), 1e-9), dtype=np.float32)


def _shaded(x: Gray, rng: Generator) -> Gray:
    """Uneven exposure over the plate."""
    return np.clip(x * (1 + rng.uniform(0.05, 0.25) * smooth_field(x.shape[0], rng, 3.0)), 0, 1).astype(np.float32)


def _clouded(x: Gray, rng: Generator) -> Gray:
    """A large opacity, as of fluid or a collapsed lung."""
    side = x.shape[0]
    rows, columns = np.mgrid[:side, :side].astype(np.float32) / side
    y0, x0 = rng.uniform(0.3, 0.75), rng.choice([0.3, 0.7]) + rng.uniform(-0.08, 0.08)
    height, width = rng.uniform(0.08, 0.3), rng.uniform(0.08, 0.2)
    cloud = np.exp(-(((rows - y0) / height) ** 2) - ((columns - x0) / width) ** 2) * rng.uniform(0.4, 1.0)
    return np.asarray(x + (x.max() * 0.9 - x).clip(0) * cloud, dtype=np.float32)


def _framed(x: Gray, rng: Generator) -> Gray:
    """Collimator blades or a border of one grey, up to 12 % on each side."""
    side = x.shape[0]
    top, bottom, left, right = (rng.uniform(0, 0.12, 4) * side).astype(int)
    grey = np.float32(rng.choice([0.0, 0.0, 0.05, 1.0]))
    out = np.full_like(x, grey)
    out[top : side - bottom, left : side - right] = x[top : side - bottom, left : side - right]
    return out


def _marked(x: Gray, rng: Generator) -> Gray:
    """Markers, letters, electrodes and tubes: small bright or dark boxes and lines."""
    side, out = x.shape[0], x.copy()
    for _ in range(int(rng.integers(1, 5))):
        height, width = rng.integers(2, side // 8, 2)
        if rng.random() < 0.5:
            height, width = (2, width * 3) if rng.random() < 0.5 else (height * 3, 2)
        top, left = rng.integers(0, side - 4, 2)
        out[top : top + height, left : left + width] = rng.choice([0.0, 1.0, 1.0])
    return out


def _clipped(x: Gray, rng: Generator) -> Gray:
    """A narrow window: part of the grey values at black or white."""
    low, high = np.quantile(x, [rng.uniform(0, 0.15), rng.uniform(0.8, 1.0)])
    return np.asarray(np.clip((x - low) / max(float(high - low), 1e-3), 0, 1), dtype=np.float32)


def _grainy(x: Gray, rng: Generator) -> Gray:
    noise = rng.normal(0, rng.uniform(0, 0.05), x.shape)
    return np.clip(x + noise * (x > 0), 0, 1).astype(np.float32)
