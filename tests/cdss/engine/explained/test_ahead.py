"""What is computed ahead is what would be computed when asked, and is then at hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS, RISK, TARGETS
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.explained.ahead import ahead, likely
from cdss.engine.explained.parts import explained, order, shown
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
    model.failed_methods = frozenset()
    return Subject(model, case, encoded, RISK, Recent())


def parts(subject: Subject) -> Explanation:
    return list(explained(subject))[-1]


def test_an_output_computed_ahead_needs_no_network_when_it_is_asked_for(subject, monkeypatch):
    model, heads = subject.model, []
    logits = model.fusion.logits
    monkeypatch.setattr(model.fusion, "logits", lambda inputs: (heads.append(len(inputs.note)), logits(inputs))[1])
    assert len(list(ahead(subject, ["acs", "sepsis"]))) == 2 * (
        len(order(())) - 1
    )  # all but the agreement, which is a ranking
    asked, runs, rows = replace(subject, target="sepsis"), model.ecg.runs, sum(heads)
    found = parts(asked)
    assert model.ecg.runs == runs > 0
    assert sum(heads) == rows > 0
    alone = parts(replace(asked, recent=None))
    assert [w.effect for w in found.note_tokens.words] == pytest.approx(
        [w.effect for w in alone.note_tokens.words], abs=1e-6
    )
    assert {c.name: c.effect for c in found.vitals_shap.contributions} == pytest.approx(
        {c.name: c.effect for c in alone.vitals_shap.contributions}, abs=1e-6
    )
    assert found.image_cam.fused.values == pytest.approx(alone.image_cam.fused.values, abs=1e-4)
    assert (found.ecg_attribution.target, found.vitals_shap.target) == ("sepsis", "sepsis")
    assert found.ecg_attribution.values == pytest.approx(alone.ecg_attribution.values, abs=1e-4)


def test_outputs_are_not_mixed_up(subject):
    list(ahead(subject, ["acs", "sepsis"]))
    acs, sepsis = (parts(replace(subject, target=t)) for t in ("acs", "sepsis"))
    assert not np.allclose(acs.ecg_attribution.values, sepsis.ecg_attribution.values)
    assert not np.allclose(acs.image_cam.fused.values, sepsis.image_cam.fused.values)
    assert acs.vitals_shap.value != sepsis.vitals_shap.value


def test_what_is_hidden_is_not_computed_ahead(subject):
    subject.model.failed_methods = frozenset({"ecg_attribution", "note_tokens"})
    assert len(list(ahead(subject, ["acs"]))) == len(order(())) - 3
    assert subject.model.ecg.runs == 0
    found = parts(replace(subject, target="acs"))
    assert found.ecg_attribution.target == "acs" and subject.model.ecg.runs > 0


def test_it_can_be_left_after_any_piece(subject):
    list(islice(ahead(subject, ["acs", "sepsis"]), 1))
    assert subject.model.ecg.runs == 0


def test_the_engine_takes_what_the_screen_lists_and_then_the_others():
    engine, case = LocalEngine(model_dir(), "cpu", 1), read_case(demo_dir() / "01-chest-pain")
    chance = {one.code: one.probability for one in engine.assess(case).conditions}
    assert len(list(engine.ahead(case))) == (len(TARGETS) - 1) * len(shown(engine.failed_methods))
    known = [target for _, target in engine._recent._kinds["film cells"]]
    ranked = sorted(CONDITIONS, key=lambda code: -chance[code])
    assert known == [*ranked[:5], "admission", "critical", *ranked[5:]]
    assert likely(chance) == tuple(known)
