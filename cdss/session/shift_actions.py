"""Actions on the whole worklist during a shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class MinutePassed:
    """The clock shows ``at``."""

    at: datetime

    def apply(self, state: SessionState) -> SessionState:
        """Kept to the minute, so that nothing is drawn again within one."""
        moment = self.at.replace(second=0, microsecond=0)
        return state if state.moment == moment else replace(state, moment=moment)
