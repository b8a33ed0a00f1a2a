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

_STRONG, _FUSED, _WEAK = range(3)
"""Ranks of what is shown, see ``FootItem``."""


def finding_items(
    modality: Modality, findings: Sequence[Finding], conditions: Sequence[Condition]
) -> tuple[FootItem, ...]:
    """``findings``, those that stand out first, then the most probable: two figures of one illness are named beside each other.

    Where the room ends, what is not notable is left out first, then the figures of all evidence, notable findings last.
    """
    fused = {condition.code: condition.probability for condition in conditions}
    ranked = sorted(findings, key=lambda finding: (not _stands_out(finding), -finding.probability))
    return tuple(item for finding in ranked for item in _items(modality, finding, fused))


def _items(modality: Modality, finding: Finding, fused: Mapping[str, float]) -> Iterator[FootItem]:
    strong = _stands_out(finding)
    name, figure = finding_name(modality, finding.code, language()), percent(finding.probability)
    yield FootItem(name, figure, "up" if strong else "text", _STRONG if strong else _WEAK)
    illness = SAME_ILLNESS.get((modality, finding.code))
    if strong and illness is not None and illness in fused:
        yield FootItem(_together(illness).format(percent(fused[illness])), rank=_FUSED)


def _stands_out(finding: Finding) -> bool:
    return finding.probability >= NOTABLE and finding.code != _NORMAL


def _together(illness: str) -> str:
    """Named where it is another word than the finding: an infarction pattern is judged as a syndrome, oedema as a failure."""
    match illness:
        case "acs":
            return QCoreApplication.translate("FindingItems", "(all evidence: ACS {0})")
        case "heart_failure":
            return QCoreApplication.translate("FindingItems", "(all evidence: heart failure {0})")
        case _:
            return QCoreApplication.translate("FindingItems", "(all evidence {0})")
