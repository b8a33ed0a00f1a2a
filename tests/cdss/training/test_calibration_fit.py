"""Calibration recovers what was done to the logits, gives levels as often as nurses did, and keeps its promise of coverage."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from cdss.core.kinds import CONDITIONS
from cdss.nets.fusion import FusionEnsemble
from cdss.scoring.calibrate import (
    LEVELS,
    PatternCalibration,
    assigned_level,
    calibrated,
    parse,
    pattern_name,
)
from cdss.scoring.conformal import in_condition_set
from cdss.training.fit_calibration import PATTERNS, _cuts, _levels, fit_calibration, pattern_logits


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def drawn(probabilities, seed=0):
    return (np.random.default_rng(seed).random((len(probabilities), 1)) > probabilities.cumsum(axis=1)).sum(axis=1)


@pytest.mark.parametrize(
    ("temperature", "bias"), [(1.0, (0, 0, 0, 0, 0)), (0.4, (0.5, -0.5, 0, 0.3, -0.3)), (2.5, (-1, 0, 1, 0.5, -0.5))]
)
def test_a_known_temperature_and_bias_are_found(temperature, bias):
    logits = np.random.default_rng(1).normal(0, 1.5, (30000, LEVELS))
    found, shift = _levels(logits, drawn(softmax(logits * temperature + np.array(bias))))
    assert found == pytest.approx(temperature, rel=0.05)
    assert shift - shift.mean() == pytest.approx(np.array(bias) - np.mean(bias), abs=0.08)


def pattern(cut):
    sets, twelve = np.zeros((7, len(CONDITIONS))), np.zeros(12)
    return PatternCalibration(1.0, np.zeros(5), np.asarray(cut), twelve, twelve, sets, np.ones(7), 0.5)


@pytest.mark.parametrize("skew", [0.0, 1.0, 2.5])
def test_levels_are_assigned_as_often_as_the_nurses_gave_them(skew):
    """Also where the model leans to the middle; level 1 alone is given less often, only where it is likelier than level 2."""
    severity = np.random.default_rng(2).normal(2, 0.8, (20000, 1))
    levels = softmax(-0.5 * (np.arange(LEVELS) - severity) ** 2 + np.array([-skew, 0, 1, 0, -skew]))
    acuity = drawn(levels)
    given = assigned_level(levels, pattern(_cuts(levels, acuity))) - 1
    for k in range(1, LEVELS - 1):
        assert np.mean(given <= k) == pytest.approx(np.mean(acuity <= k), abs=0.01)
    assert (levels[given == 0, 0] >= levels[given == 0, 1]).all()


# on a small ensemble -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ensemble():
    torch.manual_seed(0)
    return FusionEnsemble(2).eval()


def test_a_pattern_takes_only_visits_that_can_have_it(tiny_fusion, ensemble):
    tune = tiny_fusion.rows("tune")
    counts = {}
    for present in ((True, False, False, False), (True, False, False, True)):
        rows, members = pattern_logits(ensemble, tiny_fusion, tune, "tune", present, seed=1)
        assert members.shape == (2, len(rows), 17)
        counts[present[3]] = len(rows)
    assert counts[False] == len(tune)
    assert counts[True] == int(tiny_fusion.has_note[tune].sum()) < len(tune)


def test_logits_do_not_depend_on_the_size_of_the_batch(tiny_fusion, ensemble, monkeypatch):
    rows, whole = pattern_logits(ensemble, tiny_fusion, tiny_fusion.rows("tune"), "tune", (True,) * 4, seed=1)
    monkeypatch.setattr("cdss.training.fit_calibration.BATCH", 7)
    again, parts = pattern_logits(ensemble, tiny_fusion, tiny_fusion.rows("tune"), "tune", (True,) * 4, seed=1)
    assert (rows == again).all()
    assert parts == pytest.approx(whole, abs=1e-4)


def test_every_pattern_has_parameters_that_the_program_reads_back(tiny_fusion, ensemble):
    tables = parse(json.loads(json.dumps({"patterns": fit_calibration(ensemble, tiny_fusion)}, allow_nan=False)))
    assert set(tables) == {pattern_name(p) for p in PATTERNS} and len(tables) == 16
    for table in tables.values():
        assert table.bias.shape == (5,) and table.cut.shape == (4,) and table.threshold.shape == (7, 10)
        assert table.slope.shape == table.intercept.shape == (12,)
        assert (np.diff(table.cut) > -1e-9).all()


def test_calibrated_outcomes_have_the_right_mean_in_the_tuning_year(tiny_fusion, ensemble):
    tables = parse({"patterns": fit_calibration(ensemble, tiny_fusion)})
    present = (False, False, True, True)
    rows, members = pattern_logits(ensemble, tiny_fusion, tiny_fusion.rows("tune"), "tune", present, seed=19)
    table = tables[pattern_name(present)]
    found = calibrated(members.mean(axis=0), table)
    assert found.binary[:, 0].mean() == pytest.approx(tiny_fusion.visits.outcomes[rows, 0].mean(), abs=0.02)
    known = tiny_fusion.visits.acuity[rows] >= 0
    urgent = (tiny_fusion.visits.acuity[rows][known] <= 1).mean()
    assert found.risk[known].mean() == pytest.approx(urgent, abs=0.02)
    inside, has = in_condition_set(found.binary, table), tiny_fusion.visits.conditions[rows] == 1
    for i in range(len(CONDITIONS)):
        if has[:, i].any():
            assert inside[has[:, i], i].mean() >= 0.89
