"""The modality Shapley values as a waterfall whose shown figures add up: own effects, shared effects, base and value."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.core.kinds import MODALITIES, Modality
from cdss.records.explanation import ModalityShapley

MAX_PAIRS = 2
"""Shared effects drawn one by one; the weaker ones are drawn as one sum."""


_TENTHS = 1000
"""Tenths of a percentage point in the whole probability scale."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar. ``parts``: one modality, a pair, or empty for the sum of the remaining pairs.

    ``start`` and ``end`` lie on the probability scale; ``shown`` is the effect in tenths of a percentage point.
    """

    parts: tuple[Modality, ...]
    start: float
    end: float
    shown: int

    @property
    def effect(self) -> float:
        """What this step adds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Waterfall:
    """``base_shown`` + sum of the steps' ``shown`` = ``value_shown``, in tenths of a percentage point."""

    base: float
    value: float
    base_shown: int
    value_shown: int
    steps: tuple[Step, ...]


def waterfall(shapley: ModalityShapley) -> Waterfall:
    """Split exact Shapley values into own and shared effects that add up from base to value.

    With the pairwise Shapley interaction index I (Grabisch and Roubens 1999) the own effect of modality i is
    phi_i - 1/2 sum_j I_ij, and own effects plus all I_ij sum to sum phi (the 2-Shapley values of Bordt and von Luxburg
    2023). Figures are rounded to tenths of a percentage point by largest remainder, so none is off by a tenth and the
    column adds up on screen.
    """
    effects = _own(shapley) + _pairs(shapley)
    base_shown, value_shown = round(_TENTHS * shapley.base), round(_TENTHS * shapley.value)
    shown = apportion([_TENTHS * effect for _, effect in effects], value_shown - base_shown)
    steps, at = [], shapley.base
    for (parts, effect), points in zip(effects, shown, strict=True):
        steps.append(Step(parts, at, at + effect, points))
        at += effect
    return Waterfall(shapley.base, shapley.value, base_shown, value_shown, tuple(steps))


def apportion(values: list[float], total: int) -> list[int]:
    """Round ``values`` to integers that sum to ``total``, moving those whose rounding error is largest."""
    rounded = [round(value) for value in values]
    while rounded and (gap := total - sum(rounded)):
        step = 1 if gap > 0 else -1
        worst = max(range(len(values)), key=lambda i: step * (values[i] - rounded[i]))
        rounded[worst] += step
    return rounded


def _own(shapley: ModalityShapley) -> list[tuple[tuple[Modality, ...], float]]:
    own = {m: shapley.phi[m] for m in MODALITIES if m in shapley.phi}
    for key, effect in shapley.interaction.items():
        for modality in _pair(key):
            own[modality] -= effect / 2
    ranked = sorted(own.items(), key=lambda item: -abs(item[1]))
    return [((modality,), effect) for modality, effect in ranked]


def _pairs(shapley: ModalityShapley) -> list[tuple[tuple[Modality, ...], float]]:
    ranked = sorted(shapley.interaction.items(), key=lambda item: -abs(item[1]))
    pairs = [(_pair(key), effect) for key, effect in ranked]
    if len(pairs) <= MAX_PAIRS + 1:
        return pairs
    return [*pairs[:MAX_PAIRS], ((), sum(effect for _, effect in pairs[MAX_PAIRS:]))]


def _pair(key: str) -> tuple[Modality, ...]:
    return tuple(Modality(name) for name in key.split("|"))
