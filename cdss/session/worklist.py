"""The rows of the worklist, from state alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cdss.core.kinds import MODALITIES
from cdss.records.case import Case
from cdss.records.identity import Arrival, Patient
from cdss.session.facts import busy, complaint_of, display_id, presence_of, refusal
from cdss.session.ordering import GROUP_PLACES, SORT_KEYS
from cdss.session.own_level import as_seen, awaited
from cdss.session.panes import WorklistRow
from cdss.session.state import Entry, SessionState


def worklist(state: SessionState) -> tuple[WorklistRow, ...]:
    """The rows that match the search, in the groups and in the order that the user chose."""
    state = as_seen(state)
    rows = [_row(entry, state) for entry in state.entries if _matches(entry, state.intent.search)]
    ordered = sorted(rows, key=SORT_KEYS[state.intent.order])
    place_of = GROUP_PLACES.get(state.intent.grouping)
    if place_of is None:
        return tuple(ordered)
    grouped = [replace(row, group=(state.intent.grouping, place_of(row, state.moment))) for row in ordered]
    return tuple(sorted(grouped, key=_place))


def _place(row: WorklistRow) -> int:
    """Groups in the order of their places; rows of one group stay in the order they are in."""
    return row.group[1] if row.group else 0


def _matches(entry: Entry, search: str) -> bool:
    words = f"{display_id(entry)} {complaint_of(entry.case)}".casefold()
    return all(word in words for word in search.casefold().split())


def _row(entry: Entry, state: SessionState) -> WorklistRow:
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
        ruled=entry.standing is not None,
        waiting=assessment is None and busy(entry, state),
        put_off=entry.shift_work.put_off,
        measured=_measured(case),
        own_awaited=awaited(entry, state),
    )


def _measured(case: Case | None) -> datetime | None:
    """When the vital signs were last taken: rows are in the order of their times."""
    rows = case.vitals.rows if case and case.vitals else ()
    return next((row.time for row in reversed(rows) if row.time is not None), None)
