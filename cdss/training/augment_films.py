"""Augmentations a radiologist would accept: small rotation, scale and shift, exposure; never a flip."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from cdss.nets.film_input import Gray


def augmented(gray: NDArray[np.uint8], rng: Generator) -> Gray:
    """One random variant of a uint8 film [s, s], float32 in [0, 1]."""
    moved = np.asarray(_moved(Image.fromarray(gray), rng), dtype=np.float32) / 255.0
    gain, lift = rng.uniform(0.9, 1.1), rng.uniform(-0.05, 0.05)
    return np.asarray(np.clip(moved * gain + lift, 0, 1), dtype=np.float32)


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
