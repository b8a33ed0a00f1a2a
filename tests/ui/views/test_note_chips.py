"""Chips of a note's concepts: told apart, corrected by click and by key, and the abbreviations beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from cdss.records.concept_correction import Meant
from cdss.records.vitals_changes import Signature
from cdss.session.entry.note_panes import Abbreviation, ConceptChip
from cdss.session.evidence import note_reading
from cdss.session.panes import NotePane
from ui.language import set_language
from ui.views.note_chips import NoteChips
from ui.views.note_view import NoteView

SIGNED = Signature("KSY", datetime(2026, 11, 20, 14, 0, tzinfo=UTC))
PAIN = ConceptChip("chest pain", False, Meant.PRESENT)
FEVER = ConceptChip("fever", True, Meant.DENIED)
TEXT = "😀 C/o SOB. Denies fever."
PANE = NotePane(
    "", TEXT, None, (), (), (), "", chips=(PAIN, FEVER),
    abbreviations=(Abbreviation("C/o", "complains of", 2, 5), Abbreviation("SOB", "shortness of breath", 6, 9)),
)  # fmt: skip


@pytest.fixture
def chips(qtbot: QtBot) -> NoteChips:
    made = NoteChips()
    qtbot.addWidget(made)
    made.resize(400, 30)
    made.set_concepts((PAIN, FEVER))
    made.show()
    return made


@pytest.fixture
def view(qtbot: QtBot) -> NoteView:
    made = NoteView()
    qtbot.addWidget(made)
    made.resize(520, 400)
    made.show()
    made.set_pane(PANE)
    return made


def corrected(chip: ConceptChip, meant: Meant) -> ConceptChip:
    return replace(chip, meant=meant, corrected=SIGNED)


def test_a_click_asks_for_the_next_meaning(chips: NoteChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.corrected) as told:
        qtbot.mouseClick(chips.labels[0], Qt.MouseButton.LeftButton)
    assert told.args == ["chest pain", False, Meant.DENIED]
    with qtbot.waitSignal(chips.corrected) as told:
        qtbot.keyClick(chips.labels[1], Qt.Key.Key_Space)
    assert told.args == ["fever", True, Meant.NOT_MEANT]


def test_the_menu_of_a_chip_has_all_three_meanings(chips: NoteChips, qtbot: QtBot) -> None:
    chips.labels[1].customContextMenuRequested.emit(QPoint(2, 2))
    (menu,) = chips.findChildren(QMenu)
    assert [(a.text(), a.isChecked()) for a in menu.actions()] == [
        ("present", False),
        ("denied", True),
        ("not meant here", False),
    ]
    with qtbot.waitSignal(chips.corrected) as told:
        menu.actions()[0].trigger()
    assert told.args == ["fever", True, Meant.PRESENT]
    with qtbot.assertNotEmitted(chips.corrected):
        menu.actions()[1].trigger()
    menu.close()


def test_a_corrected_chip_is_marked_by_sign_and_outline_and_says_who(chips: NoteChips) -> None:
    chips.set_concepts((corrected(PAIN, Meant.DENIED), corrected(FEVER, Meant.NOT_MEANT)))
    pain, fever = chips.labels
    assert (pain.text(), fever.text()) == ("✎ no chest pain", "✎ fever")
    assert pain.property("role") == fever.property("role") == "chipCorrected"
    assert fever.font().strikeOut() and not pain.font().strikeOut()
    assert "The text is read as: present." in pain.toolTip()
    assert "Corrected to: denied (KSY" in pain.accessibleName()


def test_the_chip_that_was_corrected_keeps_the_focus(chips: NoteChips, qtbot: QtBot) -> None:
    with qtbot.waitActive(chips):
        chips.activateWindow()
    chips.labels[1].setFocus()
    chips.set_concepts((PAIN, corrected(FEVER, Meant.PRESENT)))
    assert chips.labels[1].hasFocus()
    chips.set_concepts((FEVER,))
    assert not chips.labels[0].hasFocus(), "this is another note"


def test_on_a_korean_screen_the_concepts_are_korean(chips: NoteChips, qtbot: QtBot) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: chips.labels[0].text() == "흉통")
    assert chips.labels[1].text() == "발열 없음"
    assert chips.labels[1].toolTip().startswith("본문을 읽은 뜻: 부인.")


def test_the_view_says_what_the_model_reads_instead(view: NoteView, qtbot: QtBot) -> None:
    assert "you corrected" not in view.foot.accessibleName()
    with qtbot.waitSignal(view.concept_corrected):
        view.chips.labels[1].click()
    view.set_pane(
        replace(PANE, chips=(corrected(PAIN, Meant.NOT_MEANT), corrected(FEVER, Meant.PRESENT)), behind=("fever",))
    )
    assert view.foot.accessibleName().startswith("you corrected; the model reads: “fever” · without “chest pain”")


def test_the_list_of_abbreviations_says_what_each_is_read_as_and_leads_to_it(view: NoteView, qtbot: QtBot) -> None:
    assert view.abbreviations.text() == "Abbr. 2"
    menu = view.abbreviations.open_list()
    assert [a.text() for a in menu.actions()] == ["C/o = complains of", "SOB = shortness of breath"]
    with qtbot.waitSignal(view.abbreviations.chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == [7], "the emoji counts as two in the editor"
    menu.close()
    view.set_pane(replace(PANE, abbreviations=()))
    assert view.abbreviations.isHidden()
    assert view.abbreviations.open_list() is None


def test_the_mouse_on_an_abbreviation_shows_what_it_is_read_as(view: NoteView, qtbot: QtBot) -> None:
    assert tip_at(view, 8) == "SOB = shortness of breath"
    set_language("ko")
    qtbot.waitUntil(lambda: tip_at(view, 8) == "SOB = 호흡곤란 (shortness of breath)")
    set_language("en")
    qtbot.waitUntil(lambda: tip_at(view, 8) == "SOB = shortness of breath")


def tip_at(view: NoteView, position: int) -> str:
    """What the tool tip says of the letter at ``position``."""
    cursor = QTextCursor(view.text.document())
    cursor.setPosition(position)
    place = view.text.cursorRect(cursor).center()
    asked = QHelpEvent(QEvent.Type.ToolTip, place, view.text.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.text.viewport(), asked)
    told = QToolTip.text()
    QToolTip.hideText()
    return told


def test_on_a_korean_screen_the_abbreviations_of_a_real_note_are_korean(view: NoteView, qtbot: QtBot) -> None:
    read = note_reading("", "58M c/o CP x2d, 30 PY. SpO2 88% on RA. CXR? 코로나 확진 후 SOB")
    view.set_pane(replace(PANE, text=read.displayed, abbreviations=read.abbreviations))
    set_language("ko")
    qtbot.waitUntil(lambda: view.abbreviations.text() == "약어 10")
    menu = view.abbreviations.open_list()
    assert [a.text() for a in menu.actions()] == [
        "58M = 58세 남자 (58 year old male)",
        "c/o = 호소 (complains of)",
        "CP = 흉통 (chest pain)",
        "x2d = 2일 동안 (for 2 days)",
        "30 PY = 30갑년 (30 pack years)",
        "SpO2 = 산소포화도 (oxygen saturation)",
        "RA = 실내 공기 (room air)",
        "CXR = 흉부 X선 (chest x-ray)",
        "코로나 확진 = COVID-19",
        "SOB = 호흡곤란 (shortness of breath)",
    ]
    menu.close()
