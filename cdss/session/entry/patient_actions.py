"""The action on who the patient is: the form was saved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.actions import CaseRead
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class PatientWritten:
    """A clinician saved who the patient ``key`` is."""

    key: str
    identity: IdentityWork

    def apply(self, state: SessionState) -> SessionState:
        """The patient is assessed again; of a case whose files are still being read it counts once that is done."""
        old = state.entry(self.key)
        if old is None or old.identity == self.identity:
            return state
        changed = state.heard.with_entry(replace(old, identity=self.identity))
        return changed if old.as_read is None else CaseRead(self.key, old.as_read).apply(changed)
