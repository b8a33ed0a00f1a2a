"""The table of an explanation's parts, in the order in which they are computed: cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.film import explain_film
from cdss.engine.explained.modalities import explain_gates, explain_modalities
from cdss.engine.explained.neighbours import explain_neighbours
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.reliability import explain_reliability
from cdss.engine.explained.routing import explain_agreement, explain_routing
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import explain_vitals
from cdss.records.explanation import EXPLANATION_PARTS, Explanation

Part = Callable[[Subject, Explanation], Any]
"""From the subject, and the parts that are ready, to a record of ``cdss.records.explanation``; None where it cannot be."""

PARTS: Mapping[str, Part] = {
    "modality_shapley": explain_modalities,
    "modality_attention": explain_gates,
    "neighbours": explain_neighbours,
    "image_cam": explain_film,
    "vitals_shap": explain_vitals,
    "ecg_attribution": explain_ecg,
    "note_tokens": explain_note,
    "cross_attention": explain_routing,
    "attention_agreement": explain_agreement,
    "reliability": explain_reliability,
}


def explained(subject: Subject) -> Iterator[Explanation]:
    """An ``Explanation`` that grows by one part at a time; parts that cannot be are left out."""
    explanation = Explanation()
    for name in EXPLANATION_PARTS:
        part = PARTS[name](subject, explanation)
        if part is not None:
            explanation = replace(explanation, **{name: part})
            yield explanation
