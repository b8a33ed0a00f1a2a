"""Actions on what stands in a form that is not saved yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.state import SessionState
from cdss.session.triage_note import TriageEntry
from cdss.session.typed_forms import Typed


@dataclass(frozen=True, slots=True)
class VitalsTyped:
    """The clinician typed into the form of the vital signs of the patient ``key``; without texts nothing waits there."""

    key: str
    texts: Typed

    def apply(self, state: SessionState) -> SessionState:
        """Nothing is assessed: it counts once it is saved."""
        old = state.entry(self.key)
        if old is None or old.typed.vitals == self.texts:
            return state
        return state.with_entry(replace(old, typed=replace(old.typed, vitals=self.texts)))


@dataclass(frozen=True, slots=True)
class TriageTyped:
    """The clinician typed into the form of the triage entry of the patient ``key``; None: nothing waits there."""

    key: str
    entry: TriageEntry | None

    def apply(self, state: SessionState) -> SessionState:
        """Nothing is assessed: it counts once it is saved."""
        old = state.entry(self.key)
        if old is None or old.typed.triage == self.entry:
            return state
        return state.with_entry(replace(old, typed=replace(old.typed, triage=self.entry)))
