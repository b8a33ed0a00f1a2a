"""Reasons to set another level than the model's: a short list, kept by key so that each screen says it in its language.

What the list names is what triage nurses and doctors give as reasons to go by more than the vital signs: how the patient
looks, pain, history, mechanism and special groups are modifiers of KTAS and CTAS (Bullard et al., CJEM 2008).
"""

from __future__ import annotations

from cdss.core.sentences import sentence

REASONS: tuple[str, ...] = (
    "reason_looks_worse",
    "reason_severe_pain",
    "reason_high_risk_history",
    "reason_mechanism",
    "reason_special_group",
    "reason_not_in_the_record",
    "reason_evidence_misread",
    "reason_vitals_unreliable",
    "reason_usual_state",
    "reason_better_after_treatment",
)
"""Keys of the sentences, in the order of the list; any other reason is free text."""


def reason_words(reason: str, language: str = "en") -> str:
    """A reason in ``language`` where it is one of ``REASONS``; free text as it was written."""
    return sentence(reason, {}, language) if reason in REASONS else reason
