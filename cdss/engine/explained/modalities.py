"""Shapley values over the modalities, and where the queries looked."""

from __future__ import annotations

from cdss.engine.coalitions import value_by_subset
from cdss.engine.explained.subject import Subject
from cdss.explain.modality_attention import modality_attention
from cdss.explain.modality_shapley import modality_shapley
from cdss.records.explanation import Explanation, ModalityAttention, ModalityShapley


def explain_modalities(subject: Subject, _: Explanation) -> ModalityShapley:
    """Exact Shapley values and interactions of the present modalities."""
    model, encoded, target = subject.model, subject.encoded, subject.target
    return modality_shapley(target, encoded.present, lambda subsets: value_by_subset(model, encoded, target, subsets))


def explain_gates(subject: Subject, _: Explanation) -> ModalityAttention:
    """Attention of every answer on each modality, and the gates."""
    model, encoded = subject.model, subject.encoded
    return modality_attention(model.attention(encoded.inputs)[0], model.gates(), encoded.present)
