"""The checks shown beside a decision: those of the assessment, and those that concern the clinician's own decision."""

from __future__ import annotations

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.session.state import Entry


def checks_of(entry: Entry) -> tuple[Issue, ...]:
    """The assessment's checks, after a warning where the model is now more urgent than the level the clinician set.

    The clinician's level stands either way: a warning is all the model may add.
    """
    assessment, ruling = entry.assessment, entry.ruling
    if assessment is None:
        return ()
    model = assessment.acuity.level
    if ruling is None or model >= ruling.level:
        return assessment.checks
    more_urgent = issue("session_model_more_urgent", Severity.WARNING, None, model=model, own=ruling.level)
    return (more_urgent, *assessment.checks)
