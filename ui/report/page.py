"""A page of the help on paper: A4 upright, black on white, with its pictures, the status sentence and the page's number."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from cdss.core.sentences import sentence
from ui.language import language
from ui.pdf_text import searchable
from ui.report.ink import MM, SMALL, TABLE, draw_lines, font
from ui.views.ecg_print import UNITS_PER_MM, UNITS_PER_TEXT
from ui.views.page_pictures import fit_pictures
from ui.views.wide_tables import fit_tables, narrowed

_WIDTH_MM, _HEIGHT_MM = 210.0, 297.0
_SIDE_MM, _TOP_MM, _FOOT_MM = 15.0, 12.0, 12.0
_PICTURE_MM = 70.0
"""Height of a picture at most."""

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]+\)")


def page_pdf(markdown: str, title: str, pictures: Path) -> bytes:
    """The page as a PDF; ``pictures``: the folder they are in. ``OSError`` where Qt could not write it."""
    page = document(markdown, pictures)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(UNITS_PER_MM * 25.4))
    writer.setTitle(f"TriageLens – {title}")
    writer.setCreator("TriageLens")
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), upright, QMarginsF(0.0, 0.0, 0.0, 0.0)))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError("PDF")
    painter.scale(UNITS_PER_TEXT, UNITS_PER_TEXT)
    for number in range(page.pageCount()):
        if number:
            writer.newPage()
        draw_page(painter, page, number, title)
    painter.end()
    return searchable(bytes(buffer.data().data()))


def document(markdown: str, pictures: Path) -> QTextDocument:
    """The text laid out on pages; a link leads nowhere on paper."""
    page = QTextDocument()
    page.setDefaultFont(font(TABLE))
    page.setUseDesignMetrics(True)
    page.setDocumentMargin(0.0)
    page.setBaseUrl(QUrl.fromLocalFile(f"{pictures}/"))
    page.setMarkdown(narrowed(_LINK.sub(r"\1", markdown)))
    black = QTextCharFormat()
    black.setForeground(QColor("black"))
    everything = QTextCursor(page)
    everything.select(QTextCursor.SelectionType.Document)
    everything.mergeCharFormat(black)
    _apart(page)
    width = (_WIDTH_MM - 2 * _SIDE_MM) * MM
    page.setPageSize(QSizeF(width, (_HEIGHT_MM - _TOP_MM - 2 * _FOOT_MM) * MM))
    fit_pictures(page, lambda name: QImage(str(pictures / name)), width, _PICTURE_MM * MM)
    fit_tables(page)
    return page


def _apart(page: QTextDocument) -> None:
    """Some room above each heading and each paragraph."""
    block = page.begin()
    while block.isValid():
        spaced = block.blockFormat()
        spaced.setTopMargin(9.0 if spaced.headingLevel() else 3.0)
        spaced.setBottomMargin(2.0)
        QTextCursor(block).setBlockFormat(spaced)
        block = block.next()


def draw_page(painter: QPainter, page: QTextDocument, number: int, title: str) -> None:
    """Page ``number`` of the text, from 0, in units of text (``MM`` of them are a millimetre)."""
    size = page.pageSize()
    painter.save()
    painter.translate(_SIDE_MM * MM, _TOP_MM * MM - number * size.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0.0, number * size.height(), size.width(), size.height())
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor("black"))
    context.palette = palette
    painter.setClipRect(context.clip)
    page.documentLayout().draw(painter, context)
    painter.restore()
    foot = QRectF(_SIDE_MM * MM, (_HEIGHT_MM - _FOOT_MM) * MM, size.width(), 0.0)
    draw_lines(painter, foot, [sentence("session_status_sentence", {}, language())], SMALL)
    draw_lines(painter, foot, [f"{title} · {number + 1}/{page.pageCount()}"], SMALL, bold=True, right=True)
