"""Synergies of a trained network are those of the generator that it learned from."""

from __future__ import annotations

import pytest
from torch import nn

from cdss.core.kinds import Modality
from cdss.evaluation.explanations.synergy import known_shapley, learned_shapley, synergy_check, trained


@pytest.fixture(scope="module")
def net() -> nn.Module:
    return trained(seed=0)


def test_the_generator_has_the_synergies_that_it_was_given():
    found = known_shapley((1, -1, 1, 1))
    assert found.interaction["image|ecg"] == pytest.approx(-0.2)
    assert found.interaction["vitals|note"] == pytest.approx(0.08)
    assert found.phi[Modality.IMAGE] == pytest.approx(-0.1)
    assert found.phi[Modality.VITALS] == pytest.approx(0.1 + 0.04)
    assert found.base == 0.5 and found.value == pytest.approx(0.5 - 0.2 + 0.1 + 0.08)


def test_sign_always_right_and_size_within_five_percent(net):
    check = synergy_check(net)
    assert check.patients == 16
    assert check.sign_right == 1.0
    assert check.worst_size_error < 0.05
    assert check.worst_false_synergy < 0.01


def test_shapley_values_of_the_network_are_those_of_the_generator(net):
    signs = (-1, -1, 1, -1)
    learned, known = learned_shapley(net, signs), known_shapley(signs)
    for modality, effect in known.phi.items():
        assert learned.phi[modality] == pytest.approx(effect, abs=0.01)


def test_an_untrained_network_fails_the_check():
    untrained = nn.Sequential(nn.Linear(8, 64), nn.SiLU(), nn.Linear(64, 1))
    assert synergy_check(untrained).worst_size_error > 0.5
