"""The one action of the audit on the session: that it cannot be written, or can again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.state import Problem, SessionState


@dataclass(frozen=True, slots=True)
class AuditFailed:
    """The audit cannot be written, for the reason ``problem``; None: it can again."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """Said in the line at the foot for as long as it is so; nothing else waits for it."""
        return state if state.unaudited == self.problem else replace(state, unaudited=self.problem)
