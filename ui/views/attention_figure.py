"""The figure under the attention: its rank correlation with the attributions on this patient, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.records.routing import EVIDENCE, WORDS, AttentionAgreement
from cdss.session.decision.wording import correlation


def figure_words(found: AttentionAgreement | None) -> str:
    """Both correlations with the number of ranks; None: they have not come yet."""
    if found is None:
        return QCoreApplication.translate("AttentionView", "rank correlation with the attributions follows")
    if set(found.failed) == {WORDS, EVIDENCE} and found.lower is None:
        return QCoreApplication.translate("AttentionView", "Not comparable: attributions failed on other patients")
    words = QCoreApplication.translate("AttentionView", "words %1").replace("%1", _rho(found, WORDS))
    evidence = QCoreApplication.translate("AttentionView", "evidence %1").replace("%1", _rho(found, EVIDENCE))
    return QCoreApplication.translate("AttentionView", "ρ with attributions: ") + f"{words} · {evidence}"


def _rho(found: AttentionAgreement, side: str) -> str:
    rho, count = (found.words, found.word_count) if side == WORDS else (found.evidence, found.evidence_count)
    if rho is None and side in found.failed:
        return QCoreApplication.translate("AttentionView", "– (method failed)")
    return f"{'–' if rho is None else correlation(rho)} (n = {count})"
