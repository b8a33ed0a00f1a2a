"""When the screen may be photographed: the patient on it is final, and nobody else in the worklist is still waiting."""

from __future__ import annotations

from cdss.session.facts import refusal
from cdss.session.schedule import finished
from cdss.session.state import EnginePhase, SessionState
from cdss.session.worklist.batch import unfinished

TIMEOUT_SECONDS = 240
"""A cold start on two busy cores, with every demonstration patient, takes a fraction of it."""


def settled(state: SessionState) -> bool:
    """Whether nothing more will change on the screen by itself."""
    if not state.entries:
        return True
    if state.selected is None or any(e.case is None and e.problem is None for e in state.entries):
        return False
    if state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED):
        return True
    waiting = any(e.assessable and unfinished(e) for e in state.entries)
    return finished(state) and not waiting


def failure(state: SessionState) -> str | None:
    """Why the picture does not show an assessment with its explanations, in English; None where it does."""
    entry = state.selected
    if entry is None:
        return "There is no patient to show: name a case folder."
    if entry.assessment is not None and entry.explained:
        return None
    words = refusal(entry, "en")
    if words is None and state.engine.problem is not None:
        words = state.engine.problem.words("en")
    return words or "The assessment was not ready in time."
