"""Findings of one kind of evidence as figures, the notable ones with what all evidence together says of the same illness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from cdss.core.figures import percent
from cdss.core.kinds import Modality
from cdss.records.assessment import Condition, Finding
from cdss.scoring.same_illness import SAME_ILLNESS
from cdss.session.names import finding_name
from ui.language import language
from ui.views.foot_line import FootItem

NOTABLE = 0.5
"""Probability from which a finding stands out."""

_NORMAL = "NORM"
"""A normal ECG is no alarm, and no all-clear either: it has no colour."""


def finding_items(
    modality: Modality, findings: Sequence[Finding], conditions: Sequence[Condition]
) -> tuple[FootItem, ...]:
    """``findings``, the most probable first: two very different figures of one illness are named beside each other."""
    fused = {condition.code: condition.probability for condition in conditions}
    ranked = sorted(findings, key=lambda finding: -finding.probability)
    return tuple(item for finding in ranked for item in _items(modality, finding, fused))


def _items(modality: Modality, finding: Finding, fused: Mapping[str, float]) -> Iterator[FootItem]:
    notable = finding.probability >= NOTABLE
    token = "up" if notable and finding.code != _NORMAL else "text"
    yield FootItem(finding_name(modality, finding.code, language()), percent(finding.probability), token)
    illness = SAME_ILLNESS.get((modality, finding.code))
    if notable and illness is not None and illness in fused:
        yield FootItem(_together(illness).format(percent(fused[illness])))


def _together(illness: str) -> str:
    """Named where it is another word than the finding: an infarction pattern is judged as a syndrome, oedema as a failure."""
    match illness:
        case "acs":
            return QCoreApplication.translate("FindingItems", "(all evidence: ACS {0})")
        case "heart_failure":
            return QCoreApplication.translate("FindingItems", "(all evidence: heart failure {0})")
        case _:
            return QCoreApplication.translate("FindingItems", "(all evidence {0})")
