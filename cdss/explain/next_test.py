"""How far a test would narrow the interval of the risk, from what it might show: a mean over samples, and their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.records.question import ExpectedNarrowing, NextTests
from cdss.scoring.calibrate import Floats, PatternCalibration, assigned_level, calibrated, ensemble_interval


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Width of the 90 % interval of the risk (0-10) and level of each of n inputs: ``width`` [n], ``level`` [n]."""

    width: Floats
    level: NDArray[np.int64]


def judged(logits: Floats, pattern: PatternCalibration) -> Judged:
    """Of logits [members, n, 17], as the assessment has them: interval of ``ensemble_interval``, level of the mean."""
    mean = calibrated(logits.mean(axis=0), pattern)
    low, high = ensemble_interval(calibrated(logits, pattern).risk, mean.risk)
    return Judged(10.0 * (high - low), assigned_level(mean.levels, pattern))


def value_of_test(test: str, now: Judged, then: Judged) -> ExpectedNarrowing:
    """Expected width after the test, and the share of samples with another level; ``now`` holds one input."""
    changed = float((then.level != now.level[0]).mean())
    return ExpectedNarrowing(test, float(now.width[0]), float(then.width.mean()), changed, len(then.width))


def ranked(values: Iterable[ExpectedNarrowing]) -> NextTests:
    """The narrowest expected interval first; of equals the one that moves the level more often."""
    return NextTests(tuple(sorted(values, key=lambda v: (v.width_expected, -v.level_changes))))
