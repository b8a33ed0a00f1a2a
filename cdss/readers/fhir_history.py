"""What is known of the patient beforehand: Conditions as history, allergies in words.

R4 and R5: ``clinicalStatus``, ``verificationStatus``; the codes for "no known problems" are those of the International
Patient Summary and SNOMED CT.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.readers.fhir_bundle import Resource
from cdss.readers.fhir_json import child, children, codings, has_code, text, words
from cdss.readers.fhir_visit import VisitFrame, without_tag
from cdss.readers.when import when

MAX_ENTRIES = 200
_PAST = ("inactive", "resolved")
_REFUTED = ("refuted", "entered-in-error")
_NONE_KNOWN = frozenset({"no-known-problems", "160245001"})
_NOTHING_SAID = frozenset({"no-problem-info"})
_DIAGNOSIS, _PROBLEM = "encounter-diagnosis", "problem-list-item"
_LISTED = 5


@dataclass(slots=True)
class _Left:
    """Names of Conditions by the reason for which they are no history."""

    refuted: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)
    today: list[str] = field(default_factory=list)


def history_of(conditions: Iterable[Resource], frame: VisitFrame) -> tuple[tuple[str, ...] | None, list[Issue]]:
    """The history; None where nothing was said, empty where it was said that nothing is known. What is left out is named."""
    found: dict[str, None] = {}
    left, none_known = _Left(), False
    for condition in conditions:
        concept = child(condition.body, "code")
        codes = {c.code for c in codings(concept)}
        if codes & _NONE_KNOWN:
            none_known = True
        elif not codes & _NOTHING_SAID:
            name = without_tag(words(concept))
            home = _home(condition, frame, left)
            if home is not None:
                home.append(name or condition.name)
            elif name:
                found[name] = None
    issues = _told(frame.bundle.file, left)
    if len(found) > MAX_ENTRIES:
        file, count = frame.bundle.file, len(found)
        issues.append(issue("fhir_history_cut", Severity.WARNING, file=file, count=count, kept=MAX_ENTRIES))
    if not found and not none_known:
        return None, issues
    return tuple(found)[:MAX_ENTRIES], issues


def allergies_told(resources: Iterable[Resource], file: str) -> list[Issue]:
    """One information that names the allergies of the bundle: the model does not use them, the clinician must see them."""
    names = dict.fromkeys(
        without_tag(words(child(r.body, "code")))
        for r in resources
        if not has_code(list(children(r.body, "verificationStatus")), *_REFUTED)
        and not has_code(list(children(r.body, "clinicalStatus")), *_PAST)
    )
    listed = [name for name in names if name]
    return [issue("fhir_allergies", Severity.INFO, file=file, names=_some(listed))] if listed else []


def _home(condition: Resource, frame: VisitFrame, left: _Left) -> list[str] | None:
    """Where a Condition that is no history goes; None for one that is history."""
    body = condition.body
    if has_code(list(children(body, "verificationStatus")), *_REFUTED):
        return left.refuted
    status = list(children(body, "clinicalStatus"))
    ended = bool(text(body, "abatementDateTime") or child(body, "abatementPeriod")) and not has_code(
        status, "remission"
    )
    if has_code(status, *_PAST) or (ended and not has_code(status, "active", "recurrence", "relapse")):
        return left.past
    return left.today if _is_of_today(condition, frame) else None


def _is_of_today(condition: Resource, frame: VisitFrame) -> bool:
    """Whether it is a diagnosis made in this very visit: it would tell the model what it is asked."""
    body = condition.body
    kinds = list(children(body, "category"))
    if not has_code(kinds, _DIAGNOSIS) or has_code(kinds, _PROBLEM) or frame.encounter is None:
        return False
    reference = text(body, "encounter", "reference")
    if not reference or frame.bundle.resolve(reference, condition) is not frame.encounter:
        return False
    began = when(text(body, "onsetDateTime") or text(body, "onsetPeriod", "start"))
    return began is None or frame.start is None or began.day >= frame.start.day


def _told(file: str, left: _Left) -> list[Issue]:
    reasons = (
        ("fhir_conditions_refuted", left.refuted),
        ("fhir_conditions_past", left.past),
        ("fhir_conditions_today", left.today),
    )
    return [issue(code, Severity.INFO, file=file, names=_some(names)) for code, names in reasons if names]


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(name[:60] for name in names[:_LISTED])
    return f"{shown} (+{len(names) - _LISTED})" if len(names) > _LISTED else shown
