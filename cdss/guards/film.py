"""Is this picture a frontal chest film, whole, upright and with air black? Asked before a film is scored.

A small convolutional network looks at a thumbnail of 32 x 32 grey values on the reference histogram (so that exposure tells it
nothing) and gives four scores. It was fitted on variants of real films and on pictures drawn by rule
(``cdss.training.fit_film_guard``), and knows nothing of the film encoder.

What it does not claim: a lateral film is known by its stated view only, for there was no lateral film to learn from or to
measure on; a film mirrored left to right passes, for it looks like a heart on the right side; films of small children and
radiographs of other parts of the body were not at hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from cdss.core.kinds import Modality, Severity, View
from cdss.core.result import Issue, issue
from cdss.guards.borders import cut_borders
from cdss.guards.histogram import match_histogram
from cdss.nets.film_input import Gray, resized
from cdss.records.film import Film, display_gray

FILM_GUARD = "film_guard.safetensors"
"""Name of the guard's file in a model bundle."""

LATERAL, BLANK, NOT_A_CHEST = "film_lateral", "film_nearly_blank", "film_not_a_chest"
ROTATED, INVERTED, CROPPED = "film_rotated", "film_inverted", "film_cropped"

SCORED = (NOT_A_CHEST, ROTATED, INVERTED, CROPPED)
"""Codes in the order of the network's outputs."""

REJECTING = frozenset({LATERAL, BLANK, *SCORED})
"""Codes that make a film unusable: the encoder learnt from whole, upright, frontal films only, so the film counts as missing."""

SIZE = 32
"""Side of the thumbnail in pixels."""

LEAST_SPREAD = 0.02
"""Grey values (of 1) between the 2nd and the 98th percentile of the thumbnail below which nothing is seen on a film."""

_LOOK = 512
"""Pixels along the shorter side that are looked at; of larger films every second, third … row and column is taken."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FilmGuard:
    """The fitted network: three convolutions of stride 2, one hidden layer, four scores (log odds).

    ``kernels``: [out, in, 3, 3] each, with ``biases`` [out]; ``hidden`` [units, features], ``hidden_bias`` [units]; ``output``
    [4, units], ``output_bias`` [4]; ``thresholds`` [4]: a score above its threshold is a fault.
    """

    kernels: tuple[Array, ...]
    biases: tuple[Array, ...]
    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: Array
    thresholds: Array

    def scores(self, thumb: Gray) -> Array:
        """Log odds [4] in the order of ``SCORED`` for a thumbnail [32, 32] on the reference histogram."""
        x = centred(thumb)[None]
        for kernel, bias in zip(self.kernels, self.biases, strict=True):
            x = _convolved(x, kernel, bias)
        features = np.maximum(self.hidden @ x.ravel() + self.hidden_bias, 0)
        return np.asarray(self.output @ features + self.output_bias, dtype=np.float32)


def film_guard(film: Film, guard: FilmGuard) -> tuple[Issue, ...]:
    """What is wrong with ``film``, empty where it may be scored; a code in ``REJECTING`` means that it must not be."""
    if film.view is View.LATERAL:
        return (_issue(LATERAL, film),)
    thumb = _seen(film)
    low, high = np.quantile(thumb, [0.02, 0.98])
    if high - low < LEAST_SPREAD:
        return (_issue(BLANK, film),)
    above = guard.scores(match_histogram(thumb)) > guard.thresholds
    if above[SCORED.index(NOT_A_CHEST)]:
        return (_issue(NOT_A_CHEST, film),)
    return tuple(_issue(code, film) for code, found in zip(SCORED, above, strict=True) if found)


def thumbnail(gray: Gray) -> Gray:
    """What the network looks at: borders cut, [32, 32], on the reference histogram."""
    return match_histogram(resized(cut_borders(gray), SIZE))


def centred(thumb: Gray) -> Gray:
    """Thumbnails as the first convolution takes them, about 0."""
    return np.asarray((thumb - np.float32(0.5)) * np.float32(3.0), dtype=np.float32)


def load_film_guard(path: Path) -> FilmGuard:
    """The guard from its file in the bundle."""
    parts = load_file(path)
    layers = range(sum(name.startswith("kernels.") for name in parts))
    return FilmGuard(
        tuple(parts[f"kernels.{i}"] for i in layers),
        tuple(parts[f"biases.{i}"] for i in layers),
        *(parts[name] for name in _FLAT),
    )


def save_film_guard(guard: FilmGuard, path: Path) -> None:
    """Write the guard as safetensors, in single precision."""
    parts = {name: np.asarray(getattr(guard, name), dtype=np.float32) for name in _FLAT}
    for i, (kernel, bias) in enumerate(zip(guard.kernels, guard.biases, strict=True)):
        parts |= {f"kernels.{i}": kernel, f"biases.{i}": bias}
    save_file({name: np.ascontiguousarray(part) for name, part in parts.items()}, path)


_FLAT = ("hidden", "hidden_bias", "output", "output_bias", "thresholds")


def _seen(film: Film) -> Gray:
    """The film as displayed, borders cut, [32, 32]; thinned out first, for large films are slow to window."""
    step = max(1, min(film.pixels.shape) // _LOOK)
    return resized(cut_borders(display_gray(replace(film, pixels=film.pixels[::step, ::step]))), SIZE)


def _convolved(x: Array, kernel: Array, bias: Array) -> Array:
    """3 x 3 convolution of stride 2 with a border of zeros, then rectified: [in, s, s] to [out, s / 2, s / 2]."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    patches = sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::2, ::2]
    sums = np.tensordot(kernel, patches, axes=((1, 2, 3), (0, 3, 4)))
    return np.asarray(np.maximum(sums + bias[:, None, None], 0), dtype=np.float32)


def _issue(code: str, film: Film) -> Issue:
    return issue(code, Severity.WARNING, Modality.IMAGE, file=film.source)
