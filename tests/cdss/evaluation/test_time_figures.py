"""Times stand among the figures in the units of their floors, and reach or miss them as any figure."""

from __future__ import annotations

import math

import pytest

from cdss.evaluation.floors import FLOORS, judged
from cdss.evaluation.measured import line
from cdss.evaluation.time_figures import PART, time_figures


def timing(name, value, unit="ms", n=5):
    return {"name": name, "value": value, "unit": unit, "n": n}


BENCHMARK = [
    timing("assess", 280.0),
    timing("explain", 1900.0, n=4),
    timing("note and vitals, in batches", 72.5, "cases/s"),
    timing("worker ready after start", 4.2, "s", 3),
    timing("worker memory after the patient", 1210.0, "MB", 3),
]


def test_each_time_is_in_the_unit_of_its_floor():
    found = {m.name: m.figure for m in time_figures(BENCHMARK, 2)}
    assert {name: figure.value for name, figure in found.items()} == pytest.approx(
        {
            "risk of four modalities, warm (s)": 0.28,
            "risk with all explanations, warm (s)": 2.18,
            "note and vitals in batches (cases a second)": 72.5,
            "worker ready after start (s)": 4.2,
            "worker memory after the patient (GB)": 1.21,
        }
    )
    assert found["risk with all explanations, warm (s)"].n == 4  # the fewer runs of its two parts
    assert all(math.isnan(f.low) and math.isnan(f.high) for f in found.values())


def test_met_and_missed_times_are_told_apart_whatever_the_number_of_cores():
    for cores in (2, 16):
        rows = judged([line(m) for m in time_figures(BENCHMARK, cores)])
        assert [row["reached"] for row in rows] == [True, False, True, False, True]
        assert [row["aim_reached"] for row in rows] == [False] * 5
        assert {row["split"] for row in rows} == {f"first demonstration patient, processor: {cores} cores"}


def test_a_time_at_its_aim_reaches_it():
    (row,) = judged([line(m) for m in time_figures([timing("assess", 100.0)], 2)])
    assert (row["floor"], row["aim"], row["aim_reached"]) == (0.3, 0.1, True)


def test_what_was_not_timed_is_left_out():
    assert list(time_figures([timing("explain", 5.0), timing("assess: all", 1.0)], 2)) == []


def test_every_time_has_one_floor():
    of_time = [floor.name for floor in FLOORS if floor.part == PART]
    assert sorted(of_time) == sorted(m.name for m in time_figures(BENCHMARK, 2))
