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

    By time where all times can be compared, else those of the file in their order and the entered ones behind them.
    """
    back = {c.number: c.signed for c in changes if isinstance(c, Undone)}
    rows = [ChartRow(row, row) for row in (vitals.rows if vitals else ())]
    rows += [_entered(change, back.get(number)) for number, change in enumerate(changes) if isinstance(change, Entered)]
    for place, targets in _targets(rows, changes).items():
        rows[place] = _changed(rows[place], targets, changes, back)
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


def _targets(rows: Sequence[ChartRow], changes: Sequence[VitalsChange]) -> dict[int, set[VitalsRow]]:
    """By place of each row that changes are of, the measurements that these changes name."""
    named = {c.row for c in changes if isinstance(c, Corrected | Struck)}
    times = {row.time for row in named}
    near = [place for place, row in enumerate(rows) if row.first.time in times]
    found: dict[int, set[VitalsRow]] = {}
    for target in named:
        equal = [place for place in near if rows[place].first == target]
        timely = [place for place in near if target.time is not None and rows[place].first.time == target.time]
        for place in equal or (timely if len(timely) == 1 else ()):
            found.setdefault(place, set()).add(target)
    return found


def _changed(
    row: ChartRow, targets: set[VitalsRow], changes: Sequence[VitalsChange], back: dict[int, Signature]
) -> ChartRow:
    for number, change in enumerate(changes):
        match change:
            case Corrected(first, field, value, signed) if first in targets:
                row = _corrected(row, field, value, signed, back.get(number))
            case Struck(first, None, signed) if first in targets and number not in back:
                row = _struck(row, signed)
            case Struck(first, str() as field, signed) if first in targets and number not in back:
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
    places = sorted(range(len(listed)), key=known.__getitem__)
    return [listed[place] for place in places]
