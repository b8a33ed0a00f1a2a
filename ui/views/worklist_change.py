"""The block in a row of the worklist that says how the level changed, with the button by which that is acknowledged."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from cdss.session.worklist.change_words import level_words, reason_words
from cdss.session.worklist.shift_work import LevelChange
from ui.language import language
from ui.terms import in_fahrenheit
from ui.theme import palette
from ui.views.painting import CENTRE, blended, draw_text, font_of
from ui.views.whole_text import all_lines

CHANGE_HEIGHT = 50
"""Pixels by which a row with a change is higher whose reason stands on one line."""

_TOP = 98.0
"""Where the block begins in its row: below what every row has."""

_LINE = 18
_COMMA = ", "

_BUTTON_WIDTH, _BUTTON_HEIGHT = 58.0, 20.0


def change_block(box: QRectF) -> QRectF:
    """The block at the foot of the row ``box``."""
    return QRectF(box.left() + 8, box.top() + _TOP, box.width() - 14, box.height() - _TOP - 6)


def reason_lines(widget: QWidget, width: float, change: LevelChange, scored: bool = False) -> list[str]:
    """The whole reason on as many lines as a row of ``width`` needs: what is cut of it may be what matters.

    A line ends between two vital signs, and within one only where it is longer than a line.
    """
    font, room = font_of(widget, 12), width - 28.0
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for part in reason_words(change, language(), in_fahrenheit(), scored).split(_COMMA):
        joined = f"{lines[-1]}{_COMMA}{part}" if lines else part
        if metrics.horizontalAdvance(f"{joined},") <= room:
            lines[-1:] = [joined]
        else:
            lines[-1:] = [f"{line}," for line in lines[-1:]]
            lines += all_lines(part, font, room)
    return lines


def change_height(widget: QWidget, width: float, change: LevelChange, scored: bool = False) -> int:
    """Pixels by which a row of ``width`` with this change is higher."""
    return CHANGE_HEIGHT + _LINE * (max(len(reason_lines(widget, width, change, scored)), 1) - 1)


def seen_button(box: QRectF) -> QRectF:
    """Where a click on the row ``box`` acknowledges the change."""
    block = change_block(box)
    return QRectF(block.right() - _BUTTON_WIDTH - 4, block.top() + 3, _BUTTON_WIDTH, _BUTTON_HEIGHT)


def seen_words() -> str:
    """The words on the button."""
    return QCoreApplication.translate("WorklistView", "Seen")


def paint_change(painter: QPainter, widget: QWidget, box: QRectF, change: LevelChange, scored: bool = False) -> None:
    """A triangle up for a worse level, down for a better one, the levels, the vital signs, and the button."""
    t, block = palette(), change_block(box)
    token = t.up if change.worse else t.down
    painter.setPen(QPen(QColor(token), 1))
    painter.setBrush(blended(token, t.surface, 0.08))
    painter.drawRoundedRect(block, 5, 5)
    _triangle(painter, block.left() + 9, block.top() + 13, token, change.worse)
    button = seen_button(box)
    painter.setFont(font_of(widget, 12, bold=True))
    levels = QRectF(block.left() + 22, block.top() + 3, button.left() - block.left() - 26, 20)
    draw_text(painter, levels, level_words(change, language()), t.text)
    painter.setFont(font_of(widget, 12))
    for place, line in enumerate(reason_lines(widget, box.width(), change, scored)):
        draw_text(
            painter, QRectF(block.left() + 8, block.top() + 22 + _LINE * place, block.width(), _LINE), line, t.text
        )
    painter.setPen(QPen(QColor(t.control_border), 1))
    painter.setBrush(QColor(t.raised))
    painter.drawRoundedRect(button, 4, 4)
    draw_text(painter, button, seen_words(), t.text, CENTRE)


def _triangle(painter: QPainter, x: float, y: float, colour: str, up: bool) -> None:
    tip, base = (-4.5, 4.0) if up else (4.5, -4.0)
    painter.save()
    painter.setPen(QPen(QColor(colour), 1))
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF([QPointF(x, y + tip), QPointF(x - 5, y + base), QPointF(x + 5, y + base)]))
    painter.restore()
