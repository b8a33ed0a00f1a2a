"""The search for the smallest change, on models so simple that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.explain.counterfactual import (
    COMMON,
    Room,
    distances,
    room_of,
    sets_of_one,
    sets_of_two,
    smallest_changes,
)
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.readers.vitals_values import PLAUSIBLE

ROOM = Room(
    ("heart_rate", "sbp", "spo2"),
    np.array([80.0, 120.0, 97.0]),
    np.array([50.0, 80.0, 88.0]),
    np.array([140.0, 200.0, 100.0]),
    np.array([20.0, 20.0, 2.0]),
)


def every(_):
    return True


def by_risk(risk):
    """Level 2 from risk 5, level 1 from 9, else 3."""

    def evaluate(values):
        found = np.array([risk(dict(zip(ROOM.names, one, strict=True))) for one in values])
        return np.where(found >= 9, 1, np.where(found >= 5, 2, 3)), found

    return evaluate


def changes(one):
    return {c.name: (c.old, c.new) for c in one.changes}


def test_the_nearest_value_of_one_vital_sign_is_found():
    urgent, later = smallest_changes(ROOM, 3, by_risk(lambda v: (v["heart_rate"] - 60) / 10), every).found
    assert changes(urgent) == {"heart_rate": (80.0, 110.0)}
    assert (urgent.level, urgent.risk, urgent.distance) == (2, 5.0, pytest.approx(1.5))
    assert later.changes == () and later.level == 3 and later.risk == pytest.approx(-1.0)


def test_the_distance_counts_in_population_sd():
    """Both reach level 2: the pulse after 30 beats (1.5 SD), the saturation after 4 points (2 SD)."""
    risk = by_risk(lambda v: 5.0 * (v["heart_rate"] >= 110 or v["spo2"] <= 93))
    assert changes(smallest_changes(ROOM, 3, risk, every).found[0]) == {"heart_rate": (80.0, 110.0)}
    risk = by_risk(lambda v: 5.0 * (v["heart_rate"] >= 130 or v["spo2"] <= 93))
    assert changes(smallest_changes(ROOM, 3, risk, every).found[0]) == {"spo2": (97.0, 93.0)}
    assert distances(ROOM, np.array([[100.0, 120.0, 93.0]])) == pytest.approx([3.0])


def test_one_vital_sign_comes_before_two_that_are_nearer():
    def risk(v):
        together = v["heart_rate"] >= 110 and v["spo2"] <= 93
        return 5.0 * (v["heart_rate"] >= 138 or together)

    assert list(changes(smallest_changes(ROOM, 3, by_risk(risk), every).found[0])) == ["heart_rate"]


def test_two_vital_signs_are_tried_where_one_does_not_do_and_the_pair_is_drawn_nearer():
    """An AND of two: no single one moves the level; the coarse grid finds 140 and 88, the fine one comes back from there."""
    risk = by_risk(lambda v: 5.0 * (v["heart_rate"] >= 115 and v["spo2"] <= 92))
    found = smallest_changes(ROOM, 3, risk, every)
    assert changes(found.found[0]) == {"heart_rate": (80.0, 116.0), "spo2": (97.0, 92.0)}
    assert found.tried > len(sets_of_one(ROOM)) + len(sets_of_two(ROOM)) - 1


def test_both_ways_are_looked_at_where_there_is_such_a_level():
    risk = by_risk(lambda v: v["heart_rate"] / 14)
    assert [c.urgent for c in smallest_changes(ROOM, 1, risk, every).found] == [False]
    assert [c.urgent for c in smallest_changes(ROOM, 5, risk, every).found] == [True]
    up, down = smallest_changes(ROOM, 2, risk, every).found
    assert (
        up.level == 1 and changes(up)["heart_rate"][1] > 80 and down.level == 3 and changes(down)["heart_rate"][1] < 80
    )


def test_nothing_is_proposed_where_nothing_moves_the_level():
    up, down = smallest_changes(ROOM, 2, by_risk(lambda v: 6.0 + v["spo2"] / 1000), every).found
    assert (up.changes, up.level, down.changes, down.level) == ((), 2, (), 2)
    assert up.risk == pytest.approx(6.1) and down.risk == pytest.approx(6.088)


def test_what_is_not_allowed_is_neither_tried_nor_proposed():
    tried = []

    def evaluate(values):
        tried.extend(values[:, 0])
        return by_risk(lambda v: v["heart_rate"] / 14)(values)

    up, _ = smallest_changes(ROOM, 2, evaluate, lambda one: bool(one[0] < 120)).found
    assert up.changes == () and max(tried) < 120


def test_sets_of_one_differ_in_one_place_and_stay_in_the_room():
    sets = sets_of_one(ROOM)
    assert ((sets != ROOM.old).sum(axis=1) == 1).all()
    assert (sets >= ROOM.low).all() and (sets <= ROOM.high).all()
    assert {50.0, 140.0} <= set(sets[:, 0]) and {88.0, 100.0} <= set(sets[:, 2])


def test_sets_of_two_differ_in_two_places_and_stay_in_the_room():
    sets = sets_of_two(ROOM)
    assert ((sets != ROOM.old).sum(axis=1) == 2).all() and len(sets) == 3 * 4 * 4
    assert (sets >= ROOM.low).all() and (sets <= ROOM.high).all()


QUANTILES = {name: np.linspace(*PLAUSIBLE[name], 201).astype(np.float32) for name in VITAL_NAMES}


def test_the_room_is_what_patients_have_within_what_is_believed():
    room = room_of({"heart_rate": 90.0, "temperature_c": 37.0}, QUANTILES)
    width = 300 - 20
    assert room.low[0] == round(20 + COMMON[0] * width) and room.high[0] == round(20 + COMMON[1] * width)
    assert room.low[1] == pytest.approx(25.2) and room.high[1] == pytest.approx(44.8)
    assert room.spread[0] == pytest.approx(0.34 * width, rel=0.01)


def test_saturation_never_goes_above_one_hundred():
    beyond = {"spo2": np.linspace(90, 120, 201).astype(np.float32)}
    room = room_of({"spo2": 96.0}, beyond)
    assert room.high[0] == 100.0 and sets_of_one(room).max() == 100.0


def test_a_value_rarer_than_the_range_is_kept_and_widens_it():
    room = room_of({"heart_rate": 299.0}, QUANTILES)
    assert room.high[0] == 299.0 and len(sets_of_one(room))


def test_a_vital_sign_that_hardly_varies_has_a_spread_of_one_step():
    room = room_of({"pain": 3.0}, {"pain": np.full(201, 3.0, np.float32)})
    assert room.spread[0] == 1.0
