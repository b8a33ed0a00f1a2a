"""Tables and bars of a report, a piece a row, the head of a table again on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cdss.report.record import Bar, Bars, Table
from ui.report.ink import BODY, SMALL, TABLE, draw_lines, font, line_height, lines_of, width_of
from ui.report.sheet import Piece
from ui.theme.palettes import LIGHT

_PAD = 10.0
_ABOVE = 1.5
_BELOW = 7.0
_LEAST = 46.0
_LABEL, _TRACK = 0.36, 0.50
_THICK = 9.0


def table_pieces(table: Table, width: float) -> Iterator[Piece]:
    """The head, then every row; the head stays with the first one."""
    widths = column_widths(table, width)
    head = _row(table, table.columns, widths, bold=True)
    yield Piece(head.height, head.draw, keep=True)
    for number, cells in enumerate(table.rows, start=1):
        row = _row(table, cells, widths)
        yield Piece(row.height + (_BELOW if number == len(table.rows) else 0.0), row.draw, head=head)


def column_widths(table: Table, width: float) -> list[float]:
    """As wide as the longest cell asks for; what is left over goes to all alike, what is lacking is taken from the widest."""
    pixels = SMALL if table.small else TABLE
    face, bold = font(pixels), font(pixels, bold=True)
    wanted = [
        max(_LEAST, width_of(head, bold), *(width_of(row[i], face) for row in table.rows)) + _PAD
        for i, head in enumerate(table.columns)
    ]
    while (over := sum(wanted) - width) > 0.5:
        widest = max(range(len(wanted)), key=lambda i: wanted[i])
        second = max((w for i, w in enumerate(wanted) if i != widest), default=0.0)
        wanted[widest] -= min(over, max(wanted[widest] - second, over / len(wanted), 1.0))
    spare = max(width - sum(wanted), 0.0) / len(wanted)
    return [one + spare for one in wanted]


def bar_pieces(bars: Bars, width: float) -> Iterator[Piece]:
    """Label, bar and figure, all on one page: a total is grey, a rise is filled, a fall is an outline; none needs its colour."""
    last = len(bars.rows) - 1
    for number, row in enumerate(bars.rows):
        below = _BELOW if number == last else 2.0
        yield Piece(line_height(BODY) + below, _bar(row, bars, width), keep=number < last)


def _row(table: Table, cells: tuple[str, ...], widths: list[float], bold: bool = False) -> Piece:
    pixels = SMALL if table.small else TABLE
    lines = [lines_of(text, font(pixels, bold), width - _PAD) for text, width in zip(cells, widths, strict=True)]
    starts = [0.0, *accumulate(widths)]
    height = max(len(one) for one in lines) * line_height(pixels) + 2 * _ABOVE
    rule = LIGHT.text if bold else LIGHT.border

    def draw(painter: QPainter, left: float, top: float) -> None:
        for index, one in enumerate(lines):
            box = QRectF(left + starts[index], top + _ABOVE, widths[index] - _PAD, 0.0)
            draw_lines(painter, box, one, pixels, bold, right=index in table.figures)
        painter.fillRect(QRectF(left, top + height, sum(widths), 0.8), QColor(rule))

    return Piece(height + 1.0, draw)


def _bar(row: Bar, bars: Bars, width: float) -> Callable[[QPainter, float, float], None]:
    label = lines_of(row.label, font(BODY), width * _LABEL - _PAD)[:1]
    track, span = width * _TRACK, bars.high - bars.low

    def draw(painter: QPainter, left: float, top: float) -> None:
        draw_lines(painter, QRectF(left, top, width * _LABEL, 0.0), label, BODY, row.total)
        start = left + width * _LABEL
        low, high = (start + track * (end - bars.low) / span for end in sorted((row.start, row.end)))
        middle = top + line_height(BODY) / 2
        painter.setPen(QPen(QColor(LIGHT.border), 0.8))
        painter.drawLine(QLineF(start, middle, start + track, middle))
        painter.setPen(QPen(QColor(LIGHT.text), 0.8))
        painter.setBrush(_fill(row))
        painter.drawRect(QRectF(low, middle - _THICK / 2, max(high - low, 0.8), _THICK))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_lines(painter, QRectF(left, top, width, 0.0), [row.value], BODY, row.total, right=True)

    return draw


def _fill(row: Bar) -> QColor:
    if row.total:
        return QColor(LIGHT.muted)
    return QColor(LIGHT.text) if row.raises else QColor(LIGHT.surface)
