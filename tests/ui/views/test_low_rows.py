"""Letters are drawn whole where their row is lower than the font."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.views.test_vitals_view import FULL, pane, trends_of
from ui.views.painting import draw_text, font_of
from ui.views.vitals_view import VitalsView


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


def test_name_points_and_value_of_the_lowest_row_are_whole_and_apart(qtbot: QtBot) -> None:
    view = VitalsView()
    qtbot.addWidget(view)
    view.resize(560, 420)
    view.show()
    view.set_pane(pane((FULL,)))
    row = trends_of(view).rows[0]

    def inked(height: int, left: int, right: int) -> list[int]:
        row.resize(row.width(), height)
        image = row.grab().toImage()
        ground = image.pixelColor(2, 2)
        return [y for y in range(height) if any(image.pixelColor(x, y) != ground for x in range(left, right))]

    lowest = row.minimumHeight()
    assert lowest < 40 and len(inked(lowest, 112, 146)) == len(inked(80, 112, 146)), (
        "the outline of the points is closed"
    )
    text = inked(lowest, 12, 60)
    assert len(text) == len(inked(80, 12, 60)) and text[0] >= 0 and text[-1] < lowest
    gaps = [below - above for above, below in pairwise(text)]
    assert max(gaps) > 1, "a line of ground between the name and the value"
