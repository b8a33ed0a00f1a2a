"""Answers of the fusion for held-out visits under each presence pattern, computed once for all sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """``rows`` of the visit table that can have the pattern, the calibrated answers for them, and which visits they are."""

    name: str
    rows: NDArray[np.int64]
    found: Probabilities
    pattern: PatternCalibration
    where: str = WHERE

    def at(self, chosen: NDArray[np.bool_]) -> PatternAnswers:
        """Those of the visits that are ``chosen`` [n]."""
        found = Probabilities(self.found.levels[chosen], self.found.binary[chosen])
        return replace(self, rows=self.rows[chosen], found=found)


@lru_cache(maxsize=len(PATTERNS))
def pattern_answers(model: TriageModel, data: FusionData, present: tuple[bool, ...]) -> PatternAnswers:
    """Answers under one presence pattern. Model and cohort are told apart by identity: both are held for the whole run."""
    return answers_of(model, data, data.rows("test")[::THINNED], present, WHERE)


def answers_of(
    model: TriageModel, data: FusionData, rows: NDArray[np.int64], present: tuple[bool, ...], where: str
) -> PatternAnswers:
    """The same of those of ``rows`` (named ``where``) that have note and vitals where the pattern does."""
    rows, members = pattern_logits(model.fusion, data, rows, "test", present, seed=20)
    name = pattern_name(present)
    pattern = model.calibration[name]
    return PatternAnswers(name, rows, calibrated(members.mean(axis=0), pattern), pattern, where)
