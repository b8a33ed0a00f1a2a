"""What a pane says of its own explanation: not confirmed on this patient, incomplete, or not shown at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.explanation import Explanation
from cdss.records.reliability import MethodCheck, Verdict

PART_OF: Mapping[Modality, str] = {
    Modality.IMAGE: "image_cam",
    Modality.ECG: "ecg_attribution",
    Modality.VITALS: "vitals_shap",
    Modality.NOTE: "note_tokens",
}
"""The part of an explanation that belongs to the pane of each modality."""

SHOWN_ANYWAY = "explain_failed"
"""Said of an explanation that is shown at the clinician's request although its method failed its test on other patients."""

_INCOMPLETE, _UNCONFIRMED = "explain_incomplete", "explain_unconfirmed_"


def of_what_is_drawn(found: Issue) -> bool:
    """Whether ``found`` is said of the explanation drawn in a pane, and means nothing while none is drawn."""
    return found.code in (SHOWN_ANYWAY, _INCOMPLETE) or found.code.startswith(_UNCONFIRMED)


def reliability_issues(explanation: Explanation, modality: Modality, failed: Collection[str] = ()) -> tuple[Issue, ...]:
    """What must stand beside the explanation in the pane of ``modality``; nothing where its tests were passed or not made.

    ``failed``: parts whose method failed its test on other patients, known before this patient's own tests are made.
    """
    found, part = explanation.reliability, PART_OF[modality]
    bad = part in failed or (found is not None and part in found.failed)
    if bad and getattr(explanation, part) is None:
        return (issue(f"explain_hidden_{modality.value}", Severity.INFO, modality),)
    elsewhere = (issue(SHOWN_ANYWAY, Severity.WARNING, modality),) if bad else ()
    check = found.of(part) if found is not None else None
    return (*elsewhere, *(_failures(check, modality) if check is not None else ()))


def _failures(check: MethodCheck, modality: Modality) -> Iterator[Issue]:
    """A deletion that changed no more than chance, and parts that do not add up."""
    if check.deletion is not None and check.deletion.verdict is Verdict.FAILED:
        yield issue(f"explain_unconfirmed_{modality.value}", Severity.WARNING, modality)
    if check.completeness is not None and check.completeness.verdict is Verdict.FAILED:
        points = f"{100.0 * abs(check.completeness.error):.1f}"
        yield issue(_INCOMPLETE, Severity.WARNING, modality, points=points)
