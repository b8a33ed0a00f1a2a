"""The table of an explanation's parts, and the order in which they are computed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
    "cross_attention": explain_routing,
    "image_cam": explain_film,
    "vitals_shap": explain_vitals,
    "ecg_attribution": explain_ecg,
    "note_tokens": explain_note,
    "attention_agreement": explain_agreement,
    "reliability": explain_reliability,
}


def shown(failed: Collection[str]) -> tuple[str, ...]:
    """Names of the parts that are shown without asking, cheapest first, and what is tested of them on this patient."""
    *parts, _, tests = EXPLANATION_PARTS
    return (*(name for name in parts if name not in failed), tests)


def order(failed: Collection[str]) -> tuple[str, ...]:
    """Names of all parts as they are computed: those of ``failed`` methods after all that is shown without asking.

    What is tested on this patient is told twice then: of what is shown, and at the end of everything.
    """
    *parts, agreement, tests = EXPLANATION_PARTS
    later = [name for name in parts if name in failed]
    return (*shown(failed), *later, agreement, tests) if later else (*parts, agreement, tests)


def explained(subject: Subject, names: Sequence[str] | None = None) -> Iterator[Explanation]:
    """An ``Explanation`` that grows by one of ``names`` at a time, by all in their order where none are named.

    Parts that cannot be are left out.
    """
    explanation = Explanation()
    for name in order(subject.model.failed_methods) if names is None else names:
        part = PARTS[name](subject, explanation)
        if part is not None:
            explanation = replace(explanation, **{name: part})
            yield explanation
