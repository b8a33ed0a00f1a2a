"""Exact Shapley values over the present modalities, with the pairwise interaction index.

Shapley (1953); interaction index of Grabisch & Roubens (1999). All coalitions go through the fusion head on cached
tokens, each calibrated for its own presence pattern, so the base is what is known without any modality.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from cdss.core.kinds import Modality
from cdss.records.explanation import ModalityShapley

Coalition = frozenset[Modality]


def coalitions(players: Sequence[Modality]) -> tuple[Coalition, ...]:
    """All subsets of ``players``, the empty one first."""
    return tuple(frozenset(c) for size in range(len(players) + 1) for c in combinations(players, size))


def shapley(target: str, players: Sequence[Modality], values: Mapping[Coalition, float]) -> ModalityShapley:
    """Shapley values and interactions of a game; asserts that base and contributions add up to the value (1e-6)."""
    base, value = values[frozenset()], values[frozenset(players)]
    phi = {p: _phi(p, players, values) for p in players}
    if abs(base + sum(phi.values()) - value) > 1e-6:
        raise ArithmeticError("Shapley values do not add up to the explained output")
    pairs = {f"{a}|{b}": _interaction(a, b, players, values) for a, b in combinations(players, 2)}
    return ModalityShapley(target, base, value, phi, pairs)


def modality_shapley(
    target: str, players: Sequence[Modality], evaluate: Callable[[Sequence[Coalition]], Sequence[float]]
) -> ModalityShapley:
    """Evaluate every coalition once and share the output out."""
    subsets = coalitions(players)
    return shapley(target, players, dict(zip(subsets, evaluate(subsets), strict=True)))


def _phi(player: Modality, players: Sequence[Modality], values: Mapping[Coalition, float]) -> float:
    others, n = [p for p in players if p is not player], len(players)
    total = 0.0
    for subset in coalitions(others):
        weight = math.factorial(len(subset)) * math.factorial(n - len(subset) - 1) / math.factorial(n)
        total += weight * (values[subset | {player}] - values[subset])
    return total


def _interaction(a: Modality, b: Modality, players: Sequence[Modality], values: Mapping[Coalition, float]) -> float:
    others, n = [p for p in players if p not in (a, b)], len(players)
    total = 0.0
    for subset in coalitions(others):
        weight = math.factorial(len(subset)) * math.factorial(n - len(subset) - 2) / math.factorial(n - 1)
        together = values[subset | {a, b}] - values[subset | {a}] - values[subset | {b}] + values[subset]
        total += weight * together
    return total
