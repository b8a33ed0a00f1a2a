"""A model that reads presence as a diagnosis must be caught, one that does not must pass; cliffs show where they are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import MODALITIES
from cdss.core.paths import model_dir
from cdss.evaluation.composite_scores import Composites, PatternTable, composites, pattern_table
from cdss.evaluation.metrics import auroc
from cdss.evaluation.robustness import (
    RATES,
    exchanged,
    masks_of_life,
    modality_sweeps,
    presence_figures,
    reversed_masks,
    vital_figures,
)
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.training.fit_calibration import PATTERNS

N = 2000
MACRO = "conditions (macro)"
SHOWN = np.array(PATTERNS, np.float64)  # [16, 4]


@pytest.fixture
def ill():
    return (np.random.default_rng(0).random(N) < 0.2).astype(np.float64)


@pytest.fixture
def life(ill):
    """Those who are ill had an ECG in 9 of 10 cases, others in 3; films go by chance."""
    rng = np.random.default_rng(1)
    ecg = rng.random(N) < np.where(ill > 0, 0.9, 0.3)
    return np.column_stack([rng.random(N) < 0.4, ecg, np.ones(N, bool), np.ones(N, bool)])


@pytest.fixture
def table(ill):
    """Builds the answers of a model: what vitals and note say, and what is added for each pattern [16, n]."""
    noise = np.random.default_rng(2).normal(0, 1, N)
    nobody = np.zeros(N, np.int64)
    visits = Composites(nobody, nobody, nobody, np.tile(ill[:, None], (1, 13)))

    def build(added):
        scores = np.broadcast_to(ill + noise, (16, N)) + added
        return PatternTable(visits, np.repeat(scores[:, :, None], 13, axis=2))

    return build


def named(figures):
    return {(m.part, m.name): m for m in figures}


def reversal(table, strangers, life):
    found = named(presence_figures(table, strangers, life))
    parts = [f"presence reversed, {whose}" for whose in ("own recordings", "recordings of strangers")]
    return [found[part, f"loss of AUROC {MACRO}"].figure for part in parts], found


def test_masks_are_turned_over_for_film_and_ecg_alone():
    life = np.array([[1, 0, 1, 1], [0, 0, 1, 1]], bool)
    assert reversed_masks(life).tolist() == [[False, True, True, True], [True, True, True, True]]


def test_masks_of_life_follow_the_record_of_the_visit(tiny_fusion):
    visits = composites(tiny_fusion, "test", thinned=1)
    done = np.zeros(len(tiny_fusion.visits), bool)
    done[visits.rows[2]] = True
    data = replace(tiny_fusion, visits=replace(tiny_fusion.visits, ecg_done=done, film_done=~done))
    masks = masks_of_life(data, visits)
    assert masks[2].tolist() == [False, True, True, True] and masks[3].tolist() == [True, False, True, True]


def test_a_model_that_does_not_look_at_presence_loses_nothing(table, life):
    honest = table(0.0)
    losses, found = reversal(honest, honest, life)
    for loss in losses:
        assert (loss.value, loss.low, loss.high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert found["presence permuted between visits, own recordings", f"loss of AUROC {MACRO}"].figure.value == 0


def test_a_model_that_reads_the_mask_as_a_diagnosis_is_caught(table, life, ill):
    reader = table(SHOWN[:, [1]])
    losses, found = reversal(reader, reader, life)
    assert all(loss.value > 0.25 and loss.low > 0.010 for loss in losses)
    as_in_life = found["presence as in life, own recordings", f"AUROC {MACRO}"].figure.value
    scores = ill + np.random.default_rng(2).normal(0, 1, N) + life[:, 1]
    assert as_in_life == pytest.approx(auroc(ill, scores))
    permuted = found["presence permuted between visits, recordings of strangers", f"loss of AUROC {MACRO}"].figure
    assert 0.05 < permuted.value < losses[1].value
    worst = found[
        "gap when presence is reversed, recordings of strangers, worst condition", "loss of AUROC one condition"
    ]
    assert worst.figure.value == pytest.approx(losses[1].value) and worst.split.endswith(": acs")


def test_a_recording_that_tells_something_is_missed_but_not_taken_for_presence(table, life, ill):
    """The ECG is read for what it shows: hiding it from the ill costs, with strangers' ECGs presence costs nothing."""
    rng = np.random.default_rng(3)
    evidence = 2 * (ill - ill.mean()) + rng.normal(0, 0.5, N)
    own, strange = table(SHOWN[:, [1]] * evidence), table(SHOWN[:, [1]] * rng.permutation(evidence))
    (lost, presence), _ = reversal(own, strange, life)
    assert lost.value > 0.05
    # a stranger's ECG only blurs, and it blurs the ill and the others in turn
    assert abs(presence.value) < 0.05 < lost.value


# sweeps -------------------------------------------------------------------------------------------------------------------


def test_a_modality_that_does_not_matter_costs_nothing_at_any_rate(table):
    found = named(modality_sweeps(table(0.0)))
    for modality in MODALITIES:
        assert found[f"{modality} missing, from 0 to .9", f"loss of AUROC {MACRO}"].figure.value == 0
        step = found[f"gap between neighbouring rates at its largest, {modality} missing", "loss of AUROC level<=2"]
        assert step.figure.value == 0
    assert len(found) == 5 * (2 * len(RATES) + 2 * 2)


def test_the_note_that_matters_is_missed_step_by_step(table, ill):
    told = table(4 * SHOWN[:, [3]] * (ill - 0.5))
    found = named(modality_sweeps(told))
    curve = [found[f"note missing at {rate:.1f}", "AUROC level<=2"].figure.value for rate in RATES]
    assert curve[0] == pytest.approx(auroc(ill, told.of((True,) * 4)[:, 0]))
    assert all(a > b for a, b in pairwise(curve))
    step = found["gap between neighbouring rates at its largest, note missing", "loss of AUROC level<=2"]
    drops = -np.diff(curve)
    assert step.figure.value == pytest.approx(drops.max())
    assert step.split.endswith(f": {RATES[drops.argmax()]} to {RATES[drops.argmax() + 1]}")
    total = found["note missing, from 0 to .9", "loss of AUROC level<=2"].figure
    assert total.value == pytest.approx(curve[0] - curve[-1]) and total.low > 0
    assert found["vitals missing, from 0 to .9", "loss of AUROC level<=2"].figure.value == 0
    together = found["each modality missing, from 0 to .9", "loss of AUROC level<=2"].figure
    assert together.value > 0.1


# with the shipped network ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


def test_strangers_recordings_are_those_of_the_same_donors(model, tiny_fusion):
    visits = composites(tiny_fusion, "test", thinned=1)
    table = pattern_table(model, tiny_fusion, visits)
    strangers = exchanged(model, tiny_fusion, table)
    assert sorted(strangers.composites.ecgs) == sorted(visits.ecgs)
    assert (strangers.composites.ecgs != visits.ecgs).any() and (strangers.composites.rows == visits.rows).all()
    for pattern, own, other in zip(PATTERNS, table.scores, strangers.scores, strict=True):
        if not (pattern[2] and pattern[3]):
            assert np.isnan(other).all()
        elif not any(pattern[:2]):
            assert (own == other).all()
        else:
            assert np.isfinite(other).all() and (own != other).any()


def test_a_vital_sign_that_nobody_measured_costs_nothing(model, tiny_fusion):
    known = tiny_fusion.numbers.vitals_known.copy()
    known[:, 3] = 0
    data = replace(tiny_fusion, numbers=replace(tiny_fusion.numbers, vitals_known=known))
    visits = composites(data, "test", thinned=1)
    found = named(vital_figures(model, data, visits))
    losses = {v: found[f"note and vitals without {v}", "loss of AUROC level<=2"].figure.value for v in VITAL_NAMES}
    assert losses[VITAL_NAMES[3]] == 0
    assert any(losses[v] != 0 for v in VITAL_NAMES)
    assert all((f"each vital sign missing at {rate:.1f}", f"AUROC {MACRO}") in found for rate in RATES)
