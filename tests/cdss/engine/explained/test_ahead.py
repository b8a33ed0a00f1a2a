"""What is computed ahead is what would be computed when asked, and is then at hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, RISK
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.explained.ahead import ahead, likely
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.engine.local import LocalEngine
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.explanation import Explanation


class Watched(torch.nn.Module):
    """Counts how often a network runs."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net, self.runs = net, 0

    def forward(self, *inputs):
        self.runs += 1
        return self.net(*inputs)


@pytest.fixture
def subject() -> Subject:
    model, case = TriageModel(open_bundle(model_dir()), torch.device("cpu")), read_case(demo_dir() / "01-chest-pain")
    encoded = model.encode(case)
    model.ecg = Watched(model.ecg)
    return Subject(model, case, encoded, RISK, Recent())


def test_an_output_computed_ahead_needs_no_network_when_it_is_asked_for(subject):
    assert len(list(ahead(subject, ["acs", "sepsis"]))) == 4
    asked, runs = replace(subject, target="sepsis"), subject.model.ecg.runs
    note, ecg = explain_note(asked, Explanation()), explain_ecg(asked, Explanation())
    assert subject.model.ecg.runs == runs > 0
    alone = replace(asked, recent=None)
    new_note, new_ecg = explain_note(alone, Explanation()), explain_ecg(alone, Explanation())
    assert [word.effect for word in note.words] == pytest.approx([word.effect for word in new_note.words], abs=1e-6)
    assert (note.target, ecg.target, ecg.value) == ("sepsis", "sepsis", pytest.approx(new_ecg.value))
    assert ecg.values == pytest.approx(new_ecg.values, abs=1e-4)


def test_outputs_are_not_mixed_up(subject):
    list(ahead(subject, ["acs", "sepsis"]))
    acs, sepsis = (explain_ecg(replace(subject, target=t), Explanation()) for t in ("acs", "sepsis"))
    assert not np.allclose(acs.values, sepsis.values)


def test_it_can_be_left_after_any_piece(subject):
    list(islice(ahead(subject, ["acs", "sepsis"]), 1))
    assert subject.model.ecg.runs == 0


def test_the_engine_takes_the_likeliest_conditions_and_then_the_outcomes():
    engine, case = LocalEngine(model_dir(), "cpu", 1), read_case(demo_dir() / "01-chest-pain")
    chance = {one.code: one.probability for one in engine.assess(case).conditions}
    assert len(list(engine.ahead(case))) == 14
    known = [target for _, target in engine._recent._kinds["note attributions"]]
    assert known == [*sorted(CONDITIONS, key=lambda code: -chance[code])[:5], "admission", "critical"]
    assert likely(chance) == tuple(known)
