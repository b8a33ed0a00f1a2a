"""Variants, faults and strange pictures: each is what its name says, and still a picture."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.training.film_strangers import STRANGERS, stranger
from cdss.training.film_variants import cropped, good_variant, inverted, moved, smooth_field, turned

SIDE = 96


@pytest.fixture
def film():
    """Each pixel its own grey: brighter downwards, and to the right by a little."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
    return (0.1 + 0.7 * rows + 0.1 * columns).astype(np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def is_picture(x):
    return x.dtype == np.float32 and x.min() >= 0 and x.max() <= 1 and x.shape[0] == x.shape[1]


@pytest.mark.parametrize("kind", sorted({k.__name__ for k in STRANGERS}))
def test_every_kind_draws_another_picture_each_time(kind, film, rng):
    draw = next(k for k in STRANGERS if k.__name__ == kind)
    first, second = draw(film, rng), draw(film, rng)
    assert first.shape[0] == first.shape[1]
    assert first.min() >= 0
    assert first.max() <= 1
    assert not np.array_equal(first, second)
    assert first.std() > 0.005 or kind == "limbs"


def test_strange_pictures_are_pictures(film, rng):
    assert all(is_picture(stranger(film, rng)) for _ in range(60))


def test_a_good_variant_is_a_picture_still_the_right_way_up(film, rng):
    variants = [good_variant(film, rng) for _ in range(60)]
    assert all(is_picture(x) and x.shape == film.shape for x in variants)
    third = SIDE // 3
    brighter_below = [x[-third:].mean() > x[:third].mean() for x in variants]
    assert np.mean(brighter_below) > 0.9


def test_a_turned_film_is_one_of_six_and_never_upright(film, rng):
    seen = {turned(film, rng).tobytes() for _ in range(200)}
    assert len(seen) == 6
    assert film.tobytes() not in seen
    assert np.ascontiguousarray(film[:, ::-1]).tobytes() not in seen
    assert np.ascontiguousarray(film[::-1]).tobytes() in seen
    assert np.ascontiguousarray(film[::-1, ::-1]).tobytes() in seen


def test_inverting_turns_the_grey_scale_round(film):
    assert inverted(film) == pytest.approx(1 - film)
    assert inverted(inverted(film)) == pytest.approx(film, abs=1e-6)


def test_a_crop_shows_half_or_less(film, rng):
    """On a plane of greys, the spread of a part down and across is its height and width."""
    for _ in range(100):
        x = cropped(film, rng)
        assert x.shape == film.shape
        height = (x[-1].mean() - x[0].mean()) / 0.7
        width = (x[:, -1].mean() - x[:, 0].mean()) / 0.1
        assert 0.1 < height * width < 0.53


def test_a_moved_film_keeps_its_place_where_nothing_is_to_move(film):
    class Still:
        def uniform(self, low, high, size=None):
            middle = (low + high) / 2
            return middle if size is None else np.full(size, middle)

    assert moved(film, Still(), 15, (0.9, 1.1)) == pytest.approx(film, abs=1e-4)


def test_steep_fields_are_smooth_and_flat_ones_rough(rng):
    def roughness(steepness):
        field = smooth_field(SIDE, rng, steepness)
        assert field.mean() == pytest.approx(0, abs=1e-3)
        assert field.std() == pytest.approx(1, abs=1e-2)
        return np.abs(np.diff(field, axis=0)).mean()

    assert roughness(3.0) < 0.2
    assert roughness(0.0) > 1.0
