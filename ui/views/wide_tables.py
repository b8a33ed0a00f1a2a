"""Tables of a page in Markdown that are too wide to be read there."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextLength, QTextTable

MOST_COLUMNS = 6
"""More of them leave a cell no room for two words on a page of the program's own."""

_TABLE = re.compile(r"^\|.*\|[ \t]*\n\|[-:| \t]+\|[ \t]*(?:\n\|.*\|[ \t]*)*$", re.MULTILINE)
_NUMBER = re.compile(r"[+−-]?\d[\d.,]*")
_FULL = QTextLength(QTextLength.Type.PercentageLength, 98)
"""Width of a table on its page: one that fills the page by itself ends some pixels beyond it, and the page could be scrolled."""

_BAR = re.compile(r"(?<!\\)\|")


def narrowed(markdown: str) -> str:
    """``markdown`` with each table of many columns as several below each other, each with the first column of it."""
    return _TABLE.sub(lambda found: _divided(found.group()), markdown)


def fit_tables(page: QTextDocument) -> None:
    """Have the tables of a page end within it, and none of their numbers divided between two lines: ``0.02`` is not ``0.021``."""
    whole = QTextBlockFormat()
    whole.setNonBreakableLines(True)
    editing = QTextCursor(page)
    editing.beginEditBlock()
    for table in page.rootFrame().childFrames():
        if isinstance(table, QTextTable) and table.columns() > 2:
            look = table.format()
            look.setWidth(_FULL)
            table.setFormat(look)
            for number in _numbers_in(table):
                number.mergeBlockFormat(whole)
    editing.endEditBlock()


def _numbers_in(table: QTextTable) -> list[QTextCursor]:
    places = ((row, column) for row in range(table.rows()) for column in range(table.columns()))
    cells = [table.cellAt(*place).firstCursorPosition() for place in places]
    return [cell for cell in cells if _NUMBER.fullmatch(cell.block().text())]


def _divided(table: str) -> str:
    rows = [[cell.strip() for cell in _BAR.split(line.strip())[1:-1]] for line in table.splitlines()]
    columns = len(rows[0])
    if columns <= MOST_COLUMNS:
        return table
    step = MOST_COLUMNS - 1
    parts = (range(first, min(first + step, columns)) for first in range(1, columns, step))
    return "\n\n".join(
        "\n".join(_line(row[:1] + [row[i] for i in part if i < len(row)]) for row in rows) for part in parts
    )


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
