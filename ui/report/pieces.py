"""The blocks of a report as pieces of paper: each knows its height and how it is drawn, and is never cut in two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cdss.report.record import (
    Block,
    Facts,
    Heading,
    LevelBox,
    PaperStrip,
    Paragraph,
    Picture,
    Pictures,
    Sentences,
    Table,
    Tone,
)
from ui.report.ink import BODY, HEADING, LEVEL, MM, SMALL, draw_lines, font, line_height, lines_of
from ui.report.rows import bar_pieces, table_pieces
from ui.report.sheet import Drawing, Piece
from ui.theme.palettes import LIGHT

_GAP = 5.0
_ABOVE_HEADING = 13.0
_BADGE = 56.0
_NAME = 0.27
"""Share of the width that the names of facts take."""

_TOGETHER = 4
"""So many facts are not parted by the end of a page."""

_MOST_LINES = 8
_INDENT = 13.0
_BETWEEN = 14.0
_TALLEST = 150.0 * MM


def pieces_of(blocks: tuple[Block, ...], width: float, drawings: Mapping[str, Drawing]) -> Iterator[Piece]:
    """The pieces of all blocks but the ECG's strip, which has a page of its own; a picture without a drawing is its caption."""
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        match block:
            case Heading():
                yield _heading(block, width)
            case Paragraph():
                *pieces, last = _paragraph(block, width)
                yield from pieces
                yield replace(last, keep=isinstance(following, Table | Facts))
            case LevelBox():
                yield _level(block, width)
            case Facts():
                yield from _facts(block, width)
            case Table():
                yield from table_pieces(block, width)
            case Sentences():
                yield from _sentences(block, width)
            case Pictures():
                yield _pictures(block, width, drawings)
            case PaperStrip():
                continue
            case _:
                yield from bar_pieces(block, width)


def text_pieces(
    text: str, width: float, pixels: int = BODY, bold: bool = False, colour: str = LIGHT.text, indent: float = 0.0
) -> list[Piece]:
    """A text over the whole width: in one piece, or where it is long in several, so that no page is too short for it."""
    lines = lines_of(text, font(pixels, bold), width - indent)
    parts = [lines[at : at + _MOST_LINES] for at in range(0, len(lines), _MOST_LINES)]

    def drawn(part: list[str]) -> Callable[[QPainter, float, float], None]:
        def draw(painter: QPainter, left: float, top: float) -> None:
            draw_lines(painter, QRectF(left + indent, top, width - indent, 0.0), part, pixels, bold, colour)

        return draw

    heights = [len(part) * line_height(pixels) for part in parts]
    heights[-1] += _GAP / 2
    return [Piece(height, drawn(part)) for height, part in zip(heights, parts, strict=True)]


def _heading(block: Heading, width: float) -> Piece:
    lines = lines_of(block.text, font(HEADING, bold=True), width)
    below = _ABOVE_HEADING + len(lines) * line_height(HEADING)

    def draw(painter: QPainter, left: float, top: float) -> None:
        draw_lines(painter, QRectF(left, top + _ABOVE_HEADING, width, 0.0), lines, HEADING, bold=True)
        painter.fillRect(QRectF(left, top + below + 1.0, width, 0.8), QColor(LIGHT.muted))

    return Piece(below + _GAP + 2.0, draw, keep=True)


def _paragraph(block: Paragraph, width: float) -> list[Piece]:
    if block.tone is Tone.WARNING:
        return [_framed(block.text, width)]
    small = block.tone is Tone.SMALL
    return text_pieces(block.text, width, SMALL if small else BODY, colour=LIGHT.muted if small else LIGHT.text)


def _framed(text: str, width: float) -> Piece:
    lines = lines_of(text, font(BODY, bold=True), width - 2 * _INDENT)
    height = len(lines) * line_height(BODY) + 2 * _GAP

    def draw(painter: QPainter, left: float, top: float) -> None:
        _frame(painter, QRectF(left, top + _GAP / 2, width, height))
        box = QRectF(left + _INDENT, top + 1.5 * _GAP, width - 2 * _INDENT, 0.0)
        draw_lines(painter, box, lines, BODY, bold=True)

    return Piece(height + 2 * _GAP, draw)


def _level(block: LevelBox, width: float) -> Piece:
    room = width - _BADGE - _INDENT
    words = lines_of(block.words, font(LEVEL, bold=True), room)
    lines = [line for text in block.lines for line in lines_of(text, font(BODY), room)]
    beside = len(words) * line_height(LEVEL) + len(lines) * line_height(BODY)
    fill, ink = LIGHT.levels[block.level - 1] if block.level else (LIGHT.surface, LIGHT.text)

    def draw(painter: QPainter, left: float, top: float) -> None:
        badge = QRectF(left, top + _GAP, _BADGE, _BADGE)
        painter.fillRect(badge, QColor(fill))
        _frame(painter, badge)
        painter.setFont(font(34, bold=True))
        painter.setPen(QColor(ink))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), str(block.level or "–"))
        box = QRectF(left + _BADGE + _INDENT, top + _GAP, room, 0.0)
        draw_lines(painter, box, words, LEVEL, bold=True)
        draw_lines(painter, box.translated(0.0, len(words) * line_height(LEVEL)), lines, BODY)

    return Piece(max(_BADGE, beside) + 3 * _GAP, draw)


def _facts(block: Facts, width: float) -> Iterator[Piece]:
    names = width * _NAME
    last = len(block.rows) - 1
    for number, (label, value) in enumerate(block.rows):
        first, *others = _fact(label, value, names, width)
        below = _GAP if number == last and not others else 0.0
        yield Piece(first.height + below, first.draw, keep=number < last <= _TOGETHER)
        yield from others


def _fact(label: str, value: str, names: float, width: float) -> list[Piece]:
    """Name and value side by side; what of a long value has no room goes on below."""
    lines = lines_of(label, font(BODY, bold=True), names - _GAP)
    first, *others = text_pieces(value, width, indent=names)

    def draw(painter: QPainter, left: float, top: float) -> None:
        draw_lines(painter, QRectF(left, top, names, 0.0), lines, BODY, bold=True)
        first.draw(painter, left, top)

    return [Piece(max(len(lines) * line_height(BODY), first.height), draw), *others]


def _sentences(block: Sentences, width: float) -> Iterator[Piece]:
    title = text_pieces(block.title, width, BODY, bold=True)[0]
    yield Piece(title.height + _GAP, lambda painter, left, top: title.draw(painter, left, top + _GAP), keep=True)
    for one in block.rows:
        first, *others = text_pieces(f"{one.text} [{one.mark}]" if one.mark else one.text, width, indent=_INDENT)
        yield Piece(first.height, _dashed(first))
        yield from others


def _dashed(said: Piece) -> Callable[[QPainter, float, float], None]:
    def draw(painter: QPainter, left: float, top: float) -> None:
        draw_lines(painter, QRectF(left, top, _INDENT, 0.0), ["–"], BODY)
        said.draw(painter, left, top)

    return draw


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture of a row: from ``left`` on, ``width`` wide and ``height`` high, its caption below it."""

    left: float
    width: float
    height: float
    drawing: Drawing | None
    caption: list[str]

    @property
    def bottom(self) -> float:
        return self.height + len(self.caption) * line_height(SMALL) + _GAP


def _pictures(block: Pictures, width: float, drawings: Mapping[str, Drawing]) -> Piece:
    placed, left = [], 0.0
    room = width - _BETWEEN * (len(block.row) - 1)
    for picture in block.row:
        placed.append(
            _place(picture, left, room * picture.share if len(block.row) > 1 else width * picture.share, drawings)
        )
        left += placed[-1].width + _BETWEEN

    def draw(painter: QPainter, at: float, top: float) -> None:
        for one in placed:
            box = QRectF(at + one.left, top + _GAP, one.width, one.height)
            if one.drawing is not None:
                one.drawing.draw(painter, box)
            draw_lines(painter, box.translated(0.0, one.height + _GAP / 2), one.caption, SMALL, colour=LIGHT.muted)

    return Piece(max(one.bottom for one in placed) + 2 * _GAP, draw)


def _place(picture: Picture, left: float, width: float, drawings: Mapping[str, Drawing]) -> _Placed:
    """Smaller where it would be too high for a page."""
    drawing = drawings.get(picture.name)
    height = width * drawing.aspect if drawing else 0.0
    if drawing is not None and height > _TALLEST:
        width, height = _TALLEST / drawing.aspect, _TALLEST
    return _Placed(left, width, height, drawing, lines_of(picture.caption, font(SMALL), width))


def _frame(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(QColor(LIGHT.text), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
