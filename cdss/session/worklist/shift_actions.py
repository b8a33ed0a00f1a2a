"""Actions on the whole worklist during a shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cdss.session.state import Problem, SessionState


@dataclass(frozen=True, slots=True)
class MinutePassed:
    """The clock shows ``at``."""

    at: datetime

    def apply(self, state: SessionState) -> SessionState:
        """Kept to the minute, so that nothing is drawn again within one."""
        moment = self.at.replace(second=0, microsecond=0)
        return state if state.moment == moment else replace(state, moment=moment)


@dataclass(frozen=True, slots=True)
class WatchAway:
    """The watched folder cannot be reached, for the reason ``problem``, which names it; it is looked for on and on."""

    problem: Problem

    def apply(self, state: SessionState) -> SessionState:
        """Said at once, and standing below the worklist for as long as it is so: nobody comes by that way meanwhile."""
        return replace(state, unwatched=self.problem, noted=self.problem)


@dataclass(frozen=True, slots=True)
class WatchBack:
    """The watched folder called ``name`` is there again."""

    name: str

    def apply(self, state: SessionState) -> SessionState:
        """Said as its loss was."""
        return replace(state, unwatched=None, noted=Problem("watch_back", params=(("name", self.name),)))


@dataclass(frozen=True, slots=True)
class WatchStopped:
    """The folder is watched no longer, for the reason ``problem``; None: the user wants it so."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """The reason stays on the screen until another folder is chosen, or it is dismissed in the same way."""
        settings = replace(state.intent.settings, watched_folder="", watched_names="")
        return replace(state, intent=replace(state.intent, settings=settings), unwatched=self.problem)
