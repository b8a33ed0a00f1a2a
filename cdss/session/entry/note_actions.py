"""Actions on a patient's note: how its concepts are meant, and the structured triage entry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.concept_correction import ConceptCorrection
from cdss.session.actions import CaseRead
from cdss.session.entry.triage_note import TriageEntry, composed
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class ConceptCorrected:
    """A clinician said how a concept of the note of the patient ``key`` is meant."""

    key: str
    correction: ConceptCorrection

    def apply(self, state: SessionState) -> SessionState:
        """The patient is assessed again with the text as corrected; what the note says itself stays as it is."""
        old = state.entry(self.key)
        if old is None or old.as_read is None:
            return state
        work = old.note_work.corrected(self.correction)
        if work == old.note_work:
            return state
        return CaseRead(self.key, old.as_read).apply(state.heard.with_entry(replace(old, note_work=work)))


@dataclass(frozen=True, slots=True)
class TriageWritten:
    """A clinician saved the form of the triage entry of the patient ``key``."""

    key: str
    entry: TriageEntry

    def apply(self, state: SessionState) -> SessionState:
        """Its fields stand in the note in their fixed form, and the patient is assessed again."""
        old = state.entry(self.key)
        if old is None or old.as_read is None:
            return state
        edits = replace(old.edits, note=composed(self.entry), draft=None)
        work = replace(old.note_work, edited=self.entry.signed)
        written = replace(old, edits=edits, triage=self.entry, note_work=work)
        return CaseRead(self.key, old.as_read).apply(state.heard.with_entry(written))
