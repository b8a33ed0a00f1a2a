"""What the film network reads does not depend on how the film was exposed or framed."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.nets.film_input import REFERENCE_EXPONENT, border_box, film_input, match_histogram
from cdss.records.film import Film, Window


def scene(seed: int = 0) -> np.ndarray:
    """Squares of grey from .1 to .95: a darker exposure of them is still above the black of the background."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((12, 12)).astype(np.float32)
    return np.kron(coarse, np.ones((32, 32), np.float32)) * 0.85 + 0.1


def film(pixels: np.ndarray, inverted: bool = False) -> Film:
    return Film("f", pixels.astype(np.float32), Window(0.5, 1.0, "LINEAR_EXACT"), inverted)


def test_exposure_is_taken_away():
    gap = np.abs(film_input(film(scene() ** 1.6)) - film_input(film(scene())))
    assert np.median(gap) < 0.01
    assert gap.max() < 0.2  # interpolation across an edge comes before the matching


def test_monochrome1_gives_the_same_input_as_its_positive():
    assert film_input(film(1 - scene(), inverted=True)) == pytest.approx(film_input(film(scene())), abs=0.02)


def test_flat_borders_are_cut_to_the_pixel():
    framed = np.zeros((484, 444), np.float32)
    framed[60:444, 20:404] = scene()
    assert border_box(framed) == (60, 444, 20, 404)
    assert film_input(film(framed)) == pytest.approx(film_input(film(scene())), abs=0.02)


def test_histogram_matching_keeps_black_ties_and_order():
    gray = np.array([[0.0, 0.0, 0.2], [0.2, 0.5, 0.9]], np.float32)
    matched = match_histogram(gray)
    assert matched[0, 0] == matched[0, 1] == 0.0
    assert matched[0, 2] == matched[1, 0] == pytest.approx(0.25**REFERENCE_EXPONENT, abs=1e-5)
    assert matched[1, 2] > matched[1, 1] > matched[1, 0]


@pytest.mark.parametrize(("grey", "black"), [(0, True), (1, True), (4, True), (5, False)])
def test_what_compression_made_of_black_stays_black(grey, black):
    """JPEG lifts black to 4 of 255 at most; half of the rest is darker than its middle, whatever the background's size."""
    gray = np.full((10, 10), 0.5, np.float32)
    gray[:4] = grey / 255
    matched = match_histogram(gray)
    assert (matched[0, 0] == 0.0) is np.bool_(black)
    assert matched[9, 9] == pytest.approx((0.5 if black else 0.7) ** REFERENCE_EXPONENT, abs=1e-5)


def test_an_all_black_film_stays_black():
    assert not film_input(film(np.zeros((100, 100)))).any()
