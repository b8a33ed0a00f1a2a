"""Type on the report's paper: sizes, line breaks, and text in black on white. Units are those of text: 0.26 mm."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from ui.theme import base_font
from ui.theme.palettes import LIGHT
from ui.views.ecg_print import UNITS_PER_MM, UNITS_PER_TEXT

MM = UNITS_PER_MM / UNITS_PER_TEXT
"""Units of text in a millimetre of the page."""

TITLE, HEADING, LEVEL, BODY, TABLE, SMALL = 20, 16, 19, 13, 12, 11
"""Sizes of type; 11 is 2.9 mm (8 point) high."""

LEADING = 1.32
"""Height of a line by the size of its type."""

_SAFE = 0.985
"""Share of the width that is filled: a printer's type may run a little wider than the screen's, and must not be clipped."""


_UNIT = re.compile(r"(?<=\d) (?=(?:%|/min|/ 10|mmHg|ms|mV|mm|°C|s)(?![a-zA-Z]))")


def font(pixels: int, bold: bool = False) -> QFont:
    """The program's font, never fitted to the pixels of a screen."""
    made = base_font(pixels)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def line_height(pixels: int) -> float:
    """Of one line of type."""
    return pixels * LEADING


def lines_of(text: str, face: QFont, width: float) -> list[str]:
    """``text`` on as many lines of ``width`` as it takes, broken between words, within a word only where it is too long.

    A figure is never parted from its unit.
    """
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    lines: list[str] = []
    for paragraph in _UNIT.sub("\N{NO-BREAK SPACE}", text).split("\n"):
        layout = QTextLayout(paragraph, face)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width * _SAFE, 1.0))
            lines.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        if not paragraph:
            lines.append("")
    return lines


def width_of(text: str, face: QFont) -> float:
    """Of ``text`` on one line."""
    return QFontMetricsF(face).horizontalAdvance(text) / _SAFE


def draw_lines(
    painter: QPainter,
    box: QRectF,
    lines: list[str],
    pixels: int,
    bold: bool = False,
    colour: str = LIGHT.text,
    right: bool = False,
) -> None:
    """``lines`` one under the other from the top of ``box`` on, at its left or right edge; never clipped."""
    painter.setFont(font(pixels, bold))
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    flags = int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip) | int(Qt.TextFlag.TextSingleLine)
    for number, line in enumerate(lines):
        row = QRectF(box.left(), box.top() + number * line_height(pixels), box.width(), line_height(pixels))
        painter.drawText(row, flags, line)
