"""The ECG printed at its true scale: A4 landscape, a millimetre of the drawing is a millimetre of the page.

What does not fit on one page goes on on the next, rows that would run into each other too; nothing is shrunk.
Printers may still scale: the page says how to check it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPageLayout, QPageSize, QPainter, QPdfWriter

from ui.pdf_text import searchable
from ui.theme import base_font
from ui.theme.palettes import LIGHT
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import PaperLayout
from ui.views.ecg_paper import draw_printed, printed_height, wrapped
from ui.views.ecg_sheet import EcgSheet

UNITS_PER_MM = 100
"""Of the page; 2540 to the inch."""
PAPER_MM = 275.0
"""Width of the grid on a page: 297 mm less 11 mm at each side, in whole large squares."""

LEFT_MM, TOP_MM, STRIP_MM = 11.0, 24.0, 165.0
"""Where the grid begins on a page, and how high it is."""

UNITS_PER_TEXT = 26.0
"""Text of 12 is then 3.1 mm high."""
_TRACE_MM, _LINE_MM = 0.25, 0.10


@dataclass(frozen=True, slots=True)
class PrintWords:
    """``identity`` of patient and recording, at the top; ``check`` of the scale and ``status`` of the program at the foot."""

    identity: str
    check: str
    status: str


def print_ecg(sheet: EcgSheet, words: PrintWords) -> bytes:
    """What ``sheet`` shows as a PDF, without the shading; ``OSError`` where Qt could not write it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(UNITS_PER_MM * 25.4))
    edge = QMarginsF(0.0, 0.0, 0.0, 0.0)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, edge))
    writer.setTitle(words.identity)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("PDF")
    pages = _pages(sheet)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            writer.newPage()
        _draw_lines(painter, words, f"{number}/{len(pages)}" if len(pages) > 1 else "")
        painter.save()
        painter.translate(LEFT_MM * UNITS_PER_MM, TOP_MM * UNITS_PER_MM)
        _draw_strip(painter, page)
        painter.restore()
    painter.end()
    return searchable(bytes(buffer.data().data()))


def draw_strip(painter: QPainter, sheet: EcgSheet) -> None:
    """All rows of ``sheet`` from the painter's origin on, at ``UNITS_PER_MM`` of its units to the millimetre.

    It is ``PAPER_MM`` wide and ``STRIP_MM`` high.
    """
    _draw_strip(painter, _printed_sheet(sheet, sheet.layout))


def _pages(sheet: EcgSheet) -> list[EcgSheet]:
    """The sheet on as few pages as show its traces apart and whole, as far as paper can; rows first, then time."""
    whole, parts, first = sheet.layout, [], 0
    while first < whole.rows:
        tried = (whole.only(first, rows) for rows in range(whole.rows - first, 0, -1))
        part = next(part for part in tried if part.rows == 1 or not _crowded(_printed_sheet(sheet, part)))
        parts.append(part)
        first += part.rows
    across = max(math.ceil(whole.width_mm / PAPER_MM - 1e-9), 1)
    return [_printed_sheet(sheet, part, page) for part in parts for page in range(across)]


def _crowded(printed: EcgSheet) -> bool:
    """Whether leads of a page are cut or run into each other."""
    height = _lay_rows(printed, QFontMetrics(base_font(12)), PAPER_MM * UNITS_PER_MM)
    return any(printed.crowded(height))


def _draw_strip(painter: QPainter, printed: EcgSheet) -> None:
    width, height = round(PAPER_MM * UNITS_PER_MM), round(STRIP_MM * UNITS_PER_MM)
    painter.save()
    painter.setClipRect(QRectF(0.0, 0.0, width, height))
    painter.scale(UNITS_PER_TEXT, UNITS_PER_TEXT)
    painter.setFont(base_font(12))
    room, bottom = width / UNITS_PER_TEXT - 16.0, height / UNITS_PER_TEXT
    line, notice = printed.printed(width), printed.notice(_lay_rows(printed, painter.fontMetrics(), width))
    printed.draw(painter, LIGHT.paper, width, height, UNITS_PER_TEXT)
    above = draw_printed(painter, LIGHT.paper.ground, LIGHT.text, line, room, bottom)
    draw_printed(painter, LIGHT.paper.ground, LIGHT.warning, notice, room, above)
    painter.restore()


def _lay_rows(printed: EcgSheet, metrics: QFontMetrics, width: float) -> float:
    """Give the rows the room above the printed lines; how high that is."""
    room, wanted, notice, height = width / UNITS_PER_TEXT - 16.0, printed.wanted, "", 0.0
    for _ in range(2):  # the notice takes room itself
        lines = sum(len(wrapped(text, metrics, room)) for text in (printed.printed(width), notice))
        height = STRIP_MM * UNITS_PER_MM - printed_height(lines) * UNITS_PER_TEXT
        printed.geometry.lay_rows(printed.layout, wanted, height / UNITS_PER_MM)
        notice = printed.notice(height)
    return height


def _printed_sheet(sheet: EcgSheet, layout: PaperLayout, page: int = 0) -> EcgSheet:
    """The same recording and marks on the rows of ``layout``, where they lie on ``page`` of them."""
    left = -round(page * PAPER_MM * UNITS_PER_MM)
    geometry = PaperGeometry(float(UNITS_PER_MM), left, 0, fitted=False, paper=sheet.layout.paper)
    return EcgSheet(
        ecg=sheet.ecg,
        layout=layout,
        geometry=geometry,
        words=sheet.words,
        other=sheet.other,
        marks=sheet.marks,
        notes=sheet.notes,
        other_colour=LIGHT.accent,
        stroke=_TRACE_MM * UNITS_PER_MM,
        grid_stroke=round(_LINE_MM * UNITS_PER_MM),
    )


def _draw_lines(painter: QPainter, words: PrintWords, number: str) -> None:
    """Identity above the grid, the check of the scale and the status sentence below it."""
    painter.save()
    painter.scale(UNITS_PER_TEXT, UNITS_PER_TEXT)
    unit = UNITS_PER_MM / UNITS_PER_TEXT
    painter.setPen(QColor(LIGHT.text))
    for top, text, pixels in ((9.0, words.identity, 15), (190.0, words.check, 12), (195.5, words.status, 12)):
        painter.setFont(base_font(pixels))
        box = QRectF(LEFT_MM * unit, top * unit, PAPER_MM * unit, 5.5 * unit if top > 20.0 else 13.0 * unit)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), text)
    corner = QRectF(LEFT_MM * unit, 9.0 * unit, PAPER_MM * unit, 6.0 * unit)
    painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight), number)
    painter.restore()
