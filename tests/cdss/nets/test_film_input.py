"""What the film network reads: the film as displayed."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.nets.film_input import film_input, read_box
from cdss.records.film import Film, Window


def scene(seed: int = 0) -> np.ndarray:
    """Squares of grey from .1 to .95: a darker exposure of them is still above the black of the background."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((12, 12)).astype(np.float32)
    return np.kron(coarse, np.ones((32, 32), np.float32)) * 0.85 + 0.1


def film(pixels: np.ndarray, inverted: bool = False) -> Film:
    return Film("f", pixels.astype(np.float32), Window(0.5, 1.0, "LINEAR_EXACT"), inverted)


def test_monochrome1_gives_the_same_input_as_its_positive():
    assert film_input(film(1 - scene(), inverted=True)) == pytest.approx(film_input(film(scene())), abs=0.02)


def test_grey_values_are_those_on_display():
    seen = film_input(film(scene()))
    assert seen.shape == (224, 224)
    assert seen.mean() == pytest.approx(scene().mean(), abs=0.01)
    assert film_input(film(scene() * 0.8)).mean() == pytest.approx(0.8 * scene().mean(), abs=0.01)


def test_an_all_black_film_stays_black():
    assert not film_input(film(np.zeros((100, 100)))).any()


def test_the_whole_film_is_read_its_frame_too():
    framed = np.zeros((484, 444), np.float32)
    framed[60:444, 20:404] = scene()
    assert film_input(film(framed))[0].max() == 0.0
    assert read_box(film(framed)) == (0, 484, 0, 444)


def test_the_input_may_be_written_to_as_torch_demands():
    assert film_input(film(scene())).flags.writeable
