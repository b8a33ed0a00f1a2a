"""Answers of the fusion on composite visits under any mask: the same as case by case, and looked up rightly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS
from cdss.core.paths import model_dir
from cdss.evaluation.composite_scores import (
    FIRST_CONDITION,
    SCORED,
    Composites,
    PatternTable,
    composites,
    fused_scores,
    labels_of,
    pattern_table,
)
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import calibrated, pattern_name
from cdss.training.fit_calibration import PATTERNS, pattern_logits


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture
def visits(tiny_fusion):
    return composites(tiny_fusion, "test", thinned=1)


def shown(visits, *pattern):
    return np.tile(np.array(pattern, bool), (len(visits), 1))


def test_composites_can_show_everything_and_have_donors_of_their_split(tiny_fusion, visits):
    assert 0 < len(visits) < len(tiny_fusion.rows("test"))
    assert tiny_fusion.has_note[visits.rows].all() and (tiny_fusion.visits.year[visits.rows] == 2020).all()
    films, ecgs = tiny_fusion.donors["test"]
    assert np.isin(visits.films, np.concatenate(list(films.pools.values()))).all()
    assert np.isin(visits.ecgs, np.concatenate(list(ecgs.pools.values()))).all()
    part = visits.at(np.array([3, 1]))
    assert part.rows.tolist() == [visits.rows[3], visits.rows[1]] and (part.labels[1] == visits.labels[1])[1:].all()


def test_labels_are_those_of_the_visit_and_unknown_levels_stay_unknown(tiny_fusion):
    data = tiny_fusion.visits
    rows = np.array([int(np.flatnonzero(data.acuity == a)[0]) for a in (-1, 0, 1, 2)])
    labels = labels_of(tiny_fusion, rows)
    assert labels.shape == (4, len(SCORED)) and FIRST_CONDITION == 3
    assert np.isnan(labels[0, 0]) and labels[1:, 0].tolist() == [1, 1, 0]
    assert (labels[:, 1:3] == data.outcomes[rows]).all() and (labels[:, 3:] == data.conditions[rows]).all()
    assert SCORED[FIRST_CONDITION:] == CONDITIONS


def test_a_mask_takes_each_visit_from_its_own_pattern():
    empty = np.zeros(16, np.int64)
    scores = np.arange(16 * 16 * 13, dtype=np.float64).reshape(16, 16, 13)
    table = PatternTable(Composites(empty, empty, empty, np.zeros((16, 13))), scores)
    order = np.random.default_rng(0).permutation(16)
    masks = np.array([PATTERNS[k] for k in order])
    assert (table.under(masks) == scores[order, np.arange(16)]).all()
    for pattern in PATTERNS:
        assert (table.under(np.tile(np.array(pattern), (16, 1))) == table.of(pattern)).all()


@pytest.mark.parametrize("pattern", [(True, True, True, True), (False, True, False, False), (False,) * 4])
def test_scores_are_the_calibrated_logits_of_the_pattern(model, tiny_fusion, visits, pattern):
    rows, members = pattern_logits(model.fusion, tiny_fusion, visits.rows, "test", pattern, seed=20)
    assert (rows == visits.rows).all()
    expected = calibrated(members.mean(axis=0), model.calibration[pattern_name(pattern)])
    found = fused_scores(model, tiny_fusion, visits, shown(visits, *pattern))
    assert found[:, 0] == pytest.approx(expected.risk, abs=1e-5)
    assert found[:, 1:] == pytest.approx(expected.binary, abs=1e-5)


def test_mixed_masks_in_one_batch_give_each_visit_its_own_answer(model, tiny_fusion, visits):
    masks = np.random.default_rng(1).random((len(visits), 4)) < 0.5
    table = pattern_table(model, tiny_fusion, visits)
    assert table.scores.shape == (16, len(visits), 13)
    assert fused_scores(model, tiny_fusion, visits, masks) == pytest.approx(table.under(masks), abs=1e-5)


def test_the_last_hidden_vital_sign_takes_the_modality_with_it(model, tiny_fusion, visits):
    everything, nothing = np.ones((len(visits), 7), bool), np.zeros((len(visits), 7), bool)
    whole = fused_scores(model, tiny_fusion, visits, shown(visits, 0, 0, 1, 1))
    assert fused_scores(model, tiny_fusion, visits, shown(visits, 0, 0, 1, 1), everything) == pytest.approx(whole)
    note = fused_scores(model, tiny_fusion, visits, shown(visits, 0, 0, 0, 1))
    hidden = fused_scores(model, tiny_fusion, visits, shown(visits, 0, 0, 1, 1), nothing)
    assert hidden == pytest.approx(note, abs=1e-6)
    assert np.abs(whole - note).max() > 1e-3


def test_a_hidden_vital_sign_is_not_read(model, tiny_fusion, visits):
    kept = np.ones((len(visits), 7), bool)
    kept[:, 0] = False
    wild = tiny_fusion.numbers.vitals.copy()
    wild[:, 0] = 3.5
    other = replace(tiny_fusion, numbers=replace(tiny_fusion.numbers, vitals=wild))
    masks = shown(visits, 0, 0, 1, 1)
    one, two = (fused_scores(model, data, visits, masks, kept) for data in (tiny_fusion, other))
    assert one == pytest.approx(two)
    assert np.abs(fused_scores(model, other, visits, masks) - one).max() > 1e-3
