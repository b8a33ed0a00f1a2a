"""Attention by modality, from a real case to the line of JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

import pytest

from cdss.core.kinds import CONDITIONS, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.records.serialise_explanation import explanation_to_json

ANSWERS = {"acuity", "admission", "critical", *CONDITIONS}


@pytest.fixture(scope="module")
def first():
    """The second explanation of a whole demonstration patient, and of the same without film and ECG."""
    engine = LocalEngine(model_dir(), device="cpu", threads=1)
    cases = [read_case(folder) for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]
    case = next(case for case in cases if len(case.present) == 4)
    return [[*islice(engine.explain(c), 2)][-1] for c in (case, replace(case, films=(), ecgs=()))]


def test_shares_sum_to_one_and_come_second(first):
    for explanation in first:
        assert explanation.modality_shapley is not None
        share = explanation.modality_attention.share
        assert set(share) == ANSWERS
        for row in share.values():
            assert sum(row.values()) == pytest.approx(1.0, abs=1e-6)
            assert min(row.values()) >= 0.0


def test_absent_modalities_have_no_share_and_no_gates(first):
    whole, without = first
    for row in without.modality_attention.share.values():
        assert (row["image"], row["ecg"]) == (0.0, 0.0)
        assert row["vitals"] > 0 and row["note"] > 0
    assert without.modality_attention.gates == {}
    assert set(whole.modality_attention.gates) == {Modality.IMAGE, Modality.ECG}


def test_the_json_carries_shares_and_gates(first):
    whole, _ = first
    out = json.loads(json.dumps(explanation_to_json(whole), allow_nan=False))["modality_attention"]
    assert set(out) == {"share", "gates"} and set(out["share"]) == ANSWERS
    assert set(out["share"]["pneumonia"]) == {"image", "ecg", "vitals", "note", "context"}
    assert sum(out["share"]["pneumonia"].values()) == pytest.approx(1.0, abs=1e-4)
    assert 0.0 < out["gates"]["ecg"]["acs"] < 1.0
    assert explanation_to_json(replace(whole, modality_attention=None))["modality_attention"] is None
