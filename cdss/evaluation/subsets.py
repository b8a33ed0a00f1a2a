"""Every presence pattern on visits held out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdss.core.kinds import CONDITIONS
from cdss.evaluation.logits import PatternAnswers, pattern_answers
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, with_interval
from cdss.nets.triage import TriageModel
from cdss.training.fit_calibration import PATTERNS
from cdss.training.fusion_data import FusionData


def subset_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    """AUROC of level <= 2, admission and every condition for the fifteen patterns."""
    for present in PATTERNS[1:]:
        yield from pattern_figures(pattern_answers(model, data, present), data)


def pattern_figures(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """AUROC of level <= 2, admission and every condition under one pattern."""
    visits = data.visits
    known = visits.acuity[a.rows] >= 0
    urgent = (visits.acuity[a.rows] <= 1).astype(np.float64)
    scores = {"level<=2": (urgent[known], a.found.risk[known])}
    scores["admission"] = (visits.outcomes[a.rows, 0], a.found.binary[:, 0])
    scores |= {code: (visits.conditions[a.rows, i], a.found.binary[:, 2 + i]) for i, code in enumerate(CONDITIONS)}
    for output, pair in scores.items():
        yield Measured(a.name, f"AUROC {output}", with_interval(auroc, *pair, 100), a.where)
