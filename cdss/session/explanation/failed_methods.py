"""Parts of an explanation whose method failed its test on other patients: hidden until the user asks for them."""

from __future__ import annotations

from dataclasses import replace

from cdss.records.explanation import Explanation
from cdss.records.routing import EVIDENCE, WORDS, AttentionAgreement
from cdss.session.state import Entry, SessionState

_RANKED_BY = {WORDS: ("note_tokens",), EVIDENCE: ("modality_shapley", "vitals_shap", "image_cam", "ecg_attribution")}
"""Side of the attention -> parts of the explanation that it is compared with."""


def failed(entry: Entry, state: SessionState) -> frozenset[str]:
    """Parts that are there and whose method failed its test, shown or not."""
    if entry.explanation is None:
        return frozenset()
    return frozenset(part for part in state.engine.failed_methods if getattr(entry.explanation, part) is not None)


def hidden(entry: Entry, state: SessionState) -> frozenset[str]:
    """Parts that are there and not shown: their method failed its test, and the user has not asked for them."""
    return frozenset() if state.intent.failed_methods else failed(entry, state)


def shown(entry: Entry, state: SessionState) -> Explanation:
    """The explanation that the user sees, empty while there is none: without hidden parts and what is made of them."""
    whole, parts = entry.explanation or Explanation(), failed(entry, state)
    if not parts:
        return whole
    found = whole.attention_agreement
    agreement = found and _judged(found, parts, told=state.intent.failed_methods)
    return replace(replace(whole, attention_agreement=agreement), **dict.fromkeys(hidden(entry, state)))


def _judged(found: AttentionAgreement, parts: frozenset[str], told: bool) -> AttentionAgreement:
    """A rank correlation with a method that failed proves no importance, and is hidden with the method unless ``told``."""
    sides = tuple(side for side, ranked_by in _RANKED_BY.items() if parts.intersection(ranked_by))
    both = ((WORDS, found.words), (EVIDENCE, found.evidence))
    words, evidence = (rho if told or side not in sides else None for side, rho in both)
    return replace(found, words=words, evidence=evidence, failed=sides)
