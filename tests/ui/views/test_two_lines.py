"""A sentence on one line where it fits, on two where it does not, and never on three."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from ui.theme import palette
from ui.views.painting import font_of
from ui.views.two_lines import TwoLines

SENTENCE = "The effects shown miss the figure by 0.6 points, and the film has a tint."


@pytest.fixture
def label(qtbot: QtBot) -> TwoLines:
    made = TwoLines()
    qtbot.addWidget(made)
    made.show()
    return made


def width_of(label: TwoLines, text: str) -> float:
    return QFontMetricsF(font_of(label, 12)).horizontalAdvance(text)


def test_one_line_where_there_is_room(label: TwoLines) -> None:
    label.set_text(SENTENCE)
    label.resize(round(width_of(label, SENTENCE)) + 30, label.height())
    assert label.lines() == [SENTENCE]
    one = label.height()
    label.resize(label.width() // 2 + 40, label.height())
    assert " ".join(label.lines()) == SENTENCE and len(label.lines()) == 2
    assert label.height() == 2 * one - 4  # the margin of two pixels above and below is there once


def test_what_two_lines_cannot_hold_ends_in_an_ellipsis_at_the_edge(label: TwoLines) -> None:
    label.resize(200, 20)
    label.set_text(SENTENCE * 3)
    first, second = label.lines()
    assert SENTENCE.startswith(first) and second.endswith("…")
    assert max(width_of(label, first), width_of(label, second)) < 181  # 200 less the margins, to the pixel


def test_no_text_takes_no_line_and_a_new_text_replaces_the_old(label: TwoLines) -> None:
    assert label.lines() == []
    label.set_text("first")
    label.set_text("second")
    assert label.lines() == [label.text()] == ["second"]


@pytest.mark.parametrize("token", ["warning", "muted"])
def test_the_colour_is_that_of_the_theme(label: TwoLines, token: str) -> None:
    label.resize(400, 20)
    label.set_text("████", token)
    image = label.grab().toImage()
    wanted = QColor(getattr(palette(), token)).rgb()
    assert any(image.pixel(x, image.height() // 2) == wanted for x in range(10, 50))
