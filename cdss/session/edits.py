"""What the clinician did to a patient's evidence, apart from the files: it is put on the case again whenever they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from cdss.records.case import Case, Note
from cdss.session.entry.note_work import NoteWork
from cdss.session.entry.vitals_work import VitalsWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edits:
    """``note``: the note as last saved by the clinician, empty where they emptied it, None where they left it alone.

    ``draft``: what stands in an editor of the note that is still open, None where none is. ``drops``: paths of the files that
    were added, together as they were dropped, oldest first.
    """

    note: str | None = None
    draft: str | None = None
    drops: tuple[tuple[str, ...], ...] = ()


def edited(case: Case, edits: Edits, vitals: VitalsWork, note: NoteWork) -> Case:
    """``case`` with the clinician's note in place of the file's, and its concepts and the vital signs as they corrected them."""
    return note.on(vitals.on(_noted(case, edits)))


def _noted(case: Case, edits: Edits) -> Case:
    if edits.note is None:
        return case
    old = case.note
    if not edits.note.strip():
        return replace(case, note=None)
    return replace(case, note=Note(old.source if old else "", edits.note, old.written if old else None))


def merged(base: Case, current: Case, new: Case) -> Case:
    """``current`` with what distinguishes ``new`` from ``base``, of which it was made while ``current`` came to be."""
    return replace(
        new,
        films=current.films if new.films is base.films else new.films,
        ecgs=current.ecgs if new.ecgs is base.ecgs else new.ecgs,
        vitals=current.vitals if new.vitals is base.vitals else new.vitals,
        note=current.note if new.note is base.note else new.note,
        part_identities=_joined(base.part_identities, current.part_identities, new.part_identities),
        sources=_joined(base.sources, current.sources, new.sources),
        issues=_joined(base.issues, current.issues, new.issues),
    )


def _joined(base: tuple[T, ...], current: tuple[T, ...], new: tuple[T, ...]) -> tuple[T, ...]:
    kept = tuple(item for item in current if item in new or item not in base)
    return (*kept, *(item for item in new if item not in base and item not in kept))
