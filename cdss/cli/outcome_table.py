"""A hospital's table of outcomes: one row a case, blank where an outcome is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from cdss.core.errors import TableError
from cdss.core.kinds import CONDITIONS
from cdss.core.system_reasons import system_reason
from cdss.readers.table import Table, column_key, number, read_table
from cdss.scoring.calibrate import LEVELS, URGENT
from cdss.scoring.triage_levels import URGENT_LEVEL

CASE = "case_id"
LEVEL = "level"
COLUMNS: Mapping[str, str] = {
    LEVEL: URGENT,
    "admitted": "admission",
    "critical": "critical",
    **{code: code for code in CONDITIONS},
}
"""Outcome columns the table may have, and the output each speaks of. ``level`` is 1-5, the others are 0 or 1."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcome (True or False) by output for each case; what was blank is left out."""

    by_case: Mapping[str, Mapping[str, bool]]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Outputs that at least one case speaks of, in the order of ``COLUMNS``."""
        known = {name for row in self.by_case.values() for name in row}
        return tuple(name for name in COLUMNS.values() if name in known)


def read_outcomes(path: Path) -> Outcomes:
    """Read the table; ``CdssError`` names the line and the column of what cannot be used."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TableError.of("site_table_unreadable", file=path.name, reason=system_reason(error)) from error
    except UnicodeDecodeError as error:
        raise TableError.of("site_table_not_text", file=path.name) from error
    table = read_table(text)
    columns = tuple(column_key(name) for name in table.columns) if table else ()
    if table is None or CASE not in columns or not set(columns) & COLUMNS.keys():
        wanted = ", ".join(COLUMNS)
        raise TableError.of("site_table_columns", file=path.name, case=CASE, outcomes=wanted)
    for column in columns:
        if column != CASE and column not in COLUMNS:
            _refuse("site_table_column_unknown", file=path.name, column=column, outcomes=", ".join(COLUMNS))
    return Outcomes(_rows(table, columns, path.name))


def _rows(table: Table, columns: tuple[str, ...], file: str) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for place, cells in enumerate(table.rows, start=1):
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        case = row.pop(CASE)
        if not case or case in found:
            _refuse("site_table_case", file=file, row=str(place), case=case)
        outcomes = {COLUMNS[column]: _outcome(column, cell, place, file) for column, cell in row.items()}
        found[case] = {name: outcome for name, outcome in outcomes.items() if outcome is not None}
    return found


def _outcome(column: str, cell: str, row: int, file: str) -> bool | None:
    try:
        value = number(cell)
    except ValueError:
        value = float("nan")
    if value is None:
        return None
    if column == LEVEL and value in range(1, LEVELS + 1):
        return value <= URGENT_LEVEL
    if column != LEVEL and value in (0, 1):
        return value == 1
    allowed = "1, 2, 3, 4, 5" if column == LEVEL else "0, 1"
    _refuse("site_table_value", file=file, row=str(row), column=column, value=cell, allowed=allowed)


def _refuse(code: str, **params: str) -> NoReturn:
    raise TableError.of(code, **params)
