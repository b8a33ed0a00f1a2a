"""Actions on one patient's evidence and place in the worklist, all of which are kept on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cdss.records.case import Case
from cdss.records.vitals_changes import Signature
from cdss.session.actions import CaseRead, Selected, leaving
from cdss.session.edits import merged
from cdss.session.entry.triage_note import carried, composed, read_back, with_text
from cdss.session.state import Problem, SessionState


@dataclass(frozen=True, slots=True)
class NoteEdited:
    """The clinician saved another text of the note; ``text`` may be empty. ``signed``: who and when."""

    key: str
    text: str
    signed: Signature | None = None

    def apply(self, state: SessionState) -> SessionState:
        """The patient is assessed again; the editor is closed."""
        old = state.entry(self.key)
        if old is None or old.as_read is None:
            return state
        edits = replace(old.edits, note=self.text, draft=None)
        triage = read_back(self.text, old.triage) if old.triage.written else old.triage
        typed = old.typed
        if typed.triage is not None:  # saved later, the form would write the older text over this one
            before = old.case.note.text if old.case and old.case.note else ""
            typed = replace(typed, triage=carried(typed.triage, before, self.text))
        work = replace(old.note_work, edited=self.signed)
        written = replace(old, edits=edits, triage=triage, typed=typed, note_work=work)
        return CaseRead(self.key, old.as_read).apply(state.heard.with_entry(written))


@dataclass(frozen=True, slots=True)
class NoteDrafted:
    """The clinician typed into the open editor of the note; None: it was closed without saving."""

    key: str
    text: str | None

    def apply(self, state: SessionState) -> SessionState:
        """Nothing is assessed: the text counts once it is saved. The last keystrokes may come after the patient was closed."""
        old = state.known(self.key)
        if old is None or old.edits.draft == self.text:
            return state
        return state.with_known(replace(old, edits=replace(old.edits, draft=self.text)))


@dataclass(frozen=True, slots=True)
class FilesAdded:
    """Files dropped together were read into a case: ``case`` is ``base``, the patient's as read at that time, with them."""

    key: str
    base: Case
    case: Case
    paths: tuple[str, ...]
    left_out: Problem | None = None
    """Which of the dropped files were not added, and why."""

    def apply(self, state: SessionState) -> SessionState:
        """What happened to the patient while the files were read stays; a note among the files takes the edited one's place.

        Of a structured entry it takes the place of the free text only: history and allergies are not lost.
        """
        old = state.entry(self.key)
        if old is None or old.as_read is None:
            return state
        drops = (*(drop for drop in old.edits.drops if drop != self.paths), self.paths)
        note, triage, work = old.edits.note, old.triage, old.note_work
        if self.case.note is not self.base.note:
            text = self.case.note.text if self.case.note else ""
            triage = with_text(triage, text) if triage.written else triage
            note = composed(triage) if triage.written else None
            work = work if triage.written else replace(work, edited=None)
        edits = replace(old.edits, drops=drops, note=note)
        case = merged(self.base, old.as_read, self.case)
        said = replace(state.heard, remark=self.left_out) if self.left_out else state.heard
        return CaseRead(self.key, case).apply(said.with_entry(replace(old, edits=edits, triage=triage, note_work=work)))


@dataclass(frozen=True, slots=True)
class FilesTakenBack:
    """The files that were added last to the patient ``key`` are taken away again; the case is to be read anew then."""

    key: str

    def apply(self, state: SessionState) -> SessionState:
        """Nothing else of what the clinician did changes; without added files nothing does."""
        old = state.entry(self.key)
        if old is None or not old.edits.drops:
            return state
        return state.with_entry(replace(old, edits=replace(old.edits, drops=old.edits.drops[:-1])))


@dataclass(frozen=True, slots=True)
class Closed:
    """The clinician took a patient off the worklist, at the time ``at``."""

    key: str
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """What they decided and wrote is kept; where the patient was on screen, the next one of the worklist is."""
        old = state.entry(self.key)
        if old is None:
            return state
        place = state.entries.index(old)
        left = tuple(e for e in state.entries if e.key != self.key)
        put_by = replace(old.without_files(), closed=self.at)
        pending = tuple(p for p in state.pending if p.key != self.key)
        shorter = replace(state, entries=left, closed=(*state.closed, put_by), pending=pending)
        if state.intent.selected != self.key:
            return shorter
        if not left:
            nobody = leaving(shorter)
            return replace(nobody, intent=replace(nobody.intent, selected=None), remark=None)
        return Selected(left[min(place, len(left) - 1)].key).apply(shorter)


@dataclass(frozen=True, slots=True)
class OrderChosen:
    """The user chose how the worklist is sorted, one of ``ORDERS``."""

    order: str

    def apply(self, state: SessionState) -> SessionState:
        """The patient on screen stays."""
        return replace(state, intent=replace(state.intent, order=self.order))


@dataclass(frozen=True, slots=True)
class GroupingChosen:
    """The user chose how the worklist is divided, one of ``GROUPINGS``."""

    grouping: str

    def apply(self, state: SessionState) -> SessionState:
        """Nobody is hidden by it."""
        return replace(state, intent=replace(state.intent, grouping=self.grouping))


@dataclass(frozen=True, slots=True)
class SavingFailed:
    """The session cannot be saved, for the reason ``problem``; None: it can again."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """Said in the status line for as long as it is so."""
        return state if state.unsaved == self.problem else replace(state, unsaved=self.problem)


@dataclass(frozen=True, slots=True)
class SavedAt:
    """All of the session that was to be saved is on the disk since ``at``."""

    at: datetime

    def apply(self, state: SessionState) -> SessionState:
        """Said in the status line, to the minute: it would change with every key that is pressed."""
        minute = self.at.replace(second=0, microsecond=0)
        if state.unsaved is None and state.saved == minute:
            return state
        return replace(state, unsaved=None, saved=minute)


@dataclass(frozen=True, slots=True)
class Unkept:
    """Nothing is kept of this session."""

    def apply(self, state: SessionState) -> SessionState:
        """Said in the status line."""
        return replace(state, unkept=True)
