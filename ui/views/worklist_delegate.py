"""Paints one row of the worklist: level badge with number and colour bar, identity, complaint, modality chips, risk, times."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cdss.core.clock import Clock, now
from cdss.core.kinds import Presence
from cdss.session.names import modality_chip
from cdss.session.panes import WorklistRow
from ui.language import language
from ui.theme import palette
from ui.views.painting import (
    CENTRE,
    LEFT,
    RIGHT,
    blended,
    draw_text,
    fill_rounded,
    font_of,
    level_colours,
    level_outline,
)
from ui.views.whole_text import all_lines
from ui.views.wording import patient_words
from ui.views.worklist_change import change_height, paint_change, seen_button
from ui.views.worklist_pictures import RowPictures
from ui.views.worklist_words import Heading, ruling_mark, scored, times_words

ROW_HEIGHT, HEADING_HEIGHT = 104, 32
_GAP = 8
_TEXT_LEFT, _RISK = 50.0, 44.0
_RULING, _LINE, _CHIPS = 12, 17, 22


def _box(rect: QRect) -> QRectF:
    """The frame of the row in ``rect``."""
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -_GAP + 0.5)


class WorklistDelegate(QStyledItemDelegate):
    """Rows of one height, but for those whose level changed; a refused row shows its whole sentence in place of the complaint.

    ``clock``: what time it is.
    """

    def __init__(self, parent: QWidget, clock: Clock = now) -> None:
        super().__init__(parent)
        self._widget = parent
        self._clock = clock
        self._pictures = RowPictures()

    def waits(self, row: WorklistRow) -> str:
        """The times of the row, as of now: ``times_words``."""
        return times_words(row, self._clock())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all patients, with the gap below, and room for a change of level; one for all headings."""
        item: WorklistRow | Heading = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Heading):
            return QSize(200, HEADING_HEIGHT)
        width = self._view_width() - 1.0
        change = 0 if item.change is None else change_height(self._widget, width, item.change, scored(item))
        return QSize(200, ROW_HEIGHT + self._further_lines(item, width) + change)

    def _problem_lines(self, row: WorklistRow, width: float) -> list[str]:
        """Why the row of ``width`` cannot be assessed, on as many lines as it takes."""
        return all_lines(row.problem or "", font_of(self._widget, 12), width - _TEXT_LEFT - 10)

    def _further_lines(self, row: WorklistRow, width: float) -> int:
        """Pixels that the lines of a refusal take beyond the first, less those of the chips where it has none."""
        if not row.problem:
            return 0
        return _LINE * (len(self._problem_lines(row, width)) - 1) - (0 if row.presence else _CHIPS)

    def _view_width(self) -> int:
        """Of the rows; an option has none while the list is laid out."""
        widget = self._widget
        return widget.viewport().width() if isinstance(widget, QAbstractScrollArea) else widget.width()

    def acknowledges(self, row: WorklistRow, rect: QRect, point: QPoint) -> bool:
        """Whether a click at ``point`` on the row in ``rect`` says that its change was seen."""
        return row.change is not None and seen_button(self._below(_box(rect), row)).contains(point)

    def _below(self, box: QRectF, row: WorklistRow) -> QRectF:
        """The frame without the further lines of a refusal: what stands below them has its place in it."""
        return box.adjusted(0, self._further_lines(row, box.width()), 0, 0)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Frame, then badge, words, chips; or a heading."""
        row: WorklistRow | Heading = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, Heading):
            self._heading(painter, QRectF(option.rect), row)
            return
        hovered, times = bool(option.state & QStyle.StateFlag.State_MouseOver), self.waits(row)
        paint = partial(self._row, size=option.rect.size(), row=row, hovered=hovered, times=times)
        self._pictures.draw(painter, option.rect, row.key, (row, hovered, times), paint)

    def _row(self, painter: QPainter, size: QSize, row: WorklistRow, hovered: bool, times: str) -> None:
        box = _box(QRect(QPoint(), size))
        self._frame(painter, box, row, hovered)
        self._badge(painter, box, row)
        self._words(painter, box, row)
        below = self._below(box, row)
        self._chips(painter, below, row)
        painter.setFont(font_of(self._widget, 12))
        draw_text(painter, QRectF(below.left() + 12, below.top() + 73, below.width() - 20, 18), times, palette().muted)
        if row.change is not None:
            paint_change(painter, self._widget, below, row.change, scored(row))

    def _heading(self, painter: QPainter, box: QRectF, heading: Heading) -> None:
        painter.save()
        painter.setFont(font_of(self._widget, 12, bold=True))
        line = box.bottom() - 5.0
        painter.setPen(QPen(QColor(palette().border), 1))
        painter.drawLine(QPointF(box.left(), line), QPointF(box.right(), line))
        draw_text(painter, box.adjusted(2, 0, -2, -7), heading.words, palette().text)
        painter.restore()

    def _frame(self, painter: QPainter, box: QRectF, row: WorklistRow, hovered: bool) -> None:
        t = palette()
        painter.setPen(QPen(QColor(t.accent if row.selected else t.border), 1))
        painter.setBrush(blended(t.accent, t.surface, 0.10 if row.selected else 0.05 if hovered else 0.0))
        painter.drawRoundedRect(box, 7, 7)
        bar = level_outline(row.level) if row.level else QColor(t.border)
        fill_rounded(painter, QRectF(box.left(), box.top() + 1, 4, box.height() - 2), bar, 2)

    def _badge(self, painter: QPainter, box: QRectF, row: WorklistRow) -> None:
        square = QRectF(box.left() + 12, box.top() + 10, 28, 28)
        fill, text = level_colours(row.level) if row.level else (QColor(palette().track), QColor(palette().muted))
        painter.setPen(QPen(level_outline(row.level) if row.level else fill, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(square, 6, 6)
        painter.setFont(font_of(self._widget, 14, bold=True))
        unknown = "!" if row.problem else "?" if row.own_awaited else "…" if row.waiting else "–"
        draw_text(painter, square, str(row.level) if row.level else unknown, text, CENTRE)
        if row.ruling is not None:
            painter.setFont(font_of(self._widget, _RULING))
            place = QRectF(box.left() + 5, square.bottom() + 2, _TEXT_LEFT - 6, 14)
            draw_text(painter, place, ruling_mark(row.ruling), palette().muted, CENTRE)

    def _words(self, painter: QPainter, box: QRectF, row: WorklistRow) -> None:
        t, left = palette(), box.left() + _TEXT_LEFT
        width = box.right() - left - (8 if row.risk is None else _RISK + 10)
        painter.setFont(font_of(self._widget, 13, bold=True))
        name = QRectF(left, box.top() + 8, width, 18)
        draw_text(painter, name, row.case_id, t.text)
        if row.risk is not None:
            painter.setFont(font_of(self._widget, 15, bold=True))
            draw_text(
                painter, QRectF(box.right() - _RISK - 10, name.top(), _RISK, 20), f"{row.risk:.1f}", t.text, RIGHT
            )
        painter.setFont(font_of(self._widget, 12))
        who = " · ".join(filter(None, (patient_words(row.patient), row.complaint)))
        said, colour = (self._problem_lines(row, box.width()), t.stop) if row.problem else ([who], t.muted)
        for place, line in enumerate(said):
            top = box.top() + 28 + _LINE * place
            draw_text(painter, QRectF(left, top, box.right() - left - 10, 18), line, colour, LEFT)

    def _chips(self, painter: QPainter, box: QRectF, row: WorklistRow) -> None:
        painter.setFont(font_of(self._widget, 12))
        metrics = QFontMetricsF(painter.font())
        left, top = box.left() + _TEXT_LEFT, box.top() + 51
        for modality, presence in row.presence:
            label = modality_chip(modality, language())
            chip = QRectF(left, top, metrics.horizontalAdvance(label) + 12, 18)
            self._chip(painter, chip, label, presence)
            left = chip.right() + 5

    def _chip(self, painter: QPainter, chip: QRectF, label: str, presence: Presence) -> None:
        t = palette()
        there = presence is Presence.PRESENT
        outline = {Presence.PRESENT: t.accent, Presence.MISSING: t.faint, Presence.REJECTED: t.stop}[presence]
        pen = QPen(blended(outline, t.surface, 0.6), 1)
        pen.setStyle(Qt.PenStyle.DashLine if presence is Presence.MISSING else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(blended(t.accent, t.surface, 0.22) if there else QColor(t.surface))
        painter.drawRoundedRect(chip, 4, 4)
        draw_text(
            painter, chip, label, t.text if there else t.stop if presence is Presence.REJECTED else t.faint, CENTRE
        )
        if presence is Presence.REJECTED:
            painter.setPen(QPen(QColor(t.stop), 1.4))
            painter.drawLine(chip.bottomLeft(), chip.topRight())
