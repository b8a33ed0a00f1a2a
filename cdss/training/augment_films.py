"""Augmentations a radiologist would accept: small rotation, scale and shift, exposure, blur, JPEG; never a flip."""

from __future__ import annotations

import io

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cdss.nets.film_input import Gray


def augmented(gray: NDArray[np.uint8], rng: Generator) -> Gray:
    """One random variant of a uint8 film [s, s], float32 in [0, 1]."""
    image = _moved(Image.fromarray(gray), rng)
    if rng.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 0.8))))
    if rng.random() < 0.3:
        image = _jpeg(image, int(rng.integers(50, 95)))
    return _exposed(np.asarray(image, dtype=np.float32) / 255.0, rng)


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


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    found = Image.open(buffer).convert("L")
    return Image.fromarray(np.where(np.asarray(image) > 0, np.asarray(found), 0).astype(np.uint8))


def _exposed(x: Gray, rng: Generator) -> Gray:
    gamma = float(np.exp(rng.uniform(-0.25, 0.25)))
    gain, lift = rng.uniform(0.88, 1.12), rng.uniform(-0.05, 0.05)
    return np.clip(np.power(x, gamma) * gain + lift, 0, 1).astype(np.float32)
