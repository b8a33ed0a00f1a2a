"""Deletion against random deletion: does the output follow what an attribution marks? (Samek et al., IEEE TNNLS 28:2660, 2017)

Both ends of the ranking are tested at once: without what is marked as raising the output it must fall, without what is marked
as lowering it must rise. The difference has mean zero for a random order, whatever deleting itself does to the output.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cdss.records.reliability import Completeness, Deletion, Verdict

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Without = Callable[[Flags], Floats]
"""From rows of flags [m, n], True = deleted, to the outputs [m] (probability)."""

SHARE = 0.2
"""Share of the inputs that is deleted at each end of the ranking."""

FEWEST = 4
"""Fewest inputs whose order is tested: of three, chance alone finds the right one too often."""

DRAWS = 16
"""Random deletions, whose 240 ordered differences are compared with that of the method."""

QUANTILE = 0.9
"""The method must do better than this share of the random differences: a random order passes in one case in ten."""

LEAST_CHANGE = 0.005
"""Where no deletion moves the probability by more than this, nothing can be tested: it is lost in the shown rounding."""

LEAST_ERROR, RELATIVE_ERROR = 0.005, 0.05
"""Completeness error allowed: what is lost in rounding, or 5 % of what is explained (Sundararajan et al., ICML 2017)."""

SEED = 20


def completeness(base: float, value: float, total: float) -> Completeness:
    """Of a method that promises ``base`` + ``total`` (the sum of all effects) = ``value``."""
    return Completeness(value - base - total, max(LEAST_ERROR, RELATIVE_ERROR * abs(value - base)))


def deletion(effects: Floats, without: Without, draws: int = DRAWS, share: float = SHARE) -> Deletion | None:
    """Test the order of ``effects`` [n] (signed); None where there are fewer than ``FEWEST`` inputs or all have one effect.

    All rows go to ``without`` in one call: two deletions by the method, then the random ones.
    """
    count = max(1, round(share * len(effects)))
    if len(effects) < FEWEST or np.ptp(effects) == 0.0:
        return None
    order = np.argsort(effects, kind="stable")
    marked = _rows([order[-count:], order[:count]], len(effects))
    outputs = without(np.concatenate([marked, random_deletions(len(effects), count, draws)]))
    fall, chance = float(outputs[1] - outputs[0]), _chance(outputs[2:])
    moved = np.ptp(outputs) > LEAST_CHANGE
    verdict = Verdict.PASSED if fall > chance else Verdict.FAILED
    return Deletion(fall, chance, count, len(effects), verdict if moved else Verdict.NOT_MEASURED)


def random_deletions(inputs: int, count: int, draws: int) -> Flags:
    """``draws`` sets of ``count`` of the inputs, the same each time; every set once where there are no more [m, inputs]."""
    if math.comb(inputs, count) <= draws:
        return _rows([np.array(one) for one in combinations(range(inputs), count)], inputs)
    rng = np.random.default_rng(SEED)
    return _rows([rng.permutation(inputs)[:count] for _ in range(draws)], inputs)


def _chance(outputs: Floats) -> float:
    """``QUANTILE`` of the differences between any two of the random deletions, in both directions."""
    apart = outputs[:, None] - outputs[None, :]
    return float(np.quantile(apart[~np.eye(len(outputs), dtype=bool)], QUANTILE))


def _rows(sets: list[NDArray[np.int64]], inputs: int) -> Flags:
    rows = np.zeros((len(sets), inputs), dtype=bool)
    for row, chosen in zip(rows, sets, strict=True):
        row[chosen] = True
    return rows
