"""Actions on what stands in a form that is not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cdss.records.case import Note
from cdss.session.entry.triage_note import TriageEntry, carried, form_of, read_back
from cdss.session.entry.typed_forms import Typed, TypedForms
from cdss.session.state import Entry, SessionState


@dataclass(frozen=True, slots=True)
class VitalsTyped:
    """The clinician typed into the form of the vital signs of the patient ``key``; without texts nothing waits there."""

    key: str
    texts: Typed

    def apply(self, state: SessionState) -> SessionState:
        """Kept as it stands."""
        return _with_typed(state, self.key, lambda forms: replace(forms, vitals=self.texts))


@dataclass(frozen=True, slots=True)
class TriageTyped:
    """The clinician typed into the form of the triage entry of the patient ``key``; None: nothing waits there."""

    key: str
    entry: TriageEntry | None

    def apply(self, state: SessionState) -> SessionState:
        """Kept as it stands."""
        return _with_typed(state, self.key, lambda forms: replace(forms, triage=self.entry))


@dataclass(frozen=True, slots=True)
class PatientTyped:
    """The clinician typed into the form of who the patient ``key`` is; without texts nothing waits there."""

    key: str
    texts: Typed

    def apply(self, state: SessionState) -> SessionState:
        """Kept as it stands."""
        return _with_typed(state, self.key, lambda forms: replace(forms, patient=self.texts))


@dataclass(frozen=True, slots=True)
class DraftTakenOver:
    """The form of the triage entry of the patient ``key`` was opened while an editor of their note was open."""

    key: str

    def apply(self, state: SessionState) -> SessionState:
        """What stands in the editor waits in the form from now on: two unsaved texts of one note would overwrite each other."""
        old = state.entry(self.key)
        if old is None or old.case is None or old.edits.draft is None:
            return state
        typed = replace(old.typed, triage=drafted_form(old))
        return state.with_entry(replace(old, typed=typed, edits=replace(old.edits, draft=None)))


def drafted_form(entry: Entry) -> TriageEntry:
    """What the form of ``entry`` opens with: what was typed into it, else what was saved, with what the open editor has."""
    assert entry.case is not None
    draft, note = entry.edits.draft, entry.case.note
    if entry.typed.triage is not None:
        before = note.text if note else ""
        return entry.typed.triage if draft is None else carried(entry.typed.triage, before, draft)
    if draft is None:
        return form_of(entry.case, entry.triage)
    if entry.triage.written:
        return read_back(draft, entry.triage)
    return form_of(replace(entry.case, note=Note(note.source if note else "", draft)), entry.triage)


def _with_typed(state: SessionState, key: str, change: Callable[[TypedForms], TypedForms]) -> SessionState:
    """Nothing is assessed: it counts once it is saved. The last keystrokes may come after the patient was closed."""
    old = state.known(key)
    if old is None or (typed := change(old.typed)) == old.typed:
        return state
    return state.with_known(replace(old, typed=typed))
