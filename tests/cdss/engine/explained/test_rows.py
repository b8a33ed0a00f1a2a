"""Varied inputs are evaluated once for all outputs that are asked about, and never for another patient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK, TARGETS
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.explained.deleted import without_vitals
from cdss.engine.explained.rows import target_values
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case


class Counted:
    """Every output of a row is its sum plus the output's place; counts the rows."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, rows):
        self.rows += len(rows)
        return rows.sum(axis=1, keepdims=True) + np.arange(len(TARGETS))


@pytest.fixture(scope="module")
def subject() -> Subject:
    model, case = TriageModel(open_bundle(model_dir()), torch.device("cpu")), read_case(demo_dir() / "01-chest-pain")
    return Subject(model, case, model.encode(case), RISK, Recent())


ROWS = np.array([[1, 0], [0, 1], [1, 1], [1, 0]])


def test_each_output_gets_its_own_column_and_equal_rows_are_evaluated_once(subject):
    every = Counted()
    for target in ("sepsis", "acs"):
        asked = replace(subject, target=target, recent=Recent())
        place = TARGETS.index(target)
        assert target_values(asked, "t", (1,), ROWS, every).tolist() == [1 + place, 1 + place, 2 + place, 1 + place]
    assert every.rows == 6


def test_another_output_and_another_draw_evaluate_only_what_is_new(subject):
    every, recent = Counted(), Recent()
    for target in (RISK, "sepsis"):
        target_values(replace(subject, target=target, recent=recent), "t", (1,), ROWS, every)
    target_values(replace(subject, recent=recent), "t", (1,), np.array([[0, 0], [1, 1]]), every)
    assert every.rows == 4


def test_another_key_or_kind_is_not_mixed_up(subject):
    every, recent = Counted(), Recent()
    for kind, key in (("t", (1,)), ("t", (2,)), ("u", (1,))):
        target_values(replace(subject, recent=recent), kind, key, ROWS, every)
    assert every.rows == 9


def test_deletions_that_are_remembered_are_those_of_a_new_patient_record(subject):
    """The same deletion, asked with and without a memory that already holds another patient's."""
    deleted = np.array([[True, False], [False, True]])
    names, recent = ["heart_rate", "sbp"], Recent()
    other = replace(subject.encoded.inputs, vitals=subject.encoded.inputs.vitals + 1.0)
    changed = replace(subject, encoded=replace(subject.encoded, inputs=other))
    found = [without_vitals(replace(one, recent=recent), names, deleted, False) for one in (subject, changed, subject)]
    alone = [without_vitals(replace(one, recent=None), names, deleted, False) for one in (subject, changed)]
    assert found[0].tolist() == found[2].tolist() == pytest.approx(alone[0].tolist(), abs=1e-7)
    assert found[1].tolist() == pytest.approx(alone[1].tolist(), abs=1e-7)
    assert abs(alone[0] - alone[1]).max() > 1e-3
