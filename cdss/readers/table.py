"""Delimited text (CSV): comma, semicolon or tab, with comment lines and decimal commas, as columns of strings."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

DELIMITERS = (";", "\t", ",")
EMPTY_WORDS = frozenset({"", "nan", "na", "n/a", "null", "none", "<na>"})
"""Cells that mean: not measured. ``nan``, ``NA``, ``null`` … are what statistics programs write for an empty cell."""

MOST_LACKING = 1_000_000
"""Cells that the rows may lack together: a header of 60 kB above many short lines is no table, and would fill the memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """Header, rows (each as long as the header) and the comment lines that stood above the header."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    comments: tuple[str, ...] = ()
    decimal_comma: bool = False
    ragged: int = 0
    """Number of rows with more cells than the header; their surplus cells are not used."""


def read_table(text: str) -> Table | None:
    """Parse delimited text; None where it has no header with two or more columns, or rows that are far from as long."""
    lines = text.splitlines()
    comments = []
    start = 0
    for start, line in enumerate(lines):  # noqa: B007
        if line.lstrip().startswith("#"):
            comments.append(line.strip().lstrip("#").strip())
        elif line.strip():
            break
    else:
        return None
    delimiter = delimiter_of(lines[start])
    if delimiter is None:
        return None
    return _parsed(lines[start:], delimiter, tuple(comments))


def delimiter_of(line: str) -> str | None:
    """The delimiter of a header line: semicolon or tab where there is one, else comma; None where there is none."""
    return next((d for d in DELIMITERS if d in line), None)


def column_key(name: str) -> str:
    """A column's name as compared: lower case, blanks and hyphens as underscores."""
    return re.sub(r"[\s\-]+", "_", name.strip().strip("\ufeff")).lower()


def number(text: str, decimal_comma: bool = False) -> float | None:
    """The number in a cell, None for an empty cell; raises ``ValueError`` for other words, infinities and ``1_000``."""
    word = text.strip()
    if word.lower() in EMPTY_WORDS:
        return None
    if decimal_comma:
        word = word.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", word, flags=re.ASCII):
        raise ValueError(f"{text!r} is not a number")
    return float(word)


def _parsed(lines: list[str], delimiter: str, comments: tuple[str, ...]) -> Table | None:
    cells = csv.reader((line for line in lines if line.strip()), delimiter=delimiter, skipinitialspace=True)
    columns = tuple(name.strip() for name in next(cells))
    width = len(columns)
    rows = []
    ragged = lacking = 0
    for row in cells:
        ragged += len(row) > width
        lacking += max(width - len(row), 0)
        if lacking > MOST_LACKING:
            return None
        rows.append((*row[:width], *[""] * (width - len(row))))
    return Table(columns, tuple(rows), comments, delimiter != ",", ragged)
