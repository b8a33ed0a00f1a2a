"""The one action of the audit on the session: that it cannot be written, or was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.state import Problem, SessionState


@dataclass(frozen=True, slots=True)
class AuditFailed:
    """The audit cannot be written, for the reason ``problem``; None: it was written."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """Said in the line at the foot for as long as it is so; nothing else waits for it."""
        audited = state.audited or self.problem is None
        if (state.unaudited, state.audited) == (self.problem, audited):
            return state
        return replace(state, unaudited=self.problem, audited=audited)
