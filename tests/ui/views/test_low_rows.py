"""Letters are drawn whole where their row is lower than the font."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.views.painting import draw_text, font_of


def inked_rows(height: float, qtbot: QtBot) -> int:
    """Rows of pixels that "gypsy" inks in a box of ``height``, whose middle stays where it is."""
    widget = QWidget()
    qtbot.addWidget(widget)
    image = QImage(200, 60, QImage.Format.Format_ARGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setFont(font_of(widget, 14))
    draw_text(painter, QRectF(4, 30 - height / 2, 180, height), "gypsy", "white")
    painter.end()
    return sum(any(image.pixelColor(x, y).lightness() > 60 for x in range(200)) for y in range(60))


def test_letters_keep_their_feet_in_a_row_lower_than_the_font(qtbot: QtBot) -> None:
    assert inked_rows(8, qtbot) == inked_rows(40, qtbot) > 8
