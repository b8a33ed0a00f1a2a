"""The rows of the worklist, from state alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cdss.core.kinds import MODALITIES
from cdss.records.case import Case
from cdss.records.identity import Arrival, Patient
from cdss.session.decision.own_level import as_seen, awaited
from cdss.session.facts import busy, complaint_of, display_id, presence_of, refusal
from cdss.session.panes import WorklistRow
from cdss.session.state import Entry, SessionState
from cdss.session.worklist.level_changes import gravity
from cdss.session.worklist.ordering import GROUP_PLACES, SORT_KEYS
from cdss.session.worklist.same_person import Mark, marked, twins
from cdss.session.worklist.shift_work import LevelChange

CHANGED = ("changed", 0)
"""The group of those whose level changed."""

UNASSESSABLE = ("unassessable", 0)
"""The group of those who cannot be assessed, and whom nobody has given a level."""


def worklist(state: SessionState) -> tuple[WorklistRow, ...]:
    """The rows that match the search, in the groups and in the order that the user chose.

    Whoever's level changed and was not acknowledged stands above all others, the gravest change first; below them whoever
    cannot be assessed, in every order: how urgent they are nobody knows.
    """
    state = as_seen(state)
    by_mark = marked(state.entries)
    rows = [_row(entry, state, by_mark) for entry in state.entries if matches(entry, state.intent.search)]
    ordered = sorted(rows, key=SORT_KEYS[state.intent.order])
    place_of = GROUP_PLACES.get(state.intent.grouping)
    if place_of is not None:
        grouping = state.intent.grouping
        ordered = [replace(r, group=_standing_out(r) or (grouping, place_of(r, state.moment))) for r in ordered]
    return tuple(sorted(ordered, key=_place))


def _standing_out(row: WorklistRow) -> tuple[str, int] | None:
    """The group of those who stand above all groups; None of whom does not."""
    return CHANGED if row.change else UNASSESSABLE if row.unassessable else None


def _place(row: WorklistRow) -> tuple[float, ...]:
    """Changed levels first, then who cannot be assessed, then the groups; rows of one place stay in the order they are in."""
    if row.change is not None:
        return (0, *map(float, gravity(row.change.before, row.change.after)))
    if row.unassessable:
        return (1,)
    return (2, row.group[1] if row.group else 0)


def changed(entry: Entry, state: SessionState) -> LevelChange | None:
    """The change of the patient's level to be brought up; none that would betray a level still withheld."""
    return None if awaited(entry, state) else entry.shift_work.standing


def matches(entry: Entry, search: str) -> bool:
    """Whether each word of ``search`` stands in the patient's id, the hospital's or the case's, or in the complaint."""
    number = (entry.case.patient.id or "") if entry.case else ""
    words = f"{display_id(entry)} {number} {complaint_of(entry.case)}".casefold()
    return all(word in words for word in search.casefold().split())


def _row(entry: Entry, state: SessionState, by_mark: Mapping[Mark, Sequence[Entry]]) -> WorklistRow:
    case, assessment = entry.case, entry.assessment
    return WorklistRow(
        case_id=display_id(entry),
        patient=case.patient if case else Patient(),
        complaint=complaint_of(case),
        presence=tuple((m, presence_of(entry, m)) for m in MODALITIES) if case else (),
        arrival=case.arrival if case else Arrival(),
        composite=case.composite if case else False,
        level=entry.level,
        risk=assessment.risk.score if assessment else None,
        selected=entry.key == state.intent.selected,
        problem=refusal(entry, state.intent.language),
        key=entry.key,
        ruling=entry.standing,
        waiting=assessment is None and busy(entry, state),
        change=changed(entry, state),
        put_off=entry.shift_work.put_off,
        measured=_measured(case),
        own_awaited=awaited(entry, state),
        twins=tuple(twin.name for twin in twins(entry, by_mark)),
    )


def _measured(case: Case | None) -> datetime | None:
    """When the vital signs were last taken: rows are in the order of their times."""
    rows = case.vitals.rows if case and case.vitals else ()
    return next((row.time for row in reversed(rows) if row.time is not None), None)
