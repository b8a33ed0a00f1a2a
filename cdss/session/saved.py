"""Between the session's state and what is kept of it on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cdss.core.sentences import LANGUAGES
from cdss.database.records import SavedPatient, SavedRuling, SavedSession
from cdss.session.edits import Edits
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.panes import Ruling
from cdss.session.settings import from_kept, to_keep
from cdss.session.state import Entry, Intent, SessionState
from cdss.session.worklist.batch import batched
from cdss.session.worklist.ordering import GROUPINGS, ORDERS

FORGOTTEN_AFTER = timedelta(hours=24)
"""A patient taken off the worklist can be opened again as they were for a day; then nothing is kept of them."""


def saved_of(state: SessionState) -> SavedSession:
    """What is kept of ``state``."""
    intent = state.intent
    settings = to_keep(intent.settings) | {
        "grouping": intent.grouping,
        "language": intent.language,
        "order": intent.order,
        "selected": intent.selected or "",
        "theme": intent.theme,
    }
    patients = tuple(_patient(entry) for entry in (*state.entries, *state.closed))
    return SavedSession(patients, tuple(sorted(settings.items())))


def same_on_disk(one: SessionState, other: SessionState) -> bool:
    """Whether nothing that is kept can differ, told by identity alone: most changes of the state are answers."""
    return one.entries is other.entries and one.closed is other.closed and one.intent is other.intent


@dataclass(frozen=True, slots=True)
class Restored:
    """What was kept is there again, at the time ``now``. ``themes``: those the window has."""

    saved: SavedSession
    themes: tuple[str, ...]
    now: datetime

    def apply(self, state: SessionState) -> SessionState:
        """The kept worklist first, then whom the user opened meanwhile; their cases are still to be read."""
        entries = tuple(_entry(patient) for patient in self.saved.patients)
        known = {entry.key for entry in entries}
        put_by = tuple(e for e in entries if e.closed is not None and self.now - e.closed < FORGOTTEN_AFTER)
        there = tuple(e for e in entries if e.closed is None)
        late = tuple(e for e in state.entries if e.key not in known)
        intent = self._intent(state.intent, there)
        locked = bool(intent.settings.pin)  # else the lock would end with the program
        opened = replace(state, entries=there + late, closed=put_by, intent=intent, locked=locked, sealed=False)
        return batched(opened, tuple(e.key for e in there))

    def _intent(self, now: Intent, entries: tuple[Entry, ...]) -> Intent:
        kept = dict(self.saved.settings)
        language, theme, selected = kept.get("language"), kept.get("theme"), kept.get("selected")
        order, grouping = kept.get("order"), kept.get("grouping")
        first = entries[0].key if entries else None
        return replace(
            now,
            language=language if language in LANGUAGES else now.language,
            theme=theme if theme in self.themes else now.theme,
            order=order if order in ORDERS else now.order,
            settings=from_kept(self.saved.settings),
            grouping=grouping if grouping in GROUPINGS else now.grouping,
            selected=now.selected or (selected if any(e.key == selected for e in entries) else first),
        )


def _patient(entry: Entry) -> SavedPatient:
    edits, ruling = entry.edits, entry.ruling
    return SavedPatient(
        key=entry.key,
        opened=entry.opened,
        closed=entry.closed,
        note=edits.note,
        draft=edits.draft,
        drops=edits.drops,
        ruling=SavedRuling(ruling.level, ruling.model_level, ruling.reason, ruling.made) if ruling else None,
        work=work_text(entry),
    )


def _entry(patient: SavedPatient) -> Entry:
    ruling = patient.ruling
    entry = Entry(
        patient.key,
        opened=patient.opened,
        closed=patient.closed,
        edits=Edits(patient.note, patient.draft, patient.drops),
        ruling=Ruling(ruling.level, ruling.model_level, ruling.reason, ruling.made) if ruling else None,
    )
    return with_work_text(entry, patient.work)
