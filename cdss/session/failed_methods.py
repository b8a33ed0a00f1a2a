"""Parts of an explanation whose method failed its test on other patients: hidden until the user asks for them."""

from __future__ import annotations

from dataclasses import replace

from cdss.records.explanation import Explanation
from cdss.records.routing import EVIDENCE, WORDS, AttentionAgreement
from cdss.session.state import Entry, SessionState

_RANKED_BY = {WORDS: ("note_tokens",), EVIDENCE: ("modality_shapley", "vitals_shap", "image_cam", "ecg_attribution")}
"""Side of the attention -> parts of the explanation that it is compared with."""


def hidden(entry: Entry, state: SessionState) -> frozenset[str]:
    """Parts that are there and not shown: their method failed its test, and the user has not asked for them."""
    if entry.explanation is None or state.intent.failed_methods:
        return frozenset()
    return frozenset(part for part in state.engine.failed_methods if getattr(entry.explanation, part) is not None)


def shown(entry: Entry, state: SessionState) -> Explanation:
    """The explanation that the user sees, empty while there is none: without hidden parts and what is made of them."""
    whole, away = entry.explanation or Explanation(), hidden(entry, state)
    if not away:
        return whole
    agreement = whole.attention_agreement and _withheld(whole.attention_agreement, away)
    return replace(replace(whole, attention_agreement=agreement), **dict.fromkeys(away))


def _withheld(found: AttentionAgreement, away: frozenset[str]) -> AttentionAgreement:
    """A rank correlation with what is hidden is hidden too."""
    sides = tuple(side for side, parts in _RANKED_BY.items() if away.intersection(parts))
    words, evidence = (
        None if side in sides else rho for side, rho in ((WORDS, found.words), (EVIDENCE, found.evidence))
    )
    return replace(found, words=words, evidence=evidence, withheld=sides)
