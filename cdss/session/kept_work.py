"""What a clinician did on a patient beyond note and decision, as text for the session file: one table of kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cdss.session.decision.considered import DoneActions
from cdss.session.entry.film_work import FilmWork
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.note_work import NoteWork
from cdss.session.entry.triage_note import TriageEntry
from cdss.session.entry.typed_forms import TypedForms
from cdss.session.entry.vitals_work import VitalsWork
from cdss.session.panes import OwnLevel
from cdss.session.report.work import ReportWork
from cdss.session.state import Entry
from cdss.session.worklist.shift_work import ShiftWork

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Kept = tuple[tuple[str, str], ...]
"""Names of kinds and their JSON text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: its ``name`` in the file, the ``field`` of ``Entry`` that holds it, and that field's type.

    ``made_of`` is a frozen dataclass of plain values whose fields all have defaults; a piece that equals ``made_of()`` is not
    kept. Its fields may be added to, never renamed: files of older versions are read with the defaults.
    """

    name: str
    field: str
    made_of: type


KINDS = (
    Kind("film", "film_work", FilmWork),
    Kind("report", "report_work", ReportWork),
    Kind("own_level", "own", OwnLevel),
    Kind("vitals", "vitals_work", VitalsWork),
    Kind("note", "note_work", NoteWork),
    Kind("triage", "triage", TriageEntry),
    Kind("forms", "typed", TypedForms),
    Kind("shift", "shift_work", ShiftWork),
    Kind("actions", "done", DoneActions),
    Kind("identity", "identity", IdentityWork),
)


def work_text(entry: Entry) -> Kept:
    """All work on one patient, by the names of the kinds; what could not be read is kept as it was."""
    texts = dict(entry.unread_work)
    for kind in KINDS:
        piece = getattr(entry, kind.field)
        if piece != kind.made_of():
            texts[kind.name] = _text(kind, piece)
    return tuple(sorted(texts.items()))


def with_work_text(entry: Entry, kept: Kept) -> Entry:
    """``entry`` with the work that ``kept`` holds. A piece that this version cannot read goes to ``unread_work``."""
    kinds = {kind.name: kind for kind in KINDS}
    read: dict[str, object] = {}
    unread = []
    for name, text in kept:
        try:
            read[kinds[name].field] = _adapter(kinds[name].made_of).validate_json(text)
        except (KeyError, ValueError):  # pydantic's ValidationError is a ValueError
            unread.append((name, text))
    return replace(entry, unread_work=tuple(unread), **read)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _text(kind: Kind, piece: object) -> str:
    """Cached: after every change of the state the work on all patients is asked for, and most of it is as before."""
    return _adapter(kind.made_of).dump_json(piece).decode()


@cache
def _adapter(made_of: type) -> TypeAdapter[Any]:
    """Pydantic is imported with the first piece of work: it takes longer than the window may wait."""
    from pydantic import TypeAdapter

    return TypeAdapter(made_of)
