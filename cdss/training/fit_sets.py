"""Thresholds of the conformal sets by patient group, from calibrated probabilities of the tuning year."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS
from cdss.scoring.calibrate import Floats
from cdss.scoring.conformal import level_scores, lower_threshold, upper_threshold
from cdss.scoring.groups import EVERYBODY, GROUPS

PRIOR = 50.0
"""Patients that the threshold of everybody counts for in a group's own.

Empirical Bayes: a group's share below the threshold of everybody varies by .04 between groups, and .3 / sqrt(n) by chance;
(.3 / .04)^2 is about 50."""


def condition_thresholds(binary: Floats, has: NDArray[np.floating], group: NDArray[np.int64]) -> Floats:
    """Smallest probability [7, 10] of each condition that is in the set of each group; the last row is for everybody.

    ``binary`` [n, 10] and ``has`` [n, 10] are the conditions only, ``group`` [n]. Few patients of a group have any one
    condition, so the groups are set on all conditions together: each patient's score is first turned into its rank among
    those who have the condition, and a group's threshold is a rank, the same for all conditions.
    """
    ordered = [np.sort(binary[has[:, c] == 1, c]) for c in range(len(CONDITIONS))]
    who, what = np.nonzero(has == 1)
    ranks = np.array([np.searchsorted(ordered[c], binary[i, c], "right") for i, c in zip(who, what, strict=True)])
    shares = ranks / np.array([len(ordered[c]) + 1.0 for c in what]) if len(what) else np.zeros(0)
    table = np.zeros((len(GROUPS), len(CONDITIONS)))
    for c, scores in enumerate(ordered):
        table[EVERYBODY, c] = max(lower_threshold(scores), 0.0)
        for g in range(EVERYBODY):
            table[g, c] = _score_at(scores, _shrunk(shares, group[who] == g, lower_threshold))
    return table


def _shrunk(scores: Floats, own: NDArray[np.bool_], threshold: Callable[[Floats], float]) -> float:
    """A group's threshold drawn toward that of everybody; theirs where the group has too few for one of its own."""
    everybody, mine = threshold(scores), threshold(scores[own])
    if not np.isfinite(mine):
        return everybody
    weight = own.sum() / (own.sum() + PRIOR)
    return float(weight * mine + (1 - weight) * everybody)


def _score_at(ordered: Floats, share: float) -> float:
    """Score at a rank (in parts of n + 1), linear between neighbours; 0 below the first, so that all are in."""
    place = share * (len(ordered) + 1)
    return 0.0 if not place >= 1 else float(np.interp(place, np.arange(1, len(ordered) + 1), ordered))


def level_thresholds(
    levels: Floats, given: NDArray[np.int64], acuity: NDArray[np.int64], group: NDArray[np.int64]
) -> Floats:
    """Largest score [7] of a level that is in the set of each group; ``acuity`` 0-4 is the nurse's level."""
    scores = level_scores(levels, given)[np.arange(len(acuity)), acuity]
    found = [_shrunk(scores, group == g, upper_threshold) for g in range(EVERYBODY)]
    return np.asarray(np.minimum(np.array([*found, upper_threshold(scores)]), 1.0))
