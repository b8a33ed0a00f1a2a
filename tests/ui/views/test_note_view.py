"""The note: marks at the right characters, denial kept, editing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor

from cdss.records.concept_correction import Meant
from cdss.records.explanation import NoteTokens, NoteUnit, WordSpan
from cdss.session.entry.note_panes import ConceptChip
from cdss.session.panes import NotePane
from ui.theme import palette
from ui.theme.contrast import contrast_ratio
from ui.views.note_marks import Mark, MarkKind, marks, note_part
from ui.views.note_text import mark_format
from ui.views.note_view import NoteView
from ui.views.painting import blended

Underline = QTextCharFormat.UnderlineStyle


CHIPS = (ConceptChip("chest pain", False, Meant.PRESENT), ConceptChip("fever", True, Meant.DENIED))


def word(text: str, of: str, effect: float) -> WordSpan:
    start = of.index(text)
    return WordSpan(text, start, start + len(text), effect)


def unit(index: int, of: WordSpan) -> NoteUnit:
    return NoteUnit(of.text, ((of.start, of.end),), (index,), of.effect)


def base_and_value(words: tuple[WordSpan, ...]) -> tuple[float, float]:
    return 0.2, 0.2 + sum(w.effect for w in words) + 0.01


def pane(complaint: str, note: str, effects: dict[str, float], denied: tuple[str, ...] = ()) -> NotePane:
    text = f"{complaint}\n{note}"
    spans = tuple((text.index(d), text.index(d) + len(d)) for d in denied)
    words = tuple(word(w, text, e) for w, e in effects.items())
    tokens = NoteTokens("risk", text, words, tuple(map(unit, range(len(words)), words)), *base_and_value(words))
    return NotePane(complaint, text, tokens, spans, (("chest pain", False), ("fever", True)), (), "credit", chips=CHIPS)


ENGLISH = pane(
    "Chest pain", "Crushing, denies fever.", {"Crushing": 0.4, "pain": 0.02, "fever": 0.2, "denies": -0.3}, ("fever",)
)
KOREAN = pane("흉통", "쥐어짜는 통증, 발열 없음 🙂 식은땀.", {"쥐어짜는": 0.3, "식은땀": 0.3}, ("발열",))


@pytest.fixture
def view(shown_at) -> NoteView:
    return shown_at(NoteView(), 420, 400)


def format_at(view: NoteView, fragment: str) -> QTextCharFormat:
    cursor: QTextCursor = view.text.document().find(fragment)
    assert cursor.hasSelection()
    assert cursor.selectedText() == fragment
    return cursor.charFormat()


def test_words_are_marked_by_direction_and_never_by_colour_alone(view: NoteView) -> None:
    view.set_pane(ENGLISH)
    assert format_at(view, "Crushing").underlineStyle() == Underline.SingleUnderline
    assert format_at(view, "denies").underlineStyle() == Underline.DotLine
    assert format_at(view, "pain").underlineStyle() == Underline.NoUnderline


def test_a_denied_word_keeps_its_denial_whatever_the_network_weighed(view: NoteView) -> None:
    view.set_pane(ENGLISH)
    assert format_at(view, "fever").underlineStyle() == Underline.DashUnderline
    view.toggle_attribution()
    assert format_at(view, "fever").underlineStyle() == Underline.DashUnderline
    assert format_at(view, "Crushing").underlineStyle() == Underline.NoUnderline


def test_korean_and_characters_outside_the_basic_plane_are_marked_at_their_place(view: NoteView) -> None:
    view.set_pane(KOREAN)
    assert format_at(view, "쥐어짜는").underlineStyle() == Underline.SingleUnderline
    assert format_at(view, "식은땀").underlineStyle() == Underline.SingleUnderline
    assert format_at(view, "발열").underlineStyle() == Underline.DashUnderline
    assert format_at(view, "없음").underlineStyle() == Underline.NoUnderline


def test_text_is_readable_on_the_strongest_mark(view: NoteView) -> None:
    view.set_pane(ENGLISH)
    assert contrast_ratio(palette().text, format_at(view, "Crushing").background().color().name()) >= 4.5


def test_strength_follows_the_effect() -> None:
    found = {(m.start, m.end): m for m in marks(ENGLISH, attribution=True) if m.kind is not MarkKind.DENIED}
    strengths = sorted(m.strength for m in found.values())
    assert strengths == pytest.approx([0.5, 0.75, 1.0])


def test_attribution_of_another_text_is_not_drawn() -> None:
    stale = replace(ENGLISH, text="Headache\nsince morning", negated_spans=())
    assert marks(stale, attribution=True) == ()


def test_words_that_are_not_in_the_shown_text_are_left_out() -> None:
    tokens = NoteTokens("risk", ENGLISH.text, (), (NoteUnit("shortness", (), (0,), 0.9),))
    assert all(m.kind is MarkKind.DENIED for m in marks(replace(ENGLISH, tokens=tokens), attribution=True))


def test_denied_concepts_read_as_denied(view: NoteView) -> None:
    view.set_pane(ENGLISH)
    labels = view.chips.labels
    assert [label.text() for label in labels] == ["chest pain", "no fever"]
    assert [label.property("role") for label in labels] == ["chip", "chipDenied"]


def test_editing_gives_the_new_note_without_the_complaint(view: NoteView, qtbot) -> None:
    view.set_pane(ENGLISH)
    view.edit_button.click()
    assert view.text.toPlainText() == "Crushing, denies fever."
    view.text.setPlainText("Crushing, with fever.")
    with qtbot.waitSignal(view.note_edited, timeout=1000) as told:
        qtbot.keyClick(view.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["Crushing, with fever."]
    assert view.text.isReadOnly()


def test_escape_leaves_the_note_as_it_was(view: NoteView, qtbot) -> None:
    view.set_pane(ENGLISH)
    view.edit_button.click()
    view.text.setPlainText("changed")
    with qtbot.assertNotEmitted(view.note_edited):
        qtbot.keyClick(view.text, Qt.Key.Key_Escape)
    assert view.text.toPlainText() == ENGLISH.text


def test_saving_without_a_change_asks_for_nothing(view: NoteView, qtbot) -> None:
    view.set_pane(ENGLISH)
    view.edit_button.click()
    with qtbot.assertNotEmitted(view.note_edited):
        view.save_button.click()


def test_an_edit_survives_late_attributions_but_never_goes_to_another_patient(view: NoteView, qtbot) -> None:
    view.set_pane(replace(ENGLISH, tokens=None))
    view.edit_button.click()
    view.text.setPlainText("half written")
    view.set_pane(ENGLISH)
    assert view.text.toPlainText() == "half written"
    with qtbot.assertNotEmitted(view.note_edited):
        view.set_pane(KOREAN)
    assert not view.editing
    assert view.text.toPlainText() == KOREAN.text


def test_note_part_where_the_note_repeats_the_complaint() -> None:
    assert note_part(replace(ENGLISH, complaint="Chest pain", text="Chest pain")) == ""
    assert note_part(replace(ENGLISH, complaint="pain", text="Crushing pain since noon")) == "Crushing pain since noon"


@pytest.mark.parametrize(
    ("kind", "line", "ground"),
    [("RAISES", "up", "mark_up"), ("LOWERS", "down", "mark_down"), ("DENIED", "denied", "mark_denied")],
)
def test_each_kind_of_mark_has_a_colour_of_its_own(qapp, kind: str, line: str, ground: str) -> None:
    style, colours = mark_format(Mark(0, 3, MarkKind[kind], 1.0)), palette()
    assert style.underlineColor().name() == getattr(colours, line)
    share = 0.55 if kind == "DENIED" else 1.0
    assert style.background().color() == blended(getattr(colours, ground), colours.surface, share)
