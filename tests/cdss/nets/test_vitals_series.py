"""The course of the vital signs: nothing from one time or from a steady normal course, features as computed by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cdss.core.kinds import Consciousness
from cdss.nets.vitals_series import (
    FEATURES,
    LIMIT,
    NORMAL,
    REACH_HOURS,
    SERIES_NAMES,
    SPREAD,
    Course,
    SeriesEvidence,
    course_features,
    course_of,
)
from cdss.records.vitals import Vitals, VitalsRow

START = datetime(2026, 11, 20, 8, 0)
HEART, SBP, LEVEL = (SERIES_NAMES.index(name) for name in ("heart_rate", "sbp", "consciousness"))
ONES = SeriesEvidence(np.ones((7, 12)), np.zeros(17))
NORMAL_ROW = {name: float(value) for name, value in zip(SERIES_NAMES[:-1], NORMAL, strict=False)}


def row(hours, **values):
    return VitalsRow(time=START + timedelta(hours=hours), **values)


def vitals(*rows):
    return Vitals("v", rows)


def features(*rows):
    """Features by name of each vital sign, with the reach taken out."""
    course = course_of(vitals(*rows))
    reach = course.span / (course.span + REACH_HOURS)
    return [dict(zip(FEATURES, line, strict=True)) for line in (course_features(course) / reach).tolist()]


def beats(units):
    """A heart rate that lies so many units from normal."""
    return NORMAL[HEART] + units * SPREAD[HEART]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (row(0, heart_rate=150.0, sbp=70.0),),
        (row(1, heart_rate=150.0), row(1, heart_rate=60.0)),
        (VitalsRow(heart_rate=150.0), VitalsRow(heart_rate=60.0)),
        (row(0, heart_rate=150.0), VitalsRow(heart_rate=60.0)),
        (row(0, heart_rate=150.0), row(2, pain=9.0), row(3, on_oxygen=True)),
    ],
    ids=["no row", "one row", "equal times", "no times", "one time", "nothing else measured"],
)
def test_without_two_times_there_is_no_evidence(rows):
    assert course_of(vitals(*rows)) is None
    assert ONES.by_vital(vitals(*rows)).tolist() == [0.0] * 7


def test_no_vitals_are_no_course():
    assert course_of(None) is None and not ONES.by_vital(None).any()


def test_times_with_and_without_a_zone_are_not_compared():
    zoned = VitalsRow(time=(START + timedelta(hours=3)).replace(tzinfo=UTC), heart_rate=150.0)
    assert course_of(vitals(row(0, heart_rate=60.0), zoned)) is None


def test_a_steady_normal_course_says_nothing():
    rows = [row(h, **NORMAL_ROW, consciousness=Consciousness.ALERT) for h in (0, 1, 5)]
    assert course_of(vitals(*rows)) is not None
    assert np.abs(ONES.by_vital(vitals(*rows))).max() < 1e-12


def test_features_of_two_values_by_hand():
    """One unit above normal, then three, four hours later: mean 2; half width of the times 2 h; weights 1/e and 1."""
    found = features(row(0, heart_rate=beats(1)), row(4, heart_rate=beats(3)))[HEART]
    weight = math.exp(-1)
    assert found == pytest.approx(
        {
            "mean_high": 2.0,
            "mean_low": 0.0,
            "latest_high": 3.0,
            "latest_low": 0.0,
            "mean_very_high": 1.0,
            "mean_very_low": 0.0,
            "latest_very_high": 2.0,
            "latest_very_low": 0.0,
            "highest": 3.0,
            "lowest": 0.0,
            "trend": 2.0 * 1.0 / 2.5,
            "recent": (weight * 1 + 3) / (weight + 1) - 2.0,
        }
    )


def test_low_values_have_their_own_side():
    found = features(row(0, heart_rate=beats(1)), row(4, heart_rate=beats(-3)))[HEART]
    assert (found["mean_high"], found["mean_low"], found["latest_low"]) == pytest.approx((0.0, 1.0, 3.0))
    assert (found["mean_very_low"], found["latest_very_low"], found["latest_very_high"]) == pytest.approx(
        (0.0, 2.0, 0.0)
    )
    assert (found["highest"], found["lowest"]) == pytest.approx((1.0, 3.0))
    assert found["trend"] == pytest.approx(-2.0 * 2.0 / 2.5)


def test_what_was_not_measured_adds_nothing():
    found = ONES.by_vital(vitals(row(0, sbp=70.0), row(2, sbp=60.0)))
    assert found[SBP] > 0 and not np.delete(found, SBP).any()


def test_a_value_measured_once_keeps_its_level_but_has_no_trend():
    found = features(row(0, heart_rate=beats(2), sbp=100.0), row(3, sbp=101.0))[HEART]
    assert found["mean_high"] == found["latest_high"] == found["highest"] == pytest.approx(2.0)
    assert found["trend"] == 0.0 and found["recent"] == pytest.approx(0.0)


def test_consciousness_is_read_on_its_scale():
    found = features(row(0, consciousness=Consciousness.ALERT), row(2, consciousness=Consciousness.UNRESPONSIVE))[LEVEL]
    assert (found["mean_high"], found["latest_high"], found["lowest"]) == pytest.approx((2.0, 4.0, 0.0))


def test_a_slip_of_the_pen_is_limited():
    found = features(row(0, heart_rate=beats(0)), row(1, heart_rate=beats(11)))[HEART]
    assert found["highest"] == LIMIT


def test_a_longer_series_reaches_further():
    short, long = (course_features(Course(np.array([0.0, h]), np.tile(NORMAL + SPREAD, (2, 1)))) for h in (0.5, 9.5))
    assert short[HEART, 0] == pytest.approx(0.5) and long[HEART, 0] == pytest.approx(0.95)


def test_the_order_of_the_rows_does_not_matter_and_their_times_do():
    rows = [row(0, heart_rate=80.0, sbp=130.0), row(1, heart_rate=100.0), row(5, heart_rate=120.0, sbp=90.0)]
    rng = np.random.default_rng(1)
    evidence = SeriesEvidence(rng.normal(size=(7, 12)), np.zeros(17))
    there = evidence.by_vital(vitals(*rows))
    assert evidence.by_vital(vitals(*rows[::-1])) == pytest.approx(there)
    later = [rows[0], row(4, heart_rate=100.0), rows[2]]
    turned = [row(5 - (r.time - START).seconds / 3600, heart_rate=r.heart_rate, sbp=r.sbp) for r in rows]
    assert not np.allclose(evidence.by_vital(vitals(*later)), there)
    assert not np.allclose(evidence.by_vital(vitals(*turned)), there)


def test_the_clock_may_start_anywhere():
    rows = [row(0, heart_rate=80.0), row(3, heart_rate=120.0)]
    moved = [row(100, heart_rate=80.0), row(103, heart_rate=120.0)]
    assert ONES.by_vital(vitals(*moved)) == pytest.approx(ONES.by_vital(vitals(*rows)))
