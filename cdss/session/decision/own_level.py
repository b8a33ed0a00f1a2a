"""The clinician first: until they have given their own level, nothing that the model says of the patient is shown to them.

A level that is seen pulls the reader's own towards it (anchoring: Tversky & Kahneman, Science 1974). With both kept, and the
times, a site can measure how far.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cdss.scoring.triage_levels import triage_level
from cdss.session.panes import OwnLevel
from cdss.session.state import Entry, SessionState


def awaited(entry: Entry, state: SessionState) -> bool:
    """Whether the model's level is withheld until the clinician has given theirs: set so, and neither level is there yet."""
    return state.intent.settings.own_level_first and entry.standing is None


def as_seen(state: SessionState) -> SessionState:
    """The session as the clinician may see it; ``state`` itself where nothing is withheld.

    Whatever is shown, sorted, exported or reported is made of this. Measurements of the ECG and doubts about the evidence
    are no answer of the model: they are made of ``Entry.withheld``.
    """
    if not state.intent.settings.own_level_first:
        return state
    entries = tuple(_withheld(entry) if awaited(entry, state) else entry for entry in state.entries)
    return replace(state, entries=entries)


def _withheld(entry: Entry) -> Entry:
    if entry.assessment is None:
        return entry
    return replace(entry, assessment=None, explanation=None, explained=False, answers=(), withheld=entry.assessment)


@dataclass(frozen=True, slots=True)
class OwnLevelGiven:
    """The clinician gave their own level 1-5 for the patient ``key`` at the time ``at``, before they saw the model's."""

    key: str
    level: int
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """Kept once, and only while it is awaited; ``ValueError`` for a level that there is not."""
        triage_level(self.level)
        entry = state.entry(self.key)
        if entry is None or not awaited(entry, state):
            return state
        return state.heard.with_entry(replace(entry, own=OwnLevel(self.level, self.at)))
