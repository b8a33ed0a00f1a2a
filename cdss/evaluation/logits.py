"""Answers of the fusion for composite visits of the test year under each presence pattern, computed once for all sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import PatternCalibration, Probabilities, calibrated, pattern_name
from cdss.training.fit_calibration import PATTERNS, pattern_logits
from cdss.training.fusion_data import FusionData

THINNED = 2
"""The presence patterns are measured on every second visit of the test year: fifteen patterns in minutes, not in an hour."""

WHERE = "2020 composite, test donors"


@dataclass(frozen=True, slots=True, eq=False)
class PatternAnswers:
    """``rows`` of the visit table that can have the pattern, and the calibrated answers for them."""

    name: str
    rows: NDArray[np.int64]
    found: Probabilities
    pattern: PatternCalibration


@lru_cache(maxsize=len(PATTERNS))
def pattern_answers(model: TriageModel, data: FusionData, present: tuple[bool, ...]) -> PatternAnswers:
    """Answers under one presence pattern. Model and cohort are told apart by identity: both are held for the whole run."""
    rows, members = pattern_logits(model.fusion, data, data.rows("test")[::THINNED], "test", present, seed=20)
    name = pattern_name(present)
    pattern = model.calibration[name]
    return PatternAnswers(name, rows, calibrated(members.mean(axis=0), pattern), pattern)
