"""Opacities are planted in lung, look as they should, and a map that peaks elsewhere does not point at them."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import View
from cdss.evaluation.explanations.patients import unseen_films
from cdss.evaluation.explanations.planted_film import (
    CELL,
    RADIUS,
    Place,
    around,
    film_plants,
    lung_near,
    pointing,
    shape_of,
    with_opacity,
)
from cdss.readers.film_common import full_window
from cdss.records.attribution import Method
from cdss.records.film import Film
from cdss.records.film_map import FilmMap
from cdss.training.cohort_visits import load_visits

SIDE = 280
PLACE = Place(0.3, 0.4)


@pytest.fixture
def chest():
    """Soft tissue of 200, an abdomen of 230, two lungs of 100, and air of 5 at the borders."""
    pixels = np.full((SIDE, SIDE), 200.0, np.float32)
    pixels[195:] = 230.0
    for left in (50, 160):
        pixels[60:190, left : left + 70] = 100.0
    pixels[:, :15] = pixels[:, -15:] = 5.0
    return Film("chest.png", pixels, full_window(0.0, 255.0), view=View.PA)


def map_at(across, down, against=None):
    values = np.zeros((56, 56), np.float32)
    values[int(down * 56), int(across * 56)] = 1.0
    if against is not None:
        values[int(against[1] * 56), int(against[0] * 56)] = -1.0
    return FilmMap(Method.GRAD_CAM, "pneumonia", values)


def test_an_opacity_is_half_as_dense_at_its_radius_and_gone_two_radii_away():
    density = shape_of(Place(0.5, 0.5), (1001, 1001))
    assert density[500, 500] == pytest.approx(1.0)
    assert density[500, 500 + round(RADIUS * 1001)] == pytest.approx(0.5, abs=0.01)
    assert density[500, 500 + round(2 * RADIUS * 1001)] < 0.01


def test_lung_gets_as_light_as_soft_tissue_but_no_lighter_and_nothing_else_changes(chest):
    changed = with_opacity(chest, PLACE, np.random.default_rng(1)).pixels
    centre = changed[round(0.4 * SIDE), round(0.3 * SIDE)]
    assert 140.0 < centre <= 230.0
    assert (changed >= chest.pixels - 1e-3).all() and changed.max() <= 230.0 + 1e-3
    assert np.abs(changed[:, 180:] - chest.pixels[:, 180:]).max() < 1.0  # the other lung


def test_the_place_is_lung_and_never_the_air_beside_the_body(chest):
    found = lung_near(chest, 0.3, 0.4)
    assert chest.pixels[int(found.down * SIDE), int(found.across * SIDE)] == 100.0
    assert lung_near(chest, 0.5, 0.85) is None  # abdomen
    assert lung_near(chest, 0.07, 0.85) is None  # air and abdomen


def test_a_peak_in_the_opacity_or_one_cell_beside_it_is_right():
    assert pointing(map_at(0.3, 0.4), PLACE, 1.0).right
    assert pointing(map_at(0.3 + RADIUS + 0.8 * CELL, 0.4), PLACE, 1.0).right
    assert not pointing(map_at(0.3 + RADIUS + 1.2 * CELL, 0.4), PLACE, 1.0).right


@pytest.mark.parametrize("across", [0.6, 0.9])
def test_a_shifted_map_fails(across):
    assert not pointing(map_at(across, 0.4), PLACE, 1.0).right


def test_a_mirrored_map_and_an_empty_map_fail():
    assert not pointing(map_at(0.7, 0.4), PLACE, 1.0).right
    empty = FilmMap(Method.GRAD_CAM, "pneumonia", np.zeros((56, 56), np.float32))
    assert not pointing(empty, PLACE, 1.0).right


def test_where_the_opacity_lowers_the_output_what_speaks_against_it_is_asked():
    shown = map_at(0.7, 0.7, against=(0.3, 0.4))
    assert pointing(shown, PLACE, -1.0).right and not pointing(shown, PLACE, 1.0).right


def test_by_chance_one_cell_in_five_is_right():
    allowed = around(PLACE, 56, 56)
    assert allowed.mean() == pytest.approx(np.pi * (RADIUS + CELL) ** 2, abs=0.01)
    assert pointing(map_at(0.3, 0.4), PLACE, 1.0).chance == pytest.approx(0.2, abs=0.01)


def test_real_films_are_normal_and_of_test_patients_and_get_opacities_on_both_sides(shared_data):
    rows = unseen_films(shared_data, normal=True)
    assert len(rows) >= 50 and not any(any(row.labels) or row.split != "test" for row in rows)
    plants = film_plants(load_visits(shared_data), shared_data)
    first = [next(plants) for _ in range(4)]
    assert all(p.plain.note is not None and "Cough" in p.plain.note.text and not p.plain.ecgs for p in first)
    for plant in first:
        gain = plant.changed.films[0].pixels - plant.plain.films[0].pixels
        assert gain.min() >= -1e-3 and gain.max() > 10.0
