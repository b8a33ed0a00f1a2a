"""Which case the engine should be asked about next: the one on screen with explanations, then the others without."""

from __future__ import annotations

from cdss.session.state import EnginePhase, Entry, Pending, SessionState
from cdss.session.worklist.batch import unfinished


def next_request(state: SessionState) -> Pending | None:
    """The request to send now (its generation still 0), or None to let what is out finish.

    A request for the patient on screen overtakes one for any other patient; whose assessment was called off is passed over.
    """
    if state.engine.phase is not EnginePhase.READY:
        return None
    wanted = state.selected
    if wanted is not None and _unexplained(wanted):
        out = state.pending_of(wanted.key)
        target = state.intent.target
        asked = out is not None and out.explain and out.target == target
        return None if asked else Pending(0, wanted.key, explain=True, target=target)
    if state.pending:
        return None
    waiting = next((e for e in state.entries if e.assessable and unfinished(e)), None)
    return Pending(0, waiting.key, explain=False) if waiting else None


def _unexplained(entry: Entry) -> bool:
    return entry.assessable and not (entry.assessment is not None and entry.explained)


def finished(state: SessionState) -> bool:
    """Whether the patient on screen has everything it will ever get: assessed and explained, or refused in words."""
    entry = state.selected
    if entry is None:
        return False
    refused = entry.problem is not None or (entry.case is not None and bool(entry.case.blocking))
    return refused or (entry.assessment is not None and entry.explained)
