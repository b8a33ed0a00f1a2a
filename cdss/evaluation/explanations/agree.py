"""Agreement with a second method on the same patient: taking inputs away one by one, and on films occlusion. Reported only.

Two methods may disagree and both be right: gradients speak of a small change, taking away of a large one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cdss.core.kinds import ECG_LEADS
from cdss.engine.asked.occlusion import occlude
from cdss.engine.explained.marked import Marked
from cdss.engine.explained.subject import Subject
from cdss.evaluation.explanations.methods import ECG
from cdss.evaluation.explanations.named import COMPOSITE
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import mean_score, with_interval
from cdss.explain.agreement import rank_correlation
from cdss.explain.deletion import LEAST_CHANGE
from cdss.records.question import Occlude

AGREES = "rank correlation with taking inputs away one by one"
OCCLUSION = "rank correlation with occlusion"


def agreement(marked: Marked, part: str) -> float | None:
    """Rank correlation of the effects with what is lost without each input; of an ECG, without each lead.

    None where there is nothing to compare: fewer than three inputs, or no loss that would be seen.
    """
    count = len(marked.effects)
    groups = len(ECG_LEADS) if part == ECG.part else count
    alone = np.kron(np.eye(groups, dtype=bool), np.ones((1, count // groups), dtype=bool))
    outputs = marked.without(np.vstack([np.zeros((1, count), bool), alone]))
    lost, effects = outputs[0] - outputs[1:], marked.effects.reshape(groups, -1).sum(axis=1)
    if groups < 3 or np.abs(lost).max() < LEAST_CHANGE:
        return None
    rho = rank_correlation(effects, lost)
    return None if np.isnan(rho) else rho


def occlusion_agreements(subjects: Sequence[Subject]) -> Iterator[float]:
    """Rank correlation of the film's map with occlusion of the film itself (36 patches, the network runs again)."""
    for subject in subjects:
        rho = occlude(subject, Occlude(subject.target)).agreement
        if not np.isnan(rho):
            yield rho


def agreement_figures(title: str, one_by_one: Sequence[float], occlusion: Sequence[float] | None) -> Iterator[Measured]:
    """Mean correlations of one method over patients; ``occlusion`` None of a method that has no film."""
    for name, values in ((AGREES, one_by_one), (OCCLUSION, occlusion)):
        if values is not None:
            scores = np.array(values, np.float64)
            yield Measured(title, name, with_interval(mean_score, np.ones(len(scores)), scores), COMPOSITE)
