"""The foot of the worklist, from state alone."""

from __future__ import annotations

from cdss.session.batch import progress, put_off
from cdss.session.shift_panes import ShiftPane
from cdss.session.state import EnginePhase, SessionState


def shift_pane(state: SessionState) -> ShiftPane:
    """Without an engine no batch is under way, and the status line says why."""
    silent = state.engine.phase in (EnginePhase.ABSENT, EnginePhase.FAILED)
    return ShiftPane(batch=None if silent else progress(state), put_off=len(put_off(state)))
