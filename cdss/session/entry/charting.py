"""Actions on a patient's vital signs: entered, corrected, struck out, taken back. The patient is assessed again after each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.vitals_changes import Signature, Undone, VitalsChange, standing
from cdss.session.actions import CaseRead
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class VitalsCharted:
    """A clinician changed the vital signs of the patient ``key``. ``spo2_scale``: of NEWS2, None leaves it as it is."""

    key: str
    changes: tuple[VitalsChange, ...]
    spo2_scale: int | None = None

    def apply(self, state: SessionState) -> SessionState:
        """The record grows by ``changes``. Of a case whose files are still being read they count once that is done."""
        old = state.entry(self.key)
        if old is None:
            return state
        scale = old.vitals_work.spo2_scale if self.spo2_scale is None else self.spo2_scale
        work = replace(old.vitals_work, changes=(*old.vitals_work.changes, *self.changes), spo2_scale=scale)
        if work == old.vitals_work:
            return state
        changed = state.heard.with_entry(replace(old, vitals_work=work))
        return changed if old.as_read is None else CaseRead(self.key, old.as_read).apply(changed)


@dataclass(frozen=True, slots=True)
class LastVitalsUndone:
    """A clinician takes back the last change of the vital signs of the patient ``key`` that still counts."""

    key: str
    signed: Signature

    def apply(self, state: SessionState) -> SessionState:
        """What was taken back stays in the record; nothing happens where nothing counts any more."""
        old = state.entry(self.key)
        left = standing(old.vitals_work.changes) if old else ()
        return VitalsCharted(self.key, (Undone(left[-1], self.signed),)).apply(state) if left else state


@dataclass(frozen=True, slots=True)
class SignedAs:
    """The clinician signed with ``by``: offered again for the next entry, until the program ends."""

    by: str

    def apply(self, state: SessionState) -> SessionState:
        """Never kept on disk: the next shift is somebody else."""
        return (
            state
            if state.intent.initials == self.by
            else replace(state, intent=replace(state.intent, initials=self.by))
        )
