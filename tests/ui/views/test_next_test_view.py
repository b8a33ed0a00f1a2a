"""The card of the next test: one line until it is asked, then the tests, the most telling first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from cdss.records.question import ExpectedNarrowing, NextTests
from ui.theme import palette
from ui.views.next_test_view import NextTestCard
from ui.views.painting import font_of

FOUND = NextTests((ExpectedNarrowing("ecg", 4.0, 2.5, 0.3, 50), ExpectedNarrowing("vitals", 4.0, 3.99, 0.02, 50)))


@pytest.fixture
def card(shown_at) -> NextTestCard:
    return shown_at(NextTestCard(), 360, 30)


def test_before_it_is_asked_it_takes_one_line_with_its_button(card: NextTestCard, qtbot: QtBot) -> None:
    card.set_tests(None)
    assert card.sizeHint().height() <= 34
    assert card.ask.width() >= card.ask.sizeHint().width()
    with qtbot.waitSignal(card.requested, timeout=1000):
        qtbot.keyClick(card.ask, Qt.Key.Key_Space)


def test_while_it_is_computed_it_cannot_be_asked_again(card: NextTestCard) -> None:
    card.set_tests(None, busy=True)
    assert not card.ask.isEnabled() and card.ask.text() == "computing…"


def test_the_answer_takes_the_place_of_the_button(card: NextTestCard) -> None:
    card.set_tests(FOUND)
    assert not card.ask.isVisible() and card.rows.isVisible()
    assert card.rows.row_count() == 2
    first, second = card.rows.accessibleDescription().split("\n")
    assert first.startswith("1. ") and "width 4.0 → 2.5" in first and "30 %" in first
    assert second.startswith("2. Vital signs again") and "width 4.0 → 4.0" in second
    card.set_tests(None)
    assert card.ask.isVisible() and not card.rows.isVisible()


def test_vital_signs_that_were_never_measured_are_no_repeat(card: NextTestCard) -> None:
    card.set_tests(FOUND, measured=False)
    assert "Vital signs again" not in card.rows.accessibleDescription()


def test_each_test_has_room_for_its_words_above_its_bar(card: NextTestCard) -> None:
    card.set_tests(FOUND)
    card.resize(360, card.heightForWidth(360))
    assert card.rows.height() == card.rows.sizeHint().height() == 2 * card.rows.row_height
    above, below = 17, card.rows.row_height - 17
    assert min(above, below) >= QFontMetricsF(font_of(card.rows, 12)).height() - 2
    image, half = card.rows.grab().toImage(), card.rows.row_height // 2
    text = QColor(palette().text).name()
    written = [any(image.pixelColor(x, y).name() == text for x in range(image.width())) for y in range(half)]
    assert sum(written) >= 8  # the height of a letter
