"""What clinicians wrote into a patient's chart of vital signs. A record that only grows: nothing in it is ever overwritten.

A change names the measurement it is of as that was first written, in the file or by hand, so that it finds it again whenever
the files are read. Rows that are equal in every value and in time are the same measurement; where none is equal, because the
file was written anew meanwhile, it is the one of the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from cdss.records.vitals import VITALS_FIELDS, Vitals, VitalsRow, VitalValue


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote it, initials or a name (empty where the site does not ask for them), and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """A set of measurements taken at the bedside."""

    row: VitalsRow
    signed: Signature
    kind: Literal["entered"] = "entered"


@dataclass(frozen=True, slots=True)
class Corrected:
    """The value ``field`` of the measurement ``row`` is ``value`` instead."""

    row: VitalsRow
    field: str
    value: VitalValue
    signed: Signature
    kind: Literal["corrected"] = "corrected"


@dataclass(frozen=True, slots=True)
class Struck:
    """The value ``field`` of the measurement ``row`` is wrong and counts no more; None: the whole measurement."""

    row: VitalsRow
    field: str | None
    signed: Signature
    kind: Literal["struck"] = "struck"


@dataclass(frozen=True, slots=True)
class Undone:
    """The change at the place ``number`` of the record was taken back; it stays readable."""

    number: int
    signed: Signature
    kind: Literal["undone"] = "undone"


VitalsChange = Entered | Corrected | Struck | Undone
"""Told apart by ``kind`` where they are read back from the session file."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """A value that counts no more, and who crossed it out."""

    field: str
    value: VitalValue
    signed: Signature


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One measurement with all that became of it.

    ``first``: as it was first written; ``now``: as it counts, without values where it was struck as a whole. ``entered``: who
    entered it by hand, None for a row of the file. ``struck``: who struck the whole of it.
    """

    first: VitalsRow
    now: VitalsRow
    crossed: tuple[Crossed, ...] = ()
    entered: Signature | None = None
    struck: Signature | None = None

    def crossed_of(self, field: str) -> tuple[Crossed, ...]:
        """The values of ``field`` that count no more, in the order in which they were crossed out."""
        return tuple(c for c in self.crossed if c.field == field)


def chart(vitals: Vitals | None, changes: Sequence[VitalsChange]) -> tuple[ChartRow, ...]:
    """Every measurement of the file and every entered one, struck ones too, oldest first.

    By time where all times can be compared, else those of the file in their order and the entered ones behind them. In the same
    minute an entered one is the later.
    """
    back = {c.number: c.signed for c in changes if isinstance(c, Undone)}
    rows = _rows(vitals, changes, back)
    for place, numbers in _targets(rows, changes).items():
        rows[place] = _changed(rows[place], numbers, changes, back)
    return tuple(_in_order(rows))


def charted(vitals: Vitals | None, changes: Sequence[VitalsChange]) -> Vitals | None:
    """The vital signs that count after ``changes``; the same object where there are none, None where nothing counts."""
    if not changes:
        return vitals
    rows = tuple(row.now for row in chart(vitals, changes) if _measured(row.now))
    return Vitals(vitals.source if vitals else "", rows) if rows else None


def standing(changes: Sequence[VitalsChange]) -> tuple[int, ...]:
    """Places of the changes that count: those that were not taken back; taking back is none itself."""
    back = {c.number for c in changes if isinstance(c, Undone)}
    return tuple(n for n, c in enumerate(changes) if n not in back and not isinstance(c, Undone))


def _entered(change: Entered, back: Signature | None) -> ChartRow:
    row = ChartRow(change.row, change.row, entered=change.signed)
    return row if back is None else _struck(row, back)


def unmatched(vitals: Vitals | None, changes: Sequence[VitalsChange]) -> tuple[int, ...]:
    """Places of the changes that should count and find no measurement any more: the files were written anew without it."""
    rows = _rows(vitals, changes, {})
    found = {number for numbers in _targets(rows, changes).values() for number in numbers}
    return tuple(n for n in standing(changes) if isinstance(changes[n], Corrected | Struck) and n not in found)


def _rows(vitals: Vitals | None, changes: Sequence[VitalsChange], back: dict[int, Signature]) -> list[ChartRow]:
    rows = [ChartRow(row, row) for row in (vitals.rows if vitals else ())]
    return rows + [_entered(change, back.get(n)) for n, change in enumerate(changes) if isinstance(change, Entered)]


def _targets(rows: Sequence[ChartRow], changes: Sequence[VitalsChange]) -> dict[int, set[int]]:
    """By place of each row that changes are of, the places of these changes in the record."""
    named = {number: c for number, c in enumerate(changes) if isinstance(c, Corrected | Struck)}
    times = {c.row.time for c in named.values()}
    near = [place for place, row in enumerate(rows) if row.first.time in times]
    found: dict[int, set[int]] = {}
    for number, change in named.items():
        equal = [place for place in near if rows[place].first == change.row]
        again = [place for place in near if _is_again(change, rows[place].first)]
        for place in equal or (again if len(again) == 1 else ()):
            found.setdefault(place, set()).add(number)
    return found


def _is_again(change: Corrected | Struck, row: VitalsRow) -> bool:
    """Whether ``row`` is the measurement of ``change`` written anew: of the same time, with the value that was changed."""
    fields = VITALS_FIELDS if change.field is None else (change.field,)
    values = [(getattr(change.row, field), getattr(row, field)) for field in fields]
    if change.field is None:
        values = [(old, new) for old, new in values if old is not None]
    return change.row.time is not None and change.row.time == row.time and all(old == new for old, new in values)


def _changed(row: ChartRow, numbers: set[int], changes: Sequence[VitalsChange], back: dict[int, Signature]) -> ChartRow:
    for number in sorted(numbers):
        match changes[number]:
            case Corrected(_, field, value, signed):
                row = _corrected(row, field, value, signed, back.get(number))
            case Struck(_, None, signed) if number not in back:
                row = _struck(row, signed)
            case Struck(_, str() as field, signed) if number not in back:
                row = _with_value(row, field, None, signed)
            case _:
                pass
    return row


def _corrected(row: ChartRow, field: str, value: VitalValue, signed: Signature, back: Signature | None) -> ChartRow:
    """A correction that was taken back leaves the value it had put there crossed out."""
    if back is not None:
        return replace(row, crossed=(*row.crossed, Crossed(field, value, back)))
    return _with_value(row, field, value, signed)


def _with_value(row: ChartRow, field: str, value: VitalValue | None, signed: Signature) -> ChartRow:
    old = getattr(row.now, field)
    crossed = row.crossed if old is None else (*row.crossed, Crossed(field, old, signed))
    edit: dict[str, Any] = {field: value}
    return replace(row, now=replace(row.now, **edit), crossed=crossed)


def _struck(row: ChartRow, signed: Signature) -> ChartRow:
    values = ((field, getattr(row.now, field)) for field in VITALS_FIELDS)
    crossed = tuple(Crossed(field, value, signed) for field, value in values if value is not None)
    return replace(row, now=VitalsRow(row.first.time), crossed=(*row.crossed, *crossed), struck=signed)


def _measured(row: VitalsRow) -> bool:
    return any(getattr(row, field) is not None for field in VITALS_FIELDS)


def _in_order(rows: Iterable[ChartRow]) -> list[ChartRow]:
    listed = list(rows)
    times = [row.first.time for row in listed]
    known = [t for t in times if t is not None]
    if len(known) < len(times) or len({t.tzinfo is None for t in known}) > 1:
        return listed
    ends = [_counted_at(row, time) for row, time in zip(listed, known, strict=True)]
    places = sorted(range(len(listed)), key=ends.__getitem__)
    ordered = [listed[place] for place in places]
    for place in range(1, len(ordered)):
        row, before = ordered[place], ordered[place - 1].now.time
        if before is not None and row.now.time is not None and row.now.time < before:  # seconds that nobody wrote
            ordered[place] = replace(row, now=replace(row.now, time=before))
    return ordered


def _counted_at(row: ChartRow, time: datetime) -> datetime:
    """By hand, times are written to the minute: what somebody looked at counts after what a monitor stored in that minute."""
    to_the_minute = row.entered is not None and time == time.replace(second=0, microsecond=0)
    return time.replace(second=59, microsecond=999_999) if to_the_minute else time
