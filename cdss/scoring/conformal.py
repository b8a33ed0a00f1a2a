"""Conformal sets of 90 % coverage: of conditions, and of triage levels, with thresholds by patient group.

Condition set: label-conditional conformal prediction (Vovk, ACML 2012): among patients who have a condition, at least
90 % have it in their set. Thresholds by sex and age group are Mondrian (Vovk et al., Algorithmic Learning in a Random
World, 2005). Level set: adaptive prediction sets (Romano, Sesia & Candès, NeurIPS 2020) in the ordinal form of Lu et al.
(MICCAI 2022): neighbouring levels join one by one, so the set has no gap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS
from cdss.scoring.calibrate import LEVELS, OUTCOMES, Floats, PatternCalibration
from cdss.scoring.groups import EVERYBODY

COVERAGE = 0.90
"""Share of patients whose set must hold what they have."""

Group = int | NDArray[np.int64]


def in_condition_set(binary: Floats, pattern: PatternCalibration, group: Group = EVERYBODY) -> NDArray[np.bool_]:
    """Which conditions [..., 10] are in the 90 % set; ``binary`` [..., 12], ``group`` an index into ``GROUPS`` or [...]."""
    conditions = binary[..., len(OUTCOMES) : len(OUTCOMES) + len(CONDITIONS)]
    return np.asarray(conditions >= pattern.threshold[group])


def level_scores(levels: Floats, given: NDArray[np.int64]) -> Floats:
    """Conformity of every level [..., 5]: probability held by the set when that level joins it.

    The set begins with the level ``given`` (1-5), whose score is 0, and takes the more probable of its two neighbours
    each time; the score of a level is the probability of those already in, so that a level joins as long as what is in
    falls short of the threshold.
    """
    flat, start = levels.reshape(-1, LEVELS), np.asarray(given).reshape(-1) - 1
    rows = np.arange(len(flat))
    scores = np.zeros_like(flat)
    low, high, held = start.copy(), start.copy(), flat[rows, start]
    edged = np.pad(flat, ((0, 0), (1, 1)), constant_values=-1.0)  # no level lies beyond the first and the last
    for _ in range(LEVELS - 1):
        below, above = edged[rows, low], edged[rows, high + 2]
        down = below > above
        joining = np.where(down, low - 1, high + 1)
        scores[rows, joining] = held
        held = held + np.maximum(below, above)
        low, high = np.where(down, low - 1, low), np.where(down, high, high + 1)
    return scores.reshape(levels.shape)


def in_level_set(
    levels: Floats, given: NDArray[np.int64], pattern: PatternCalibration, group: Group = EVERYBODY
) -> NDArray[np.bool_]:
    """Which levels [..., 5] are in the 90 % set around the level ``given`` [...]; neighbours only, never empty."""
    return np.asarray(level_scores(levels, given) <= np.asarray(pattern.level_threshold[group])[..., None])


def lower_threshold(scores: Floats) -> float:
    """Largest threshold that at least 90 % of ``scores`` of the next exchangeable case reach; -inf where there are too few.

    The k-th smallest of n, k = floor(0.1 (n + 1)).
    """
    k = int(np.floor(round((1 - COVERAGE) * (len(scores) + 1), 9)))
    return float("-inf") if k < 1 else float(np.sort(scores)[k - 1])


def upper_threshold(scores: Floats) -> float:
    """Smallest threshold that at least 90 % of such scores do not exceed; infinity where there are too few."""
    return -lower_threshold(-np.asarray(scores))
