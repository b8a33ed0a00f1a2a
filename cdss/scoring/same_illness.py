"""What a finding of one test would be taken for among the conditions, and where the two disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cdss.core.figures import percent
from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.assessment import Condition, Finding

SAME_ILLNESS: Mapping[tuple[Modality, str], str] = {
    (Modality.IMAGE, "pneumonia"): "pneumonia",
    (Modality.IMAGE, "edema"): "heart_failure",
    (Modality.ECG, "MI"): "acs",
    (Modality.ECG, "AF"): "atrial_fibrillation",
}
"""The condition of the decision that a finding would be taken for."""

STRONG = 0.80
"""Probability from which a finding is held against what all evidence says of its illness; a project rule."""

UNLIKELY = 0.33
"""Probability below which the decision does not even call its illness possible (``cdss.session.decision.wording``)."""


def disagreements(findings: Mapping[Modality, Sequence[Finding]], conditions: Sequence[Condition]) -> tuple[Issue, ...]:
    """A warning for each finding that one test holds for nearly sure, and all evidence together for unlikely.

    Either may be wrong, and neither says which: the test is to be looked at by the clinician.
    """
    fused = {condition.code: condition.probability for condition in conditions}
    return tuple(
        _disagreement(modality, finding, illness, fused[illness])
        for (modality, code), illness in SAME_ILLNESS.items()
        for finding in _strong(findings.get(modality, ()), code)
        if round(fused.get(illness, 1.0), 2) < UNLIKELY
    )


def _strong(findings: Iterable[Finding], code: str) -> Iterable[Finding]:
    return (finding for finding in findings if finding.code == code and finding.probability >= STRONG)


def _disagreement(modality: Modality, finding: Finding, illness: str, together: float) -> Issue:
    return issue(
        f"check_{modality.value}_disagrees",
        Severity.WARNING,
        modality,
        finding=f"name_{modality.value}_{finding.code.lower()}",
        alone=percent(finding.probability),
        illness=f"name_condition_{illness}",
        together=percent(together),
    )
