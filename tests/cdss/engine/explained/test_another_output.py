"""What does not depend on the explained output is computed once for a patient, and is the same for every output."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.explained.film import explain_film
from cdss.engine.explained.modalities import explain_gates
from cdss.engine.explained.neighbours import embedding_of, explain_neighbours
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.routing import explain_routing
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.explanation import Explanation


@pytest.fixture(scope="module")
def both():
    """The same patient explained for the risk and then for sepsis with a memory, and for sepsis without one."""
    model, case = TriageModel(open_bundle(model_dir()), torch.device("cpu")), read_case(demo_dir() / "01-chest-pain")
    encoded, recent = model.encode(case), Recent()
    return [
        Subject(model, case, encoded, target, r) for target, r in ((RISK, recent), ("sepsis", recent), ("sepsis", None))
    ]


@pytest.fixture
def whole_passes(both):
    """How often the fusion head ran with its attention since the test began."""
    counted = []
    hook = both[0].model.fusion.members[0].register_forward_hook(lambda *_: counted.append(1))
    yield counted
    hook.remove()


def test_attention_of_the_next_output_runs_no_network(both, whole_passes):
    first, second, alone = both
    tokens = [Explanation(note_tokens=explain_note(one, Explanation())) for one in (first, second)]
    explain_gates(first, Explanation())
    explain_routing(first, tokens[0])
    ran = len(whole_passes)
    gates, routed = explain_gates(second, Explanation()), explain_routing(second, tokens[1])
    assert len(whole_passes) == ran > 0
    assert gates == explain_gates(alone, Explanation())
    fresh = explain_routing(alone, tokens[1])
    assert np.array_equal(routed.routing.film, fresh.routing.film)
    assert np.array_equal(routed.routing.received, fresh.routing.received)


def test_maps_of_findings_are_those_of_the_first_output_and_the_map_of_the_output_is_its_own(both):
    first, second, alone = (explain_film(one, Explanation()) for one in both)
    assert first.maps.keys() == second.maps.keys()
    assert all(second.maps[code] is first.maps[code] for code in first.maps)
    assert (first.fused.target, second.fused.target) == (RISK, "sepsis")
    assert np.array_equal(second.fused.values, alone.fused.values)
    assert not np.array_equal(first.fused.values, second.fused.values)


def test_the_place_among_visits_is_computed_once_and_outcomes_are_of_the_output(both):
    first, second, alone = both
    assert embedding_of(first) is embedding_of(second)
    assert explain_neighbours(second, Explanation()) == explain_neighbours(alone, Explanation())
