"""A hospital's calibration reaches every answer: each subset, each vital sign kept, gradients, batches and losses."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import torch

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.coalitions import outputs, outputs_together, value_by_measured, value_by_subset, value_tensor
from cdss.engine.local import LocalEngine
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.readers.case_folder import read_case
from cdss.scoring.calibrate import BINARY, logit, sigmoid

MOVES = {
    "urgent": {"slope": 0.7, "intercept": 0.6},
    "admission": {"slope": 1.2, "intercept": 0.9},
    "sepsis": {"slope": 1.0, "intercept": -0.5},
}


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    source = open_bundle(model_dir())
    table = {"site": "moved", "outputs": MOVES}
    return source, write_site_bundle(source, tmp_path_factory.mktemp("site") / "new", table, "")


@pytest.fixture(scope="module")
def models(bundles):
    return [TriageModel(bundle, torch.device("cpu")) for bundle in bundles]


@pytest.fixture(scope="module")
def case():
    """Note, vital signs and no recordings: what the least time shows."""
    return replace(read_case(demo_dir() / "06-no-ecg-sepsis"), films=(), ecgs=())


@pytest.fixture(scope="module")
def encoded(models, case):
    return models[0].encode(case)


def moved(p, output="urgent"):
    move = MOVES[output]
    return sigmoid(move["slope"] * logit(np.asarray(p)) + move["intercept"])


def every_subset(present):
    return [frozenset(some) for size in range(len(present) + 1) for some in combinations(present, size)]


def test_every_subset_of_modalities_is_moved(models, encoded):
    subsets = every_subset(encoded.present)
    assert len(subsets) == 4 and frozenset() in subsets
    old, new = (value_by_subset(model, encoded, RISK, subsets) for model in models)
    assert new == pytest.approx(moved(old).tolist(), abs=1e-6)
    assert all(abs(a - b) > 1e-3 for a, b in zip(old, new, strict=True))


def test_every_pattern_of_the_bundle_is_moved(models):
    old, new = (model.calibration for model in models)
    assert old.keys() == new.keys() and len(old) == 16
    place = BINARY.index("admission")
    for name, pattern in new.items():
        assert (pattern.risk_slope, pattern.risk_intercept) == (0.7, 0.6)
        assert (old[name].risk_slope, old[name].risk_intercept) == (1.0, 0.0)
        assert pattern.slope[place] == pytest.approx(1.2 * old[name].slope[place])
        assert pattern.intercept[place] == pytest.approx(1.2 * old[name].intercept[place] + 0.9)
        same = [i for i, output in enumerate(BINARY) if output not in MOVES]
        assert (pattern.slope[same] == old[name].slope[same]).all()
        assert (pattern.level_threshold == old[name].level_threshold).all()


def test_members_are_moved_as_their_mean_is(models, encoded):
    subsets = [frozenset(encoded.present)]
    (old,), (new,) = (outputs(model, encoded, subsets) for model in models)
    assert new.members.risk == pytest.approx(moved(old.members.risk), abs=1e-6)
    for output in ("admission", "sepsis"):
        i = BINARY.index(output)
        assert new.members.binary[:, i] == pytest.approx(moved(old.members.binary[:, i], output), abs=1e-6)
        assert new.mean.binary[i] == pytest.approx(float(moved(old.mean.binary[i], output)), abs=1e-6)
    rest = [i for i, output in enumerate(BINARY) if output not in MOVES]
    assert new.mean.binary[rest] == pytest.approx(old.mean.binary[rest])
    assert new.mean.levels.sum() == pytest.approx(1.0)


def test_single_vital_signs_are_played_for_in_the_moved_risk(models, encoded):
    kept = np.stack(
        [np.ones(len(VITAL_NAMES), bool), np.zeros(len(VITAL_NAMES), bool), np.eye(len(VITAL_NAMES))[0] > 0]
    )
    old, new = (value_by_measured(model, encoded, RISK, kept) for model in models)
    assert new == pytest.approx(moved(old), abs=1e-6)


def test_gradients_are_of_the_moved_risk(models, encoded):
    everything = [frozenset(encoded.present)]
    old, new = (float(value_tensor(model, encoded.inputs, RISK)[0].detach()) for model in models)
    assert new == pytest.approx(float(moved(old)), abs=1e-4)
    assert new == pytest.approx(value_by_subset(models[1], encoded, RISK, everything)[0], abs=1e-4)


def test_cases_together_are_moved_too(models, encoded):
    whole, note = frozenset(encoded.present), frozenset({Modality.NOTE})
    asked = [(encoded, [whole, note]), (encoded, [note])]
    old, new = (outputs_together(model, asked) for model in models)
    risks = [[float(out.mean.risk) for case in found for out in case] for found in (old, new)]
    assert risks[1] == pytest.approx(moved(risks[0]).tolist(), abs=1e-6)
    assert risks[1][1] == pytest.approx(risks[1][2], abs=1e-5)


def test_alone_and_in_a_batch_the_engine_gives_the_same_moved_answer(bundles, case):
    old, new = (LocalEngine(bundle.path, device="cpu", threads=1) for bundle in bundles)
    before, alone = old.assess(case), new.assess(case)
    together = new.assess_together([replace(case, case_id="a"), replace(case, case_id="b")])
    for found in (alone, *together):
        assert found.risk.score / 10 == pytest.approx(float(moved(before.risk.score / 10)), abs=1e-5)
        expected = float(moved(before.outcomes["admission"], "admission"))
        assert found.outcomes["admission"] == pytest.approx(expected, abs=1e-5)
        assert found.without.keys() == before.without.keys() == {Modality.NOTE, Modality.VITALS}
        for modality, score in found.without.items():
            assert score / 10 == pytest.approx(float(moved(before.without[modality] / 10)), abs=1e-5)
        assert found.model == bundles[1].identity
