"""Lengths, angles and the cardiothoracic ratio, computed by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import View
from cdss.records.film import Film, SpacingKind, Window
from cdss.records.film_marks import Measure, MeasureKind, angle, cardiothoracic_ratio, length, ready_ratio


def film(spacing: tuple[float, float] | None = None, view: View = View.PA) -> Film:
    kind = SpacingKind.DETECTOR if spacing else None
    pixels = np.zeros((400, 200), dtype=np.float32)
    return Film("built", pixels, Window(0.5, 1.0), view=view, spacing_mm=spacing, spacing_kind=kind)


def ratio(*points: tuple[float, float]) -> Measure:
    return Measure(MeasureKind.RATIO, points)


def test_a_length_is_in_millimetres_with_rows_and_columns_each_by_their_own_spacing() -> None:
    # 30 columns of 0.2 mm are 6 mm, 80 rows of 0.1 mm are 8 mm: 10 mm.
    assert length(film((0.1, 0.2)), (10.0, 20.0), (40.0, 100.0)) == pytest.approx(10.0)


def test_without_spacing_a_length_is_in_pixels() -> None:
    assert length(film(), (10.0, 20.0), (40.0, 60.0)) == pytest.approx(50.0)


def test_an_angle_is_that_of_the_patient_and_not_of_the_pixels() -> None:
    # One arm along the row, the other 10 columns and 20 rows away: 45 degrees where a row is half as high as a column is wide.
    arms = ((50.0, 0.0), (0.0, 0.0), (10.0, 20.0))
    assert angle(film((0.1, 0.2)), *arms) == pytest.approx(45.0)
    assert angle(film(), *arms) == pytest.approx(63.4349, abs=1e-3)


@pytest.mark.parametrize(
    ("end", "degrees"), [((0.0, 9.0), 90.0), ((-9.0, 0.0), 180.0), ((0.0, -9.0), 90.0), ((9.0, 0.0), 0.0)]
)
def test_an_angle_lies_between_nothing_and_a_straight_line(end: tuple[float, float], degrees: float) -> None:
    assert angle(film(), (5.0, 0.0), (0.0, 0.0), end) == pytest.approx(degrees)


def test_an_arm_without_length_makes_no_angle() -> None:
    assert angle(film(), (5.0, 0.0), (0.0, 0.0), (0.0, 0.0)) is None


def test_the_ratio_is_heart_by_thorax() -> None:
    measure = ratio((70.0, 250.0), (135.0, 250.0), (30.0, 300.0), (160.0, 300.0))
    assert cardiothoracic_ratio(film(), measure) == pytest.approx(0.5)
    assert cardiothoracic_ratio(film((0.1, 0.2), View.AP), measure) == pytest.approx(0.5)


def test_a_lateral_film_and_a_thorax_without_width_have_no_ratio() -> None:
    measure = ratio((70.0, 250.0), (135.0, 250.0), (30.0, 300.0), (160.0, 300.0))
    assert cardiothoracic_ratio(film(view=View.LATERAL), measure) is None
    assert cardiothoracic_ratio(film(), replace(measure, points=(*measure.points[:2], (1.0, 1.0), (1.0, 1.0)))) is None


def test_the_ready_made_pair_has_no_ratio_until_all_its_ends_are_placed() -> None:
    measure = ready_ratio(film())
    for end in range(4):
        assert cardiothoracic_ratio(film(), measure) is None
        measure = measure.moved(end, measure.points[end])
    assert cardiothoracic_ratio(film(), measure) == pytest.approx(0.28 / 0.76)


def test_moving_an_end_of_the_pair_takes_the_other_along_in_height_only() -> None:
    measure = ready_ratio(film()).moved(0, (50.0, 200.0))
    assert measure.points[0] == (50.0, 200.0)
    assert measure.points[1] == pytest.approx((0.64 * 200, 200.0))
    assert measure.points[2:] == ready_ratio(film()).points[2:]


@pytest.mark.parametrize("turns", [1, 3])
def test_on_a_film_stored_lying_the_pair_is_horizontal_on_the_screen(turns: int) -> None:
    measure = ready_ratio(film(), turns)
    assert measure.points[0][0] == measure.points[1][0] and measure.points[0][1] != measure.points[1][1]
    moved = measure.moved(3, (20.0, 33.0))
    assert moved.points[2] == (20.0, measure.points[2][1]) and moved.points[3] == (20.0, 33.0)


def test_a_moved_end_of_a_distance_leaves_the_other() -> None:
    measure = Measure(MeasureKind.DISTANCE, ((1.0, 2.0), (3.0, 4.0))).moved(1, (9.0, 9.0))
    assert measure.points == ((1.0, 2.0), (9.0, 9.0))
