"""Every threshold of the RCP's table from both sides, on both saturation scales."""

import itertools
import math

import pytest

from cdss.core.kinds import Consciousness
from cdss.records.vitals import VitalsRow
from cdss.scoring.bands import news2_bands, subscore
from cdss.scoring.news2 import NEWS2_ITEMS, news2, news2_applicable

NORMAL = {
    "resp_rate": 16.0,
    "spo2": 98.0,
    "on_oxygen": False,
    "sbp": 120.0,
    "heart_rate": 70.0,
    "consciousness": Consciousness.ALERT,
    "temperature_c": 37.0,
}

NUMERIC = {
    "resp_rate": {4: 3, 8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3, 80: 3},
    "spo2": {40: 3, 91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0, 100: 0},
    "sbp": {40: 3, 90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3, 300: 3},
    "heart_rate": {20: 3, 40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3, 300: 3},
    "temperature_c": {
        25.0: 3, 35.0: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2, 45.0: 2,
    },
}  # fmt: skip
SCALE2_AIR = {40: 3, 83: 3, 84: 2, 85: 2, 86: 1, 87: 1, 88: 0, 92: 0, 93: 0, 95: 0, 97: 0, 100: 0}
SCALE2_OXYGEN = {83: 3, 84: 2, 85: 2, 86: 1, 87: 1, 88: 0, 92: 0, 93: 1, 94: 1, 95: 2, 96: 2, 97: 3, 100: 3}

BOUNDARIES = [(name, value, points) for name, table in NUMERIC.items() for value, points in table.items()]


def row(**changes):
    return VitalsRow(**{**NORMAL, **changes})


@pytest.mark.parametrize(("name", "value", "points"), BOUNDARIES)
def test_one_abnormal_item_gives_its_points_in_score_and_band(name, value, points):
    score = news2(row(**{name: float(value)}))
    assert score.value == points
    assert dict(score.parts)[name] == points
    assert score.complete and not score.missing
    assert subscore(name, value) == points


@pytest.mark.parametrize(("spo2", "points"), SCALE2_AIR.items())
def test_scale_two_on_air(spo2, points):
    assert news2(row(spo2=spo2), scale=2).value == points


@pytest.mark.parametrize(("spo2", "points"), SCALE2_OXYGEN.items())
def test_scale_two_on_oxygen_adds_two_for_the_oxygen(spo2, points):
    score = news2(row(spo2=spo2, on_oxygen=True), scale=2)
    assert (dict(score.parts)["spo2"], score.value) == (points, points + 2)


@pytest.mark.parametrize("letter", list(Consciousness))
def test_only_alert_earns_no_points(letter):
    assert news2(row(consciousness=letter)).value == (0 if letter is Consciousness.ALERT else 3)


@pytest.mark.parametrize(
    ("changes", "total", "band"),
    [
        ({}, 0, "low"),
        ({"heart_rate": 120, "sbp": 95}, 4, "low"),
        ({"resp_rate": 25}, 3, "low_medium"),
        ({"resp_rate": 25, "heart_rate": 95}, 4, "low_medium"),
        ({"resp_rate": 25, "heart_rate": 115}, 5, "medium"),
        ({"resp_rate": 22, "heart_rate": 115, "on_oxygen": True}, 6, "medium"),
        ({"resp_rate": 25, "heart_rate": 131, "temperature_c": 38.5}, 7, "high"),
        (
            {
                "resp_rate": 30,
                "spo2": 80,
                "on_oxygen": True,
                "sbp": 70,
                "heart_rate": 140,
                "consciousness": Consciousness.PAIN,
                "temperature_c": 34,
            },
            20,
            "high",
        ),
    ],
)
def test_bands_of_the_aggregate(changes, total, band):
    score = news2(row(**changes))
    assert (score.value, score.band) == (total, band)


@pytest.mark.parametrize("name", NEWS2_ITEMS)
def test_each_missing_item_is_named_and_nothing_is_called_low(name):
    score = news2(row(**{name: None}))
    assert score.missing == (name,)
    assert (score.value, score.complete, score.band) == (0, False, None)
    assert name not in dict(score.parts)


def test_partial_score_that_is_already_high_says_so():
    score = news2(row(resp_rate=30, heart_rate=140, sbp=80, on_oxygen=None))
    assert (score.value, score.band, score.complete) == (9, "high", False)


def test_nothing_measured_is_not_zero():
    score = news2(VitalsRow())
    assert (score.value, score.complete, score.missing) == (None, False, NEWS2_ITEMS)


def test_unknown_oxygen_is_never_air():
    score = news2(row(on_oxygen=None))
    assert "on_oxygen" in score.missing and "on_oxygen" not in dict(score.parts)


@pytest.mark.parametrize(("spo2", "missing"), [(92, ("on_oxygen",)), (93, ("spo2", "on_oxygen"))])
def test_scale_two_with_unknown_oxygen_scores_only_what_oxygen_cannot_change(spo2, missing):
    assert news2(row(spo2=spo2, on_oxygen=None), scale=2).missing == missing


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("temperature_c", (100.4 - 32) / 1.8, 0),
        ("temperature_c", 38.04, 0),
        ("temperature_c", 38.05, 1),
        ("temperature_c", 35.04, 3),
        ("spo2", 95.4, 1),
        ("spo2", 95.5, 0),
        ("heart_rate", 90.49, 0),
    ],
)
def test_values_between_the_steps_are_charted_first(name, value, points):
    assert subscore(name, value) == points


@pytest.mark.parametrize("scale", [0, 3])
def test_other_scales_are_refused(scale):
    with pytest.raises(ValueError, match="scales 1 and 2"):
        news2(row(), scale=scale)


@pytest.mark.parametrize("name", list(NUMERIC))
@pytest.mark.parametrize(("scale", "oxygen"), [(1, False), (2, False), (2, True)])
def test_bands_cover_the_axis_without_gap_or_overlap(name, scale, oxygen):
    bands = news2_bands(name, scale, oxygen)
    step = 0.1 if name == "temperature_c" else 1
    assert bands[0].low == -math.inf and bands[-1].high == math.inf
    for below, above in itertools.pairwise(bands):
        assert above.low == pytest.approx(below.high + step)
        assert above.points != below.points


def test_parameters_without_news2_points_have_no_bands():
    assert news2_bands("dbp") == ()
    with pytest.raises(KeyError):
        subscore("pain", 5)


@pytest.mark.parametrize(("age", "applies"), [(15.99, False), (16.0, True), (90, True), (0.5, False), (None, True)])
def test_never_for_children(age, applies):
    assert news2_applicable(age) is applies
