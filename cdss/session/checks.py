"""The checks shown beside a decision: those of the assessment, and those that concern the clinician's own decision."""

from __future__ import annotations

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.session.second_opinion import opinion_issues
from cdss.session.state import Entry, SessionState

UNSURE = "check_model_unsure"
"""The check that says between which levels the model is not sure."""

COMPOSITE = "check_composite"
"""The check that the banner's badge says already: it stands behind all others of its severity."""


def doubt_of(entry: Entry) -> Issue | None:
    """The words for a model that is not sure of the level, None where it is: shown once, in the headline."""
    checks = entry.assessment.checks if entry.assessment else ()
    return next((check for check in checks if check.code == UNSURE), None)


def checks_of(entry: Entry, state: SessionState) -> tuple[Issue, ...]:
    """The assessment's checks, after a warning where the model is now more urgent than the level the clinician set.

    Two explanations that disagree come last.

    The clinician's level stands either way: a warning is all the model may add. ``doubt_of`` is not repeated here.
    """
    assessment, ruling = entry.assessment, entry.ruling
    if assessment is None:
        return ()
    model, found = assessment.acuity.level, (check for check in assessment.checks if check.code != UNSURE)
    checks = tuple(sorted((*found, *opinion_issues(entry, state)), key=lambda check: check.code == COMPOSITE))
    if ruling is None or model >= ruling.level:
        return checks
    more_urgent = issue("session_model_more_urgent", Severity.WARNING, None, model=model, own=ruling.level)
    return (more_urgent, *checks)
