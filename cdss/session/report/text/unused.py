"""What is said of a kind of evidence that is not there, or was not assessed: never nothing."""

from __future__ import annotations

from cdss.core.kinds import Modality, Presence, Severity
from cdss.core.result import Issue
from cdss.session.names import modality_name, name
from cdss.session.panes import EmptyPane
from cdss.session.report.text.records import Evidence, Sentence, said

_PANES = {Modality.IMAGE: "film", Modality.ECG: "ecg", Modality.VITALS: "vitals", Modality.NOTE: "note"}


def unused(head: str, modality: Modality, pane: EmptyPane | None, language: str) -> Sentence:
    """It was not given, or its files could not be used, for the reasons the reader gave."""
    rejected = pane is not None and pane.presence is Presence.REJECTED
    if rejected and pane is not None:
        return _refused(head, modality, pane.reasons, language)
    words, absent = modality_name(modality, language), Presence.MISSING.value
    evidence = (Evidence(_PANES[modality], "presence", words, name("report", "none", language), absent),)
    return said(f"{head}/absent", "report_absent", language, evidence, modality=words)


def waiting(head: str, modality: Modality, left_out: bool, issues: tuple[Issue, ...], language: str) -> Sentence:
    """It is there but nothing was found in it: a guard kept it from the model (``left_out``), or the answer is still to come."""
    if left_out:
        return _refused(head, modality, issues, language)
    words = modality_name(modality, language)
    evidence = (_unassessed(modality, "unassessed", language),)
    return said(f"{head}/waiting", "report_waiting", language, evidence, modality=words)


def _refused(head: str, modality: Modality, issues: tuple[Issue, ...], language: str) -> Sentence:
    words = modality_name(modality, language)
    reason = " ".join(one.text(language) for one in issues if one.severity is not Severity.INFO)
    evidence = (_unassessed(modality, Presence.REJECTED.value, language),)
    if not reason:
        return said(f"{head}/refused", "report_refused", language, evidence, modality=words)
    return said(f"{head}/refused", "report_refused_why", language, evidence, modality=words, reason=reason)


def _unassessed(modality: Modality, why: str, language: str) -> Evidence:
    words = name("report", "not_assessed", language)
    return Evidence(_PANES[modality], "presence", modality_name(modality, language), words, why)
