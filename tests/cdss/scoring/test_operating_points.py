"""Thresholds of the levels that a hospital lets begin earlier: a level never becomes less urgent by it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cdss.core.errors import BundleError
from cdss.core.paths import model_dir
from cdss.scoring.calibrate import assigned_level, parse
from cdss.scoring.operating_points import FACTORS, SITE_LEVELS, factor_of, lowered, parse_patterns


@pytest.fixture(scope="module")
def shipped():
    return json.loads((model_dir() / "calibration.json").read_text(encoding="utf-8"))


def test_without_a_choice_the_thresholds_are_those_that_ship(shipped):
    assert factor_of(shipped) == 1.0
    for name, pattern in parse_patterns(shipped).items():
        assert pattern.cut.tolist() == shipped["patterns"][name]["cut"]


def test_a_factor_lowers_every_threshold_of_every_pattern_and_nothing_else(shipped):
    before, after = parse(shipped), parse_patterns({**shipped, SITE_LEVELS: {"factor": 0.5}})
    assert after.keys() == before.keys() and len(after) == 16
    for name, pattern in after.items():
        assert np.allclose(pattern.cut, 0.5 * before[name].cut)
        assert np.array_equal(pattern.level_threshold, before[name].level_threshold)
        assert np.array_equal(pattern.slope, before[name].slope)


def test_with_lower_thresholds_no_patient_gets_a_less_urgent_level(shipped):
    levels = np.random.default_rng(3).dirichlet(np.array([0.2, 1.0, 2.0, 1.5, 0.5]), 4000)
    pattern = parse(shipped)["vitals+note"]
    given = [assigned_level(levels, lowered(pattern, factor)) for factor in FACTORS]
    assert (given[1] <= given[0]).all() and (given[2] <= given[1]).all()
    urgent = [float((one <= 2).mean()) for one in given]
    assert urgent[0] < urgent[1] < urgent[2]


@pytest.mark.parametrize("table", [{"factor": 2.0}, {"factor": 0.6}, {"factor": "0.5"}, {"factor": None}, {}, 3])
def test_a_factor_that_nobody_measured_is_refused_and_named(shipped, table):
    with pytest.raises(BundleError, match=r"Use one of 1, 0\.75, 0\.5"):
        parse_patterns({**shipped, SITE_LEVELS: table})
