"""What is said of one patient in more than one place of the screen."""

from __future__ import annotations

from cdss.core.kinds import Modality, Presence
from cdss.records.case import Case
from cdss.session.state import EnginePhase, Entry, SessionState


def display_id(entry: Entry) -> str:
    """The case's own id; the last part of its path until it has been read."""
    return entry.case.case_id if entry.case else entry.key.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def refusal(entry: Entry, language: str) -> str | None:
    """Why the case cannot be assessed, in words; None where it can."""
    if entry.problem is not None:
        return entry.problem.words(language)
    blocking = entry.case.blocking if entry.case else ()
    return " ".join(issue.text(language) for issue in blocking) or None


def complaint_of(case: Case | None) -> str:
    """The chief complaint; empty where there is none."""
    return (case.chief_complaint or "") if case else ""


def presence_of(entry: Entry, modality: Modality) -> Presence:
    """What became of a modality: as read, and once it is assessed as the guards left it."""
    read = entry.case.presence(modality) if entry.case else Presence.MISSING
    judged = read is Presence.PRESENT and entry.assessment is not None
    return entry.assessment.modalities[modality].status if judged and entry.assessment else read


def busy(entry: Entry, state: SessionState) -> bool:
    """Whether an answer about the patient is still to come."""
    if entry.case is None:
        return entry.problem is None
    if entry.withheld is not None:
        return False
    if not entry.assessable or state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED):
        return False
    if entry.shift_work.put_off and entry.key != state.intent.selected:
        return False
    return entry.assessment is None or not entry.explained
