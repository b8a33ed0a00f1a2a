"""The Shapley values of the modalities: exact by construction, so that their sum and known synergies are what is tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cdss.core.kinds import RISK
from cdss.engine.explained.modalities import explain_modalities
from cdss.evaluation.explanations.methods import subject_of
from cdss.evaluation.explanations.named import COMPLETE, COMPOSITE, GENERATOR, MODALITIES, SYNERGY_SIGN, SYNERGY_SIZE
from cdss.evaluation.explanations.synergy import SynergyCheck
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley

NONE = float("nan")


def errors_of_sum(model: TriageModel, cases: Iterable[Case], recent: Recent) -> list[float]:
    """By how much base and Shapley values of the risk miss it, a patient each."""
    subjects = (subject_of(model, case, RISK, recent) for case in cases)
    return [error_of_sum(explain_modalities(subject, Explanation())) for subject in subjects]


def error_of_sum(part: ModalityShapley) -> float:
    """|base + sum of the values - output|."""
    return abs(part.base + sum(part.phi.values()) - part.value)


def exact_figures(errors: Sequence[float], check: SynergyCheck) -> Iterator[Measured]:
    """Largest error of the sum, and what a known generator's synergies come to."""
    worst = max(errors) if errors else NONE
    yield Measured(MODALITIES, COMPLETE, Figure(worst, NONE, NONE, len(errors), 0), COMPOSITE)
    signs = Figure(check.sign_right, NONE, NONE, check.patients, 0)
    yield Measured(MODALITIES, SYNERGY_SIGN, signs, GENERATOR)
    size = Figure(check.worst_size_error, NONE, NONE, check.patients, 0)
    yield Measured(MODALITIES, SYNERGY_SIZE, size, GENERATOR)
