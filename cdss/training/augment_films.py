"""Augmentations a radiologist would accept: small rotation, scale and shift, exposure; never a flip.

``augmented`` keeps a film as it is displayed, ``evened`` takes its appearance away as a clue to its label.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cdss.guards.histogram import match_histogram
from cdss.nets.film_input import Gray


def augmented(gray: NDArray[np.uint8], rng: Generator) -> Gray:
    """One random variant of a uint8 film [s, s], float32 in [0, 1]."""
    moved = np.asarray(_moved(Image.fromarray(gray), rng), dtype=np.float32) / 255.0
    gain, lift = rng.uniform(0.9, 1.1), rng.uniform(-0.05, 0.05)
    return np.asarray(np.clip(moved * gain + lift, 0, 1), dtype=np.float32)


def evened(gray: NDArray[np.uint8], rng: Generator) -> Gray:
    """One random variant of a uint8 film [s, s] on the common histogram, float32 in [0, 1]: moved, blurred, compressed,
    noisy, then re-exposed and with up to two boxes erased."""
    image = _moved(Image.fromarray(gray), rng)
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.2))))
    if rng.random() < 0.5:
        image = _compressed(image, int(rng.integers(30, 95)))
    x = np.asarray(image, dtype=np.float32) / np.float32(255)
    if rng.random() < 0.5:
        x = np.clip(x + rng.normal(0, rng.uniform(0.005, 0.04), x.shape).astype(np.float32) * (x > 0), 0, 1)
    return _erased(_exposed(match_histogram(x), rng), rng)


def _moved(image: Image.Image, rng: Generator) -> Image.Image:
    side = image.size[0]
    angle = np.deg2rad(rng.uniform(-8, 8))
    scale_x, scale_y = rng.uniform(0.85, 1.1, 2)
    cos, sin = np.cos(angle) * scale_x, np.sin(angle) * scale_y
    centre = side / 2
    dx, dy = rng.uniform(-0.05, 0.05, 2) * side
    coefficients = (
        cos,
        sin,
        centre - cos * centre - sin * centre + dx,
        -sin,
        cos,
        centre + sin * centre - cos * centre + dy,
    )
    return image.transform(image.size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR)


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    """What JPEG leaves of the film; black stays black."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    found = Image.open(buffer).convert("L")
    return Image.fromarray(np.where(np.asarray(image) > 0, np.asarray(found), 0).astype(np.uint8))


def _exposed(x: Gray, rng: Generator) -> Gray:
    gamma = float(np.exp(rng.uniform(-0.35, 0.35)))
    gain, lift = rng.uniform(0.85, 1.15), rng.uniform(-0.05, 0.05)
    return np.clip(np.power(x, gamma) * gain + lift * (x > 0), 0, 1).astype(np.float32)


def _erased(x: Gray, rng: Generator) -> Gray:
    side = x.shape[0]
    for _ in range(int(rng.integers(0, 3))):
        height, width = rng.integers(side // 16, side // 5, 2)
        top, left = rng.integers(0, side - height), rng.integers(0, side - width)
        x[top : top + height, left : left + width] = rng.uniform(0, 1)
    return x
