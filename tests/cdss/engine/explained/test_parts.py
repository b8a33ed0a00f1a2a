"""The order of an explanation: what is shown without asking is there, and tested, before what is hidden."""

from __future__ import annotations

import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.explained.parts import explained, order
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.explanation import EXPLANATION_PARTS

FAILED = {"note_tokens", "ecg_attribution"}


@pytest.fixture(scope="module")
def steps():
    model, case = TriageModel(open_bundle(model_dir()), torch.device("cpu")), read_case(demo_dir() / "01-chest-pain")
    model.failed_methods = frozenset(FAILED)
    return list(explained(Subject(model, case, model.encode(case), RISK, Recent())))


def test_without_a_failed_method_every_part_comes_once():
    assert order(()) == EXPLANATION_PARTS


def test_a_failed_method_comes_after_the_tests_of_all_others():
    names = order(FAILED)
    first = names.index("reliability")
    assert set(names[:first]) == set(EXPLANATION_PARTS) - FAILED - {"attention_agreement", "reliability"}
    assert names[first + 1 :] == ("ecg_attribution", "note_tokens", "attention_agreement", "reliability")


def test_what_is_shown_is_tested_on_this_patient_before_what_is_hidden_is_computed(steps):
    shown = next(step for step in steps if step.reliability is not None)
    assert {check.part for check in shown.reliability.checks} == {"modality_shapley", "vitals_shap", "image_cam"}
    assert shown.cross_attention is not None and shown.neighbours is not None
    assert (shown.note_tokens, shown.ecg_attribution, shown.reliability.failed) == (None, None, ())


def test_in_the_end_every_method_is_tested_and_the_first_tests_stand(steps):
    shown, last = next(step for step in steps if step.reliability is not None), steps[-1]
    assert all(getattr(last, name) is not None for name in EXPLANATION_PARTS)
    assert {check.part for check in last.reliability.checks} == {
        "modality_shapley", "vitals_shap", "image_cam", "note_tokens", "ecg_attribution"
    }  # fmt: skip
    assert set(last.reliability.failed) == FAILED
    for check in shown.reliability.checks:
        assert last.reliability.of(check.part) is check


def test_the_rows_of_the_attention_are_units_of_the_note_that_comes_later(steps):
    attention, tokens = steps[-1].cross_attention, steps[-1].note_tokens
    assert [tokens.units[i].text for i in attention.units] == list(attention.words)
    assert len(attention.routing.received) == len(tokens.units)
