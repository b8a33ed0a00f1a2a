"""Shapley values over the modalities, and where the queries looked."""

from __future__ import annotations

from cdss.engine.coalitions import every_coalition, value_of
from cdss.engine.explained.subject import Subject
from cdss.explain.modality_attention import modality_attention
from cdss.explain.modality_shapley import shapley
from cdss.nets.recent import remembered
from cdss.records.explanation import Explanation, ModalityAttention, ModalityShapley


def explain_modalities(subject: Subject, _: Explanation) -> ModalityShapley:
    """Exact Shapley values and interactions of the present modalities."""
    found = every_coalition(subject.model, subject.encoded, subject.recent)
    values = {subset: float(value_of(out.mean, subject.target)) for subset, out in found.items()}
    return shapley(subject.target, subject.encoded.present, values)


def explain_gates(subject: Subject, _: Explanation) -> ModalityAttention:
    """Attention of every answer on each modality, and the gates: of all outputs at once, so computed once for a case."""
    model, encoded = subject.model, subject.encoded

    def looked() -> ModalityAttention:
        return modality_attention(model.attention(encoded.inputs)[0], model.gates(), encoded.present)

    return remembered(subject.recent, "modality attention", encoded.inputs, looked)
