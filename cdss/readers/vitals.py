"""Vital signs from CSV or from the rows of a manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.encoded_text import decode_text
from cdss.readers.manifest import VitalsRowEntry
from cdss.readers.part import Part, refuse
from cdss.readers.paths import require_size
from cdss.readers.table import Table, column_key, read_table
from cdss.readers.vitals_values import Implausible, Value, parser_of
from cdss.records.vitals import VITALS_FIELDS, Vitals, VitalsRow

MAX_VITALS_MIB = 8
"""Some 170 000 rows; a larger table is refused, which is said, rather than read for minutes."""
MAX_ROWS = 20_000
"""Two weeks of one row a minute; of a longer table the newest rows are read, and the case says so."""

COLUMNS: frozenset[str] = frozenset({"time", "temperature_f", *VITALS_FIELDS})


def is_vitals_header(columns: Sequence[str]) -> bool:
    """Whether a table with these columns is a table of vital signs: two or more known columns, one of them measured."""
    known = {column_key(c) for c in columns} & COLUMNS
    return len(known) >= 2 and known != {"time"}


def read_vitals(path: Path, source: str) -> Part[Vitals]:
    """Read a vitals CSV; raises ``Refused`` where it is no such table or above 8 MiB, ``OSError`` where it is not there."""
    require_size(path, MAX_VITALS_MIB, source, Modality.VITALS)
    table = read_table(decode_text(path.read_bytes(), source, Modality.VITALS).text)
    if table is None or not {column_key(c) for c in table.columns} & COLUMNS - {"time"}:
        raise refuse("vitals_no_columns", Modality.VITALS, file=source)
    return vitals_from_table(table, source)


def inline_vitals(rows: Sequence[VitalsRowEntry], source: str) -> Part[Vitals]:
    """Vitals that stand in the manifest; the same rules as for a file."""
    columns = ("time", *VITALS_FIELDS)
    cells = tuple(tuple(_cell(getattr(row, c)) for c in columns) for row in rows)
    return vitals_from_table(Table(columns, cells), source)


def vitals_from_table(table: Table, source: str) -> Part[Vitals]:
    """Turn a table into rows, oldest first; every value that is not used becomes an issue."""
    table = replace(table, rows=tuple(row for row in table.rows if any(cell.strip() for cell in row)))
    columns, issues = _columns(table, source)
    times, time_issues = _times(table, columns.get("time"), source)
    order, order_issues = _order(times, len(table.rows), source)
    problems = _Problems(source)
    parsed = _Parsed(table, {c: i for c, i in columns.items() if c != "time"}, problems)
    rows = [row for i in order if (row := parsed.row(i, times[i])) is not None]
    issues = [*issues, *time_issues, *order_issues, *problems.issues()]
    if not rows:
        return Part(None, (*issues, _warning("vitals_empty", source)))
    return Part(Vitals(source, tuple(rows)), tuple(issues))


@dataclass(slots=True)
class _Problems:
    """Rejected values, counted by field and reason, so that a bad column makes one sentence and not one a row."""

    source: str
    first: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    count: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, code: str, name: str, value: str, row: int, **params: object) -> None:
        key = (code, name)
        self.count[key] = self.count.get(key, 0) + 1
        self.first.setdefault(key, {"field": name, "value": value[:40], "row": row + 1, **params})

    def issues(self) -> list[Issue]:
        return [_warning(key[0], self.source, count=self.count[key], **params) for key, params in self.first.items()]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """Reads the rows of one table, noting what it rejects."""

    table: Table
    columns: dict[str, int]
    problems: _Problems

    def row(self, index: int, time: datetime | None) -> VitalsRow | None:
        """One row; None where nothing in it was measured (or all of it was rejected)."""
        cells = self.table.rows[index]
        values = {name: self._value(name, cells[place], index) for name, place in self.columns.items()}
        fahrenheit = values.pop("temperature_f", None)
        if values.get("temperature_c") is None:
            values["temperature_c"] = fahrenheit
        row = self._checked_pressure(VitalsRow(time=time, **values), index)  # type: ignore[arg-type]
        return row if any(getattr(row, name) is not None for name in VITALS_FIELDS) else None

    def _value(self, name: str, cell: str, index: int) -> Value | None:
        if not cell:
            return None
        try:
            return parser_of(name, self.table.decimal_comma)(cell)
        except Implausible as refusal:
            self.problems.add(refusal.code, name, cell, index, **refusal.params)
            return None

    def _checked_pressure(self, row: VitalsRow, index: int) -> VitalsRow:
        if row.sbp is None or row.dbp is None or row.dbp < row.sbp:
            return row
        self.problems.add("vitals_pressure_order", "sbp", f"{row.sbp:g}/{row.dbp:g}", index)
        return replace(row, sbp=None, dbp=None)


def _columns(table: Table, source: str) -> tuple[dict[str, int], list[Issue]]:
    """Place of each known column, with the warnings about unknown, doubled and surplus ones."""
    places: dict[str, int] = {}
    unknown, doubled = [], []
    for index, name in enumerate(table.columns):
        key = column_key(name)
        if key in places:
            doubled.append(name)
        elif key in COLUMNS:
            places[key] = index
        elif name or any(row[index] for row in table.rows):
            unknown.append(name or f"#{index + 1}")
    issues = [_warning("vitals_unknown_column", source, column=name[:40]) for name in unknown]
    issues += [_warning("vitals_double_column", source, column=name[:40]) for name in doubled]
    if table.ragged:
        issues.append(_warning("vitals_ragged_rows", source, count=table.ragged))
    return places, issues


def _times(table: Table, place: int | None, source: str) -> tuple[list[datetime | None], list[Issue]]:
    """Time of each row, None where it has none or one that is not ISO 8601."""
    if place is None:
        return [None] * len(table.rows), []
    times = [_time(row[place]) for row in table.rows]
    wrong = [i for i, row in enumerate(table.rows) if row[place].strip() and times[i] is None]
    if not wrong:
        return times, []
    first = table.rows[wrong[0]][place][:40]
    return times, [_warning("vitals_time_unreadable", source, value=first, row=wrong[0] + 1, count=len(wrong))]


def _order(times: Sequence[datetime | None], count: int, source: str) -> tuple[list[int], list[Issue]]:
    """Indices of the rows to read, oldest first: by time where all rows have comparable times, else in file order."""
    order = list(range(count))
    issues: list[Issue] = []
    known = [t for t in times if t is not None]
    if count > 1 and len(known) < count:
        issues.append(_warning("vitals_without_times", source, count=count - len(known)))
    elif len({t.tzinfo is None for t in known}) > 1:
        issues.append(_warning("vitals_mixed_times", source))
    elif count > 1:
        order.sort(key=known.__getitem__)
    if count > MAX_ROWS:
        issues.append(_warning("vitals_rows_cut", source, count=count, kept=MAX_ROWS))
    return order[-MAX_ROWS:], issues


def _time(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell.strip())
    except ValueError:
        return None


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _warning(code: str, source: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.VITALS, file=source, **params)
