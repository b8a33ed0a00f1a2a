"""Exact Shapley values against brute force over orderings, and the interaction index on games with known synergy."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality
from cdss.explain.modality_shapley import coalitions, modality_shapley


def random_game(seed: int):
    rng = np.random.default_rng(seed)
    return {c: float(rng.random()) for c in coalitions(MODALITIES)}


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_mean_marginal_over_all_orderings(seed):
    game = random_game(seed)
    found = modality_shapley("risk", MODALITIES, lambda subsets: [game[s] for s in subsets])
    orders = list(permutations(MODALITIES))
    for player in MODALITIES:
        marginals = []
        for order in orders:
            before = frozenset(order[: order.index(player)])
            marginals.append(game[before | {player}] - game[before])
        assert found.phi[player] == pytest.approx(np.mean(marginals), abs=1e-12)
    assert found.base + sum(found.phi.values()) == pytest.approx(found.value, abs=1e-9)


def test_exclusive_or_of_two_modalities_is_a_negative_synergy_between_them_alone():
    def value(subset):
        return float((Modality.ECG in subset) != (Modality.NOTE in subset))

    found = modality_shapley("risk", MODALITIES, lambda subsets: [value(s) for s in subsets])
    assert found.interaction["ecg|note"] == pytest.approx(-2.0)
    others = [v for pair, v in found.interaction.items() if pair != "ecg|note"]
    assert others == pytest.approx([0.0] * 5)


def test_a_conjunction_is_a_positive_synergy_of_its_full_size():
    def value(subset):
        return 0.3 * float({Modality.IMAGE, Modality.VITALS} <= subset)

    found = modality_shapley("risk", MODALITIES, lambda subsets: [value(s) for s in subsets])
    assert found.interaction["image|vitals"] == pytest.approx(0.3)
    assert found.phi[Modality.IMAGE] == pytest.approx(0.15)


def test_one_present_modality_takes_the_whole_difference():
    values = {frozenset(): 0.2, frozenset({Modality.NOTE}): 0.7}
    found = modality_shapley("risk", (Modality.NOTE,), lambda subsets: [values[s] for s in subsets])
    assert found.phi == {Modality.NOTE: pytest.approx(0.5)}
    assert found.interaction == {}
