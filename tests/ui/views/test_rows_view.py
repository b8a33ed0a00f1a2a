"""Rows of bars kept as a picture: painted once, and anew for other rows, colours, words, widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.language import language, set_language
from ui.theme import palette, set_theme
from ui.views.rows_view import RowsView


class Bars(RowsView):
    """Bars of given lengths in the colour of the theme's text, one pixel higher in Korean; counts how often one is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: tuple[int, ...] = (30, 60)
        self.painted = 0

    def row_count(self) -> int:
        return len(self.lengths)

    def spoken_row(self, index: int) -> str:
        return str(self.lengths[index])

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        self.painted += 1
        high = 5 if language() == "ko" else 4
        painter.fillRect(QRectF(0, box.top(), self.lengths[index], high), QColor(palette().text))
        painter.fillRect(QRectF(box.right() - 1, box.top(), 1, 1), QColor(palette().text))


class Column(QWidget):
    """The bars below something that may grow."""

    def __init__(self) -> None:
        super().__init__()
        self.above, self.bars = QWidget(), Bars()
        self.above.setFixedHeight(20)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.above)
        box.addWidget(self.bars)


@pytest.fixture
def column(shown_at) -> Column:
    return shown_at(Column(), 200, 120)


def ink(bars: Bars) -> set[tuple[int, int]]:
    """Where the text's colour stands on the screen."""
    image, wanted = bars.grab().toImage(), QColor(palette().text).rgb()
    return {(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == wanted}


def drawn(lengths: tuple[int, ...], high: int = 4, width: int = 200) -> set[tuple[int, int]]:
    bars = {(x, 16 * row + y) for row, length in enumerate(lengths) for x in range(length) for y in range(high)}
    return bars | {(width - 1, 16 * row) for row in range(len(lengths))}


def test_a_view_that_only_moves_is_not_painted_anew(column: Column, qapp: QApplication) -> None:
    bars = column.bars
    assert ink(bars) == drawn((30, 60))
    bars.painted, top = 0, bars.y()
    column.above.setFixedHeight(50)
    qapp.processEvents()
    column.grab()
    assert (bars.y() > top, bars.painted, ink(bars)) == (True, 0, drawn((30, 60)))


def test_other_rows_are_painted(column: Column) -> None:
    bars = column.bars
    ink(bars)
    bars.lengths = (90, 10)
    bars.refresh()
    assert ink(bars) == drawn((90, 10))


@pytest.mark.parametrize(
    ("change", "high"),
    [(lambda app: set_language("ko"), 5), (lambda app: set_theme(app, "light"), 4)],
    ids=["language", "theme"],
)
def test_it_follows_language_and_theme(
    column: Column, qapp: QApplication, change: Callable[[QApplication], None], high: int
) -> None:
    bars = column.bars
    ink(bars)
    change(qapp)
    qapp.processEvents()
    assert ink(bars) == drawn((30, 60), high)


def test_it_follows_the_width(column: Column, qapp: QApplication) -> None:
    bars = column.bars
    ink(bars)
    column.resize(150, 120)
    qapp.processEvents()
    assert ink(bars) == drawn((30, 60), width=150)
