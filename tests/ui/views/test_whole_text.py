"""A text is on one line where it fits, and on as many as it takes where it does not."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from ui.theme import palette
from ui.views.painting import font_of
from ui.views.whole_text import WholeText

SENTENCE = "The effects shown miss the figure by 0.6 points, and the film has a tint."


@pytest.fixture
def label(qtbot: QtBot) -> WholeText:
    made = WholeText()
    qtbot.addWidget(made)
    made.show()
    return made


def width_of(label: WholeText, text: str) -> float:
    return QFontMetricsF(font_of(label, 12)).horizontalAdvance(text)


def test_one_line_where_there_is_room(label: WholeText) -> None:
    label.set_text(SENTENCE)
    label.resize(round(width_of(label, SENTENCE)) + 30, label.height())
    assert label.lines() == [SENTENCE]
    one = label.height()
    label.resize(label.width() // 2 + 40, label.height())
    assert " ".join(label.lines()) == SENTENCE and len(label.lines()) == 2
    assert label.height() == 2 * one - 4  # the margin of two pixels above and below is there once


def test_a_long_text_is_read_to_its_end_in_a_narrow_pane(label: WholeText) -> None:
    label.resize(200, 20)
    label.set_text(" ".join([SENTENCE] * 3))
    assert " ".join(label.lines()) == " ".join([SENTENCE] * 3) and len(label.lines()) > 6
    assert max(width_of(label, line) for line in label.lines()) < 181  # 200 less the margins, to the pixel
    assert label.height() >= len(label.lines()) * 12


def test_no_text_takes_no_line_and_a_new_text_replaces_the_old(label: WholeText) -> None:
    assert label.lines() == []
    label.set_text("first")
    label.set_text("second")
    assert label.lines() == [label.text()] == ["second"]


@pytest.mark.parametrize("token", ["warning", "muted"])
def test_the_colour_is_that_of_the_theme(label: WholeText, token: str) -> None:
    label.resize(400, 20)
    label.set_text("████", token)
    image = label.grab().toImage()
    wanted = QColor(getattr(palette(), token)).rgb()
    assert any(image.pixel(x, image.height() // 2) == wanted for x in range(10, 50))
