"""From logits to calibrated probabilities, one set of parameters a presence pattern, and the conformal condition set.

Acuity: temperature and a bias a level before the softmax (vector scaling, Guo et al., ICML 2017). Binary outputs: Platt
scaling (1999). Condition set: label-conditional conformal prediction (Vovk, 2012): among patients who have the
condition, at least 90 % have it in their set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, MODALITIES, Modality

LEVELS = 5
OUTCOMES: tuple[str, ...] = ("admission", "critical")
NO_MODALITY = "none"

Floats = NDArray[np.float64]

# two-sided 90 % quantile of Student's t at members - 1 degrees of freedom
_STUDENT_90 = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132, 5: 2.015, 6: 1.943, 7: 1.895}


def pattern_name(present: Sequence[bool]) -> str:
    """Key of a presence pattern in ``calibration.json``: ``image+note``, or ``none``."""
    names = [m.value for m, here in zip(MODALITIES, present, strict=True) if here]
    return "+".join(names) or NO_MODALITY


def pattern_of(modalities: Sequence[Modality]) -> tuple[bool, ...]:
    """Presence flags in the order of ``MODALITIES``."""
    return tuple(m in modalities for m in MODALITIES)


@dataclass(frozen=True, slots=True, eq=False)
class PatternCalibration:
    """Parameters of one presence pattern.

    ``temperature``, ``bias`` [5] of the levels; ``cut`` [4]: the level is the first k with P(level <= k) >= cut[k], chosen
    so that levels are given as often as nurses gave them in the calibration year; ``slope``, ``intercept`` [12] of the
    binary outputs; ``threshold`` [10] of the condition set.
    """

    temperature: float
    bias: Floats
    cut: Floats
    slope: Floats
    intercept: Floats
    threshold: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Probabilities:
    """Calibrated: ``levels`` [..., 5], ``binary`` [..., 12] (admission, critical, then conditions)."""

    levels: Floats
    binary: Floats

    @property
    def risk(self) -> Floats:
        """P(level <= 2)."""
        return np.asarray(self.levels[..., 0] + self.levels[..., 1])


def parse(calibration: Mapping[str, Any]) -> dict[str, PatternCalibration]:
    """Read the ``patterns`` of ``calibration.json``."""
    return {name: _pattern(values) for name, values in calibration["patterns"].items()}


def _pattern(values: Mapping[str, Any]) -> PatternCalibration:
    arrays = {key: np.asarray(values[key], np.float64) for key in ("bias", "cut", "slope", "intercept", "threshold")}
    return PatternCalibration(float(values["temperature"]), **arrays)


def calibrated(logits: Floats, pattern: PatternCalibration) -> Probabilities:
    """Probabilities of logits [..., 17] under one presence pattern."""
    scaled = logits[..., :LEVELS] * pattern.temperature + pattern.bias
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    exponents = np.exp(scaled)
    binary = sigmoid(logits[..., LEVELS:] * pattern.slope + pattern.intercept)
    return Probabilities(exponents / exponents.sum(axis=-1, keepdims=True), binary)


def assigned_level(levels: Floats, pattern: PatternCalibration) -> NDArray[np.int64]:
    """Triage level 1-5 of calibrated level probabilities [..., 5] at the pattern's operating points.

    Level 1 is given only where it is also more probable than level 2: it is so rare that its operating point alone would
    call "resuscitation" at a few percent.
    """
    reached = np.cumsum(levels, axis=-1)[..., :-1] >= pattern.cut
    reached[..., 0] &= levels[..., 0] >= levels[..., 1]
    return np.asarray(np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1, LEVELS))


def sigmoid(x: Floats) -> Floats:
    """Logistic function without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def logit(p: Floats) -> Floats:
    """Inverse of the logistic function; probabilities are kept off 0 and 1 by 1e-6."""
    safe = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(safe) - np.log1p(-safe))


def ensemble_interval(members: Floats, centre: Floats) -> tuple[Floats, Floats]:
    """90 % interval for one more resampled member, on the logit scale around ``centre``; ``members`` [k, ...] probabilities."""
    k = len(members)
    reach = _STUDENT_90[k - 1] * math.sqrt(1 + 1 / k) * logit(members).std(axis=0, ddof=1)
    return sigmoid(logit(centre) - reach), sigmoid(logit(centre) + reach)


def in_condition_set(binary: Floats, pattern: PatternCalibration) -> NDArray[np.bool_]:
    """Which conditions are in the 90 % conformal set."""
    return np.asarray(binary[..., len(OUTCOMES) : len(OUTCOMES) + len(CONDITIONS)] >= pattern.threshold)
