"""The report as PDF: A4 upright, the ECG's strip across, every page with the patient, the time, the status and its number."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from cdss.report.record import PaperStrip, PictureName, Report
from ui.pdf_text import searchable
from ui.report.ink import BODY, MM, SMALL, TITLE, draw_lines, font, line_height, lines_of
from ui.report.pieces import pieces_of
from ui.report.sheet import Drawing, Placed, on_pages
from ui.theme.palettes import LIGHT
from ui.views.ecg_print import LEFT_MM, PAPER_MM, STRIP_MM, TOP_MM, UNITS_PER_MM, UNITS_PER_TEXT

Progress = tuple[int, int]
"""Pages written, and pages in all."""

_LONG_MM, _SHORT_MM = 297.0, 210.0
_SIDE_MM, _HEAD_MM, _FOOT_MM = 16.0, 9.0, 13.0
_UNDER_HEAD = 9.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its pieces, or the strip."""

    placed: tuple[Placed, ...] = ()
    strip: PaperStrip | None = None


def pdf_steps(report: Report, drawings: Mapping[str, Drawing]) -> Generator[Progress, None, bytes]:
    """Write page after page, a step each, and give back the file; ``OSError`` where Qt could not write it."""
    pages = pages_of(report, drawings)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(UNITS_PER_MM * 25.4))
    writer.setTitle(f"{report.title} – {report.identity}")
    writer.setCreator("TriageLens")
    writer.setPageLayout(_layout(across=pages[0].strip is not None))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("PDF")
    try:
        for number, page in enumerate(pages, start=1):
            if number > 1:
                writer.setPageLayout(_layout(across=page.strip is not None))
                writer.newPage()
            draw_page(painter, report, page, (number, len(pages)), drawings)
            yield number, len(pages)
    finally:  # also where nobody asks for the last page: Qt must not lose the writer under the painter
        painter.end()
    return searchable(bytes(buffer.data().data()))


def pages_of(report: Report, drawings: Mapping[str, Drawing]) -> list[Page]:
    """The report on pages: upright ones, then one across for each strip."""
    width = (_SHORT_MM - 2 * _SIDE_MM) * MM
    room = (_LONG_MM - _HEAD_MM - _FOOT_MM) * MM - _head_height(report) - _UNDER_HEAD - 6.0
    upright = on_pages(list(pieces_of(report.blocks, width, drawings)), room, room)
    strips = [Page(strip=block) for block in report.blocks if isinstance(block, PaperStrip)]
    return [*(Page(tuple(placed)) for placed in upright), *strips]


def draw_page(painter: QPainter, report: Report, page: Page, number: Progress, drawings: Mapping[str, Drawing]) -> None:
    """Page ``number`` of so many, with ``UNITS_PER_MM`` of the painter's units to the millimetre."""
    across = page.strip is not None
    side, width = (LEFT_MM, PAPER_MM) if across else (_SIDE_MM, _SHORT_MM - 2 * _SIDE_MM)
    height = _SHORT_MM if across else _LONG_MM
    painter.save()
    painter.scale(UNITS_PER_TEXT, UNITS_PER_TEXT)
    below = _draw_head(painter, report, side * MM, width * MM, page.strip)
    for one in page.placed:
        one.piece.draw(painter, side * MM, below + one.top)
    _draw_foot(painter, report, QRectF(side * MM, (height - _FOOT_MM) * MM, width * MM, 0.0), number)
    if page.strip is not None:
        _draw_strip(painter, page.strip, drawings.get(PictureName.ECG.value))
    painter.restore()


def _draw_strip(painter: QPainter, strip: PaperStrip, drawing: Drawing | None) -> None:
    """The paper at its true scale, and how to check it."""
    box = QRectF(LEFT_MM * MM, TOP_MM * MM, PAPER_MM * MM, STRIP_MM * MM)
    if drawing is not None:
        drawing.draw(painter, box)
    draw_lines(painter, QRectF(box.left(), box.bottom() + 2.0, box.width(), 0.0), [strip.caption], SMALL)


def _head_height(report: Report) -> float:
    """Of an upright page, on which the patient may take more lines."""
    width = (_SHORT_MM - 2 * _SIDE_MM) * MM
    return line_height(TITLE) + len(_identity(report, width)) * line_height(BODY) + 4.0


def _identity(report: Report, width: float) -> list[str]:
    return lines_of(report.identity, font(BODY, bold=True), width)


def _draw_head(painter: QPainter, report: Report, left: float, width: float, strip: PaperStrip | None) -> float:
    """Title, time and patient above a line; where the page's own begins. On the strip's page its title is named too."""
    top = _HEAD_MM * MM
    title = f"{report.title} · {strip.title}" if strip else report.title
    size = BODY if strip else TITLE
    identity = _identity(report, width)
    draw_lines(painter, QRectF(left, top, width, 0.0), [title], size, bold=True)
    draw_lines(painter, QRectF(left, top + 1.0, width, 0.0), [report.made], SMALL, right=True)
    draw_lines(painter, QRectF(left, top + line_height(size), width, 0.0), identity, BODY, bold=True)
    below = top + line_height(size) + len(identity) * line_height(BODY) + 4.0
    painter.fillRect(QRectF(left, below, width, 1.4), QColor(LIGHT.text))
    return below + _UNDER_HEAD


def _draw_foot(painter: QPainter, report: Report, box: QRectF, number: Progress) -> None:
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), 0.8), QColor(LIGHT.text))
    line = box.translated(0.0, 3.0)
    draw_lines(painter, line, [report.status], SMALL)
    page = report.page.format(number=number[0], of=number[1])
    draw_lines(painter, line, [page], SMALL, bold=True, right=True)


def _layout(across: bool) -> QPageLayout:
    kind = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), kind, QMarginsF(0.0, 0.0, 0.0, 0.0))
