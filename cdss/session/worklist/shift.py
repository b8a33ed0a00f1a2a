"""The foot of the worklist, from state alone."""

from __future__ import annotations

from cdss.session.decision.own_level import awaited
from cdss.session.facts import display_id
from cdss.session.state import EnginePhase, SessionState
from cdss.session.worklist.batch import progress, put_off
from cdss.session.worklist.level_changes import held_back, last_hour
from cdss.session.worklist.rows import changed, matches
from cdss.session.worklist.shift_panes import AlertLine, ShiftPane


def shift_pane(state: SessionState) -> ShiftPane:
    """Without an engine no batch is under way, and the status line says why."""
    silent = state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED)
    kept = ((entry, change) for entry, change in held_back(state) if not awaited(entry, state))
    watching = state.intent.settings.watched_folder
    return ShiftPane(
        batch=None if silent else progress(state),
        put_off=len(put_off(state)),
        alerts=_alerts(state),
        watched=_folder_name(watching),
        unwatched=_unwatched(state),
        held_back=tuple((entry.key, display_id(entry), change) for entry, change in kept),
    )


def _unwatched(state: SessionState) -> str | None:
    """Why nobody comes from the watched folder; a reason that was of another folder than the one watched now counts no more."""
    folder, problem = state.intent.settings.watched_folder, state.unwatched
    if problem is None or (folder and dict(problem.params).get("folder") != folder):
        return None
    return problem.words(state.intent.language)


def _folder_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _alerts(state: SessionState) -> AlertLine:
    """A change that the search hides is counted: nothing that asks to be seen is out of sight without a word."""
    standing = [entry for entry in state.entries if changed(entry, state) is not None]
    raised, kept = last_hour(state)
    shown = sum(matches(entry, state.intent.search) for entry in standing)
    return AlertLine(raised, kept, state.intent.settings.alert_cap, shown, len(standing) - shown)
