"""Every presence pattern on composite visits of the test year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, with_interval
from cdss.evaluation.visits import NOTE_VITALS
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import calibrated, pattern_name
from cdss.scoring.conformal import in_condition_set
from cdss.training.fit_calibration import PATTERNS, pattern_logits
from cdss.training.fusion_data import FusionData

ALL = (True, True, True, True)

THINNED = 2
"""The presence patterns are measured on every second visit of the test year: fifteen patterns in minutes, not in an hour."""

WHERE = "2020 composite, test donors"


def subset_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    """AUROC of level <= 2, admission and every condition for the fifteen patterns, and coverage of the condition sets."""
    visits = data.visits
    for present in PATTERNS[1:]:
        rows, members = pattern_logits(model.fusion, data, data.rows("test")[::THINNED], "test", present, seed=20)
        name = pattern_name(present)
        found = calibrated(members.mean(axis=0), model.calibration[name])
        known, where = visits.acuity[rows] >= 0, WHERE
        urgent = (visits.acuity[rows] <= 1).astype(np.float64)
        yield Measured(name, "AUROC level<=2", with_interval(auroc, urgent[known], found.risk[known], 100), where)
        yield Measured(
            name, "AUROC admission", with_interval(auroc, visits.outcomes[rows, 0], found.binary[:, 0], 100), where
        )
        for i, code in enumerate(CONDITIONS):
            labels = visits.conditions[rows, i]
            yield Measured(name, f"AUROC {code}", with_interval(auroc, labels, found.binary[:, 2 + i], 100), where)
        if present in (ALL, NOTE_VITALS):
            yield from coverage(model, name, found.binary, visits.conditions[rows], where)


def coverage(
    model: TriageModel, name: str, binary: NDArray[np.float64], conditions: NDArray[np.float32], where: str
) -> Iterator[Measured]:
    """Share of true conditions that are in their 90 % set, and the mean size of the set."""
    inside = in_condition_set(binary, model.calibration[name])
    hits = inside[conditions == 1].astype(np.float64)
    covered = with_interval(lambda _, s: float(s.mean()), np.ones(len(hits)), hits)
    yield Measured(name, "conditions present that are in the 90 % set", covered, where)
    size = inside.sum(axis=1).astype(np.float64)
    mean = with_interval(lambda _, s: float(s.mean()), np.ones(len(size)), size, 100)
    yield Measured(name, "mean size of the condition set (of 10)", mean, where)
