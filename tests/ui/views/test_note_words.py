"""The list of the note's words: figures that add up as shown, denials as one, words that are not in the text, pointing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.records.explanation import NoteTokens, NoteUnit, WordSpan
from cdss.session.explanation.note_ranking import points, ranking
from cdss.session.panes import NotePane
from ui.language import set_language
from ui.views.note_view import NoteView
from ui.views.note_words import NoteWords

TEXT = "쥐어짜는 흉통, 발열 없음"
UNITS = (
    NoteUnit("squeezing chest pain", ((0, 7),), (0, 1, 2), 0.0512),
    NoteUnit("no fever", ((9, 11), (12, 14)), (3, 4), -0.0201, denied=True),
    NoteUnit("responds to voice", (), (5, 6, 7), 0.0304, charted=True),
    NoteUnit("with", (), (8,), -0.0006),
)
WORDS = tuple(WordSpan(f"w{i}", 0, 0, unit.effect if i == unit.words[0] else 0.0) for unit in UNITS for i in unit.words)
TOKENS = NoteTokens("risk", TEXT, WORDS, UNITS, base=0.3, value=0.3669, punctuation=0.004)
PLACES = tuple((a, b, i) for i, unit in enumerate(UNITS) for a, b in unit.places)
PANE = NotePane("", TEXT, TOKENS, ((9, 11),), (), (), "", units=PLACES)


def shown(found) -> list[tuple[str, int]]:
    return [(row.shown, row.tenths) for row in (*found.raising, *found.lowering)]


def test_strongest_first_each_way_as_displayed() -> None:
    found = ranking(TOKENS, 3)
    assert found is not None
    assert shown(found)[:2] == [("쥐어짜는 흉통", 51), ("responds to voice", 30)]
    assert [row.shown for row in found.lowering] == ["발열 … 없음", "with"]


@pytest.mark.parametrize("rows", [1, 2, 3, 9])
def test_the_figures_add_up_as_shown(rows: int) -> None:
    found = ranking(TOKENS, rows)
    assert found is not None
    listed = sum(tenths for _, tenths in shown(found))
    assert found.base + listed + found.rest + found.error == found.value == 367
    assert found.rest_count == 4 - len(shown(found))


def test_the_error_of_the_method_is_a_figure_of_its_own() -> None:
    found = ranking(replace(TOKENS, value=0.3869), 3)
    whole = ranking(TOKENS, 3)
    assert found is not None and whole is not None
    assert found.error == 20 + whole.error


def test_without_base_and_value_nothing_is_promised() -> None:
    assert ranking(replace(TOKENS, base=None), 3) is None


def test_english_is_given_where_the_text_is_not_english() -> None:
    found = ranking(TOKENS, 3)
    assert found is not None
    assert [row.english for row in found.raising] == ["squeezing chest pain", ""]
    assert [(row.in_text, row.charted) for row in found.raising] == [(True, False), (False, True)]


def test_points_are_signed() -> None:
    assert [points(t) for t in (51, -20, 0)] == ["+5.1", "−2.0", "0.0"]


@pytest.fixture
def words(qtbot: QtBot) -> NoteWords:
    made = NoteWords()
    qtbot.addWidget(made)
    made.resize(500, 160)
    made.set_tokens(TOKENS)
    made.set_room(500, 400.0, 3)
    made.show()
    return made


def spoken(view: NoteWords, column: int) -> list[str]:
    return [b.accessibleName() for b in view.buttons[column] if b.isVisibleTo(view)]


def test_every_word_is_said_with_its_figure_and_where_it_comes_from(words: NoteWords) -> None:
    assert spoken(words, 0) == [
        "쥐어짜는 흉통 – squeezing chest pain: +5.1",
        "responds to voice – not in the note: from the vital signs: +3.0",
    ]
    assert spoken(words, 1) == ["발열 … 없음 – no fever: −2.0", "with – not in the note's text: 0.0"] or spoken(
        words, 1
    ) == [
        "발열 … 없음 – no fever: −2.0",
        "with – not in the note's text: −0.1",
    ]


def test_the_sum_is_written_out(words: NoteWords) -> None:
    assert words.sum.text().startswith("blank 30.0 % · listed ") and words.sum.text().endswith(" = 36.7 %")


def test_fewer_words_leave_no_old_row(words: NoteWords) -> None:
    words.set_room(500, 400.0, 1)
    assert len(spoken(words, 0)) == len(spoken(words, 1)) == 1
    words.set_tokens(None)
    assert not words.isVisible()


def test_where_the_note_needs_the_room_the_list_is_brief_and_the_sum_is_in_its_tip(words: NoteWords) -> None:
    words.set_room(500, 20.0, 3)
    assert len(spoken(words, 0)) == len(spoken(words, 1)) == 1
    assert not words.sum.isVisible() and words.sum.text() in words.heads[0].toolTip()
    brief = words.sizeHint().height()
    words.set_room(500, 400.0, 3)
    assert words.sum.isVisible() and len(spoken(words, 0)) == 2 and words.sizeHint().height() > brief + 30


def test_the_list_takes_no_more_than_the_room_it_was_given(words: NoteWords) -> None:
    heights = {}
    for height in range(60, 160):
        words.set_room(500, float(height), 3)
        heights[height] = words.heightForWidth(500), len(spoken(words, 0))
    assert all(needed <= height for height, (needed, _) in heights.items())
    assert {count for _, count in heights.values()} == {1, 2} and heights[159][0] > heights[60][0]


def test_the_list_follows_the_language(words: NoteWords, qtbot: QtBot) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: words.heads[0].text() != "raises · % points", timeout=2000)
    assert "squeezing chest pain" in spoken(words, 0)[0]


def test_what_an_abbreviation_is_read_as_is_korean_on_a_korean_screen(words: NoteWords, qtbot: QtBot) -> None:
    units = (NoteUnit("shortness of breath", ((0, 3),), (0, 1, 2), 0.05), NoteUnit("no fever", ((5, 15),), (3,), 0.02))
    words.set_tokens(replace(TOKENS, displayed="SOB, afebrile..", units=units), alone=True)
    assert spoken(words, 0)[0] == "SOB – shortness of breath: +5.0"
    set_language("ko")
    qtbot.waitUntil(lambda: spoken(words, 0)[0] == "SOB – 호흡곤란 (shortness of breath): +5.0")
    assert spoken(words, 0)[1].startswith("afebrile.. – no fever"), "other English stays as it is read"


def test_pointing_by_mouse_and_by_key_tells_the_unit(words: NoteWords, qtbot: QtBot) -> None:
    told: list[int | None] = []
    words.unit_pointed.connect(told.append)
    button = words.buttons[1][0]
    at = QPointF(5, 5)
    QApplication.sendEvent(button, QEnterEvent(at, at, at))
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    assert told == [1, None]
    words.activateWindow()
    words.buttons[0][0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: told[-1] == 0, timeout=2000)


@pytest.fixture
def view(qtbot: QtBot) -> NoteView:
    made = NoteView()
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.set_pane(PANE)
    made.show()
    return made


def test_a_click_frames_every_place_of_a_denial_in_the_text(view: NoteView) -> None:
    QTest.mouseClick(view.words.buttons[1][0], Qt.MouseButton.LeftButton)
    assert [TEXT[a:b] for a, b in view.text._framed] == ["발열", "없음"]


def test_space_does_what_a_click_does_and_scrolls_to_the_word(view: NoteView) -> None:
    long = "filler " * 400
    tokens = replace(TOKENS, displayed=long + "pain", units=(NoteUnit("pain", ((2800, 2804),), (0,), 0.05),))
    view.set_pane(replace(PANE, text=long + "pain", tokens=tokens, negated_spans=(), units=((2800, 2804, 0),)))
    assert view.text.verticalScrollBar().value() == 0
    QTest.keyClick(view.words.buttons[0][0], Qt.Key.Key_Space)
    assert view.text.verticalScrollBar().value() > 0
    (box,) = view.text.boxes(*view.text._framed[0])
    assert view.text.viewport().rect().contains(box.center().toPoint())


def test_a_word_that_is_not_in_the_text_frames_nothing_there(view: NoteView) -> None:
    QTest.mouseClick(view.words.buttons[0][1], Qt.MouseButton.LeftButton)
    assert view.text._framed == () and view.words.buttons[0][1]._lit


def test_hovering_the_text_tells_the_unit_under_the_mouse(view: NoteView) -> None:
    told: list[int | None] = []
    view.unit_pointed.connect(told.append)
    for place in (12, 8, 2):  # the denying word, the comma, the complaint
        (box,) = view.text.boxes(place, place + 1)
        none = Qt.MouseButton.NoButton
        move = QMouseEvent(
            QEvent.Type.MouseMove, box.center(), box.center(), none, none, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(view.text.viewport(), move)
    assert told == [1, None, 0]


def test_a_frame_is_drawn_round_the_word_and_not_only_a_colour(view: NoteView) -> None:
    bare = view.text.viewport().grab().toImage()
    view.highlight(frozenset({0}))
    framed = view.text.viewport().grab().toImage()
    (box,) = view.text.boxes(0, 7)
    top = box.center().toPoint()
    top.setY(round(box.top()))
    changed = [
        y for y in range(top.y() - 2, top.y() + 3) if framed.pixelColor(top.x(), y) != bare.pixelColor(top.x(), y)
    ]
    assert changed


def test_while_editing_there_is_no_list_and_no_frame(view: NoteView) -> None:
    view.edit_button.click()
    assert not view.words.isVisible()
    view.show_unit(0)
    assert view.text._framed == ()
    view.cancel_button.click()
    assert view.words.isVisible()


def test_the_list_never_takes_the_room_of_the_other_panes(view: NoteView) -> None:
    hint = view.sizeHint()
    view.resize(420, 1200)
    QApplication.processEvents()
    assert sum(b.isVisibleTo(view.words) for b in view.words.buttons[0]) == 2
    assert view.sizeHint() == hint and not view.hasHeightForWidth()
