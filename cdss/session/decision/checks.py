"""The checks shown beside a decision: those of the assessment, and those that concern the clinician's own decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.assessment import Assessment
from cdss.session.explanation.second_opinion import opinion_issues
from cdss.session.state import Entry, SessionState
from cdss.session.worklist.same_person import twice_issue

UNSURE = "check_model_unsure"
"""The check that says between which levels the model is not sure."""

COMPOSITE = "check_composite"
"""The check that the banner's badge says already: it stands behind all others of its severity."""

_SINGLE = "check_news2_single"
"""The check that one vital sign alone scores 3: how grave it is follows from the model's level."""

_HIGH = ("check_news2_above_model", "check_news2_agrees")
"""What is said of a high NEWS2 beside the model's level, the one that differs and the one that agrees."""

ST_FURTHER = (
    "check_st_depressed_anterior",
    "check_st_depressed_wide_anterior",
    "check_st_depressed",
    "check_st_depressed_wide",
    "check_st_depressed_voltage",
    "check_st_over_threshold_noted",
)
"""What the ST levels show beside an elevation over the threshold, the gravest first."""

_FIRST = (
    "session_model_more_urgent",
    "check_news2_above_model",
    _SINGLE,
    "check_consciousness_unread",
    "check_series_worsening",
    "check_st_over_threshold",
    *ST_FURTHER,
    "check_news2_agrees",
    "check_news2_high",
    "check_pulse_mixed",
    "same_patient_number",
    "same_patient_details",
    "check_child",
    "check_level_less_urgent",
    "check_pulse_differs",
    "check_ecg_disagrees",
    "check_image_disagrees",
    "check_news2_below_model",
    "check_news2_partial",
    "check_news2_scale_2",
    "check_without_vitals",
    "check_level_not_likeliest",
)
"""Checks by clinical weight within their severity: first what may mean that the patient is sicker than the level says, then whose
data these are, then what the level rests on. All others follow in the order in which they were found."""

_LAST = ("opinion_disagrees_note", "opinion_disagrees_vitals", COMPOSITE)
_GRAVEST = (Severity.STOP, Severity.WARNING, Severity.INFO)

_OF_EVIDENCE = frozenset(
    {
        *("check_age_unknown", "check_child", COMPOSITE, "check_news2_partial", "check_news2_scale_2"),
        *("check_pulse_differs", "check_pulse_mixed", "check_consciousness_unread", "check_st_over_threshold"),
        *ST_FURTHER,
    }
)
"""Checks named as those of the answer are that tell nothing of the answer."""


def doubt_of(entry: Entry) -> Issue | None:
    """The words for a model that is not sure of the level, None where it is: shown once, in the headline."""
    checks = entry.assessment.checks if entry.assessment else ()
    return next((check for check in checks if check.code == UNSURE), None)


def of_evidence(assessment: Assessment | None) -> tuple[Issue, ...]:
    """Doubts about the evidence alone, which help a clinician who shall not know the model's answer yet."""
    checks = assessment.checks if assessment else ()
    return tuple(c for c in checks if c.code in _OF_EVIDENCE or not c.code.startswith("check_"))


def doubts_about(entry: Entry, modality: Modality) -> tuple[Issue, ...]:
    """Warnings about the evidence of one modality, to be read where it is looked at: electrodes that may be exchanged."""
    found = of_evidence(entry.assessment or entry.withheld)
    return tuple(c for c in found if c.modality is modality and c.severity is Severity.WARNING)


def _before_answer(assessment: Assessment | None) -> tuple[Issue, ...]:
    """Doubts about the evidence, and what NEWS2 asks for, as a warning whatever the model's level: its gravity would tell it."""
    checks = assessment.checks if assessment else ()
    single = (replace(check, severity=Severity.WARNING) for check in checks if check.code == _SINGLE)
    high = (
        issue("check_news2_high", Severity.WARNING, Modality.VITALS, news2=dict(check.params)["news2"])
        for check in checks
        if check.code in _HIGH
    )
    return (*of_evidence(assessment), *single, *high)


def gravest_first(checks: Iterable[Issue]) -> tuple[Issue, ...]:
    """``checks`` by severity, within one severity by clinical weight, and within that as they were found."""
    return tuple(sorted(checks, key=lambda check: (_GRAVEST.index(check.severity), _weight(check.code))))


def _weight(code: str) -> int:
    if code in _FIRST:
        return _FIRST.index(code)
    return len(_FIRST) + (1 + _LAST.index(code) if code in _LAST else 0)


def checks_of(entry: Entry, state: SessionState) -> tuple[Issue, ...]:
    """The assessment's checks with a warning where the model is now more urgent than the level the clinician set, and one
    where the patient may stand on the worklist twice; the gravest first.

    The clinician's level stands either way: a warning is all the model may add. ``doubt_of`` is not repeated here. Before
    there is an answer to be seen, the doubts about the evidence.
    """
    assessment, ruling = entry.assessment, entry.standing
    twice = twice_issue(entry, state.entries)
    if assessment is None:
        return gravest_first((*twice, *_before_answer(entry.withheld)))
    model = assessment.acuity.level
    found = [*twice, *(check for check in assessment.checks if check.code != UNSURE), *opinion_issues(entry, state)]
    if ruling is not None and model < ruling.level:
        found.append(issue("session_model_more_urgent", Severity.WARNING, None, model=model, own=ruling.level))
    return gravest_first(found)
