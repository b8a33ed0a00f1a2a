"""Outputs under presence patterns: what is hidden is as if it had never been there, and gradients agree with values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.coalitions import outputs, value_by_measured, value_by_subset, value_tensor
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.readers.case_folder import read_case


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def case():
    return read_case(min(p for p in demo_dir().iterdir() if p.is_dir()))


@pytest.fixture(scope="module")
def encoded(model, case):
    return model.encode(case)


def test_a_subset_equals_the_case_without_the_rest(model, case, encoded):
    alone = model.encode(replace(case, films=(), ecgs=()))
    pair = frozenset({Modality.VITALS, Modality.NOTE})
    assert value_by_subset(model, encoded, RISK, [pair]) == pytest.approx(
        value_by_subset(model, alone, RISK, [pair]), abs=1e-6
    )


def test_nothing_present_depends_on_age_sex_arrival_and_history_only(model, case, encoded):
    other = model.encode(replace(case, chief_complaint="ankle sprain", note=None, films=case.films[:1]))
    empty = [frozenset()]
    assert value_by_subset(model, encoded, RISK, empty) == pytest.approx(
        value_by_subset(model, other, RISK, empty), abs=1e-6
    )
    older = model.encode(replace(case, patient=replace(case.patient, age_years=20.0)))
    assert value_by_subset(model, encoded, RISK, empty) != pytest.approx(
        value_by_subset(model, older, RISK, empty), abs=1e-4
    )


def test_each_pattern_is_calibrated_for_itself(model, encoded):
    everything = frozenset(encoded.present)
    found = outputs(model, encoded, [everything, everything - {Modality.IMAGE}])
    assert found[0].pattern is model.calibration["image+ecg+vitals+note"]
    assert found[1].pattern is model.calibration["ecg+vitals+note"]


def test_keeping_all_measurements_is_the_full_answer_and_none_the_answer_without_vitals(model, encoded):
    everything = frozenset(encoded.present)
    kept = np.stack([np.ones(len(VITAL_NAMES), bool), np.zeros(len(VITAL_NAMES), bool)])
    expected = value_by_subset(model, encoded, RISK, [everything, everything - {Modality.VITALS}])
    assert value_by_measured(model, encoded, RISK, kept) == pytest.approx(expected, abs=1e-6)


def test_the_differentiable_risk_equals_the_calibrated_one(model, encoded):
    everything = frozenset(encoded.present)
    with torch.no_grad():
        risk = value_tensor(model, encoded.inputs, RISK)
    assert risk.tolist() == pytest.approx(value_by_subset(model, encoded, RISK, [everything]), abs=1e-5)


def test_the_members_disagree_a_little_and_surround_their_mean(model, encoded):
    (found,) = outputs(model, encoded, [frozenset(encoded.present)])
    members = found.members.risk
    assert members.std() > 0
    assert members.min() <= found.mean.risk <= members.max()
