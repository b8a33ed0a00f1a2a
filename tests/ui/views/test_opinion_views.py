"""The second opinion on the screen: asked for by a button, shown beside the first method, in words, figures and pixels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Modality
from cdss.records.attribution import Method
from cdss.records.explanation import Contribution, NoteTokens, NoteUnit, VitalsShap
from cdss.records.second_opinion import Compared
from cdss.session.panes import DecisionPane, NotePane
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel
from ui.theme import palette
from ui.views.note_view import NoteView
from ui.views.opinion_view import OpinionLine, opinion_words
from ui.views.shap_view import ShapView

MINUS = "\N{MINUS SIGN}"
EFFECTS = (("spo2", 0.09), ("sbp", 0.04), ("age", 0.02), ("heart_rate", -0.01), ("pain", 0.004))
SHAP = VitalsShap("risk", 0.3, 0.434, tuple(Contribution(n, "1", e) for n, e in EFFECTS))
SECOND = {"spo2": -0.045, "sbp": 0.04, "age": 0.0, "heart_rate": 0.02, "pain": 0.01}
APART = Compared(Method.SHAP, SECOND, 0.873, -0.214, 5)
TEXT = "squeezing chest pain, no fever"
UNITS = (
    NoteUnit("squeezing", ((0, 9),), (0,), 0.05),
    NoteUnit("pain", ((16, 20),), (2,), 0.02),
    NoteUnit("no fever", ((22, 30),), (3, 4), -0.02, denied=True),
)
TOKENS = NoteTokens("risk", TEXT, (), UNITS, base=0.3, value=0.35)
ALIKE = Compared(
    Method.INTEGRATED_GRADIENTS,
    {"note/1/squeezing": 0.031, "note/3/pain": 0.0, "note/4/no fever": -0.015},
    0.94,
    1.0,
    3,
)
NOTE = NotePane("", TEXT, TOKENS, ((22, 30),), (), (), "")
EMPTY = DecisionPane(None, None, (), (), None, None, None, (), (), (), None, False)


def test_agreement_with_a_method_that_failed_its_test_confirms_nothing(qtbot: QtBot) -> None:
    line = OpinionLine(Modality.NOTE)
    qtbot.addWidget(line)
    line.set_compared(replace(ALIKE, failed=True))
    assert line.text().startswith("! LIME ranks like Integrated Gradients, but Integrated Gradients failed its test")
    assert "confirms neither" in line.text() and "agrees" not in line.text()
    assert line.property("role") == "warning"
    assert line.said(brief=True).startswith("! No confirmation")
    korean = opinion_words(replace(ALIKE, failed=True), Modality.NOTE, "ko")
    assert "확인해 주지 않습니다" in korean and "일치" not in korean
    apart = opinion_words(replace(APART, failed=True), Modality.VITALS, "en")
    assert apart.startswith("LIME disagrees with SHAP")


@pytest.fixture
def shap(qtbot: QtBot) -> ShapView:
    made = ShapView()
    qtbot.addWidget(made)
    made.set_shap(SHAP, APART)
    made.resize(360, made.sizeHint().height())
    made.show()
    return made


@pytest.fixture
def panel(qtbot: QtBot) -> DecisionPanel:
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.resize(388, 900)
    made.show()
    made.set_pane(replace(EMPTY, vitals_shap=SHAP))
    return made


@pytest.fixture
def note(qtbot: QtBot) -> NoteView:
    made = NoteView()
    qtbot.addWidget(made)
    made.resize(480, 480)
    made.show()
    made.set_pane(NOTE)
    return made


def spoken(view: ShapView) -> list[str]:
    return view.accessibleDescription().split("\n")


def rows(view: NoteView) -> list[str]:
    return [b.accessibleName() for column in view.words.buttons for b in column if b.isVisibleTo(view)]


# words -------------------------------------------------------------------------------------------------------------------


def test_the_line_says_which_methods_on_how_many_inputs_and_the_figures() -> None:
    assert (
        opinion_words(APART, Modality.VITALS, "en") == f"LIME disagrees with SHAP: ρ {MINUS}0.21 (5 inputs) · fit 0.87"
    )
    assert opinion_words(ALIKE, Modality.NOTE, "en") == (
        "LIME agrees with Integrated Gradients: ρ 1.00 (3 words) · fit 0.94"
    )
    assert "불일치: ρ" in opinion_words(APART, Modality.VITALS, "ko")


def test_agreement_in_order_alone_is_not_called_agreement(qtbot) -> None:
    some = replace(ALIKE, method=Method.SHAP, rho=0.8, count=9, other_sign=(False, True, False, True, False))
    assert opinion_words(some, Modality.VITALS, "en").startswith(
        "LIME agrees with SHAP in order, not in sign: ρ 0.80 (9 inputs); 2 of the 5 strongest with the other sign"
    )
    assert "순서만 일치" in opinion_words(some, Modality.VITALS, "ko") and "5개 중 2개" in opinion_words(
        some, Modality.VITALS, "ko"
    )
    late = replace(some, other_sign=(False, False, False, True, False))
    assert opinion_words(late, Modality.VITALS, "en").startswith(
        "LIME agrees with SHAP: ρ 0.80 (9 inputs); 1 of the 5 strongest with the other sign"
    )
    line = OpinionLine(Modality.VITALS)
    qtbot.addWidget(line)
    line.set_compared(some)
    assert line.property("role") == "warning" and line.text().startswith("! ")
    line.set_compared(late)
    assert not line.property("role") and not line.text().startswith("!")


def test_what_cannot_be_compared_is_said_so() -> None:
    few, flat = replace(APART, rho=None, count=2), replace(APART, rho=None)
    assert opinion_words(few, Modality.VITALS, "en") == "LIME and SHAP: too few to compare (2 inputs) · fit 0.87"
    assert opinion_words(flat, Modality.VITALS, "en") == (
        "LIME and SHAP cannot be compared: one gives all 5 inputs the same effect · fit 0.87"
    )


# beside SHAP --------------------------------------------------------------------------------------------------------------


def test_each_row_has_both_figures_and_both_columns_keep_their_sum(shap: ShapView) -> None:
    assert spoken(shap) == [
        "SHAP · LIME",
        f"SpO₂  1: +9.0 · LIME {MINUS}4.5",
        "Systolic BP  1: +4.0 · LIME +4.0",
        "Age  1: +2.0 · LIME +0.0",
        f"All others: {MINUS}0.6 · LIME +3.0",
    ]


def test_a_diamond_stands_where_the_second_opinion_is(shap: ShapView) -> None:
    image = shap.grab().toImage()
    track_from, track_to = (360 - 44) * 0.46, 360 - 88
    middle, half = (track_from + track_to) / 2, (track_to - track_from) / 2
    y = int(1.5 * shap.row_height)
    at = int(middle - 0.5 * half)
    assert image.pixelColor(at, y).name() == palette().text
    assert image.pixelColor(int(middle - 0.8 * half), y).name() == palette().track
    assert image.pixelColor(int(middle + 0.5 * half), y).name() == palette().up


def test_without_a_second_opinion_nothing_of_it_is_there(shap: ShapView) -> None:
    shap.set_shap(SHAP)
    assert shap.row_count() == 4 and "LIME" not in shap.accessibleDescription()


def test_the_card_names_what_is_in_it_and_what_it_starts_from(panel: DecisionPanel) -> None:
    assert panel.cards["vitals"].heading.accessibleName() == "VS, age, arrival, history"
    unmeasured = "SHAP, vital signs not measured 30.0 % → measured 43.4 %; not the bar “Vital signs” above"
    assert panel.vitals_base.text() == unmeasured
    panel.set_pane(replace(EMPTY, vitals_shap=replace(SHAP, visits=64)))
    others = "SHAP, other visits' values 30.0 % → these 43.4 %; not the bar “Vital signs” above"
    assert panel.vitals_base.text() == others
    panel.set_pane(EMPTY)
    assert not panel.vitals_base.isVisibleTo(panel)


def test_the_card_asks_waits_and_answers(panel: DecisionPanel, qtbot: QtBot) -> None:
    assert panel.opinion.isVisibleTo(panel) and panel.opinion.accessibleName() == "Second opinion (LIME)"
    assert panel.opinion.focusPolicy() & Qt.FocusPolicy.TabFocus and "Ctrl+Shift+L" in panel.opinion.toolTip()
    with qtbot.waitSignal(panel.opinion_requested):
        QTest.mouseClick(panel.opinion, Qt.MouseButton.LeftButton)
    panel.set_pane(replace(EMPTY, vitals_shap=SHAP, asking=True))
    assert not panel.opinion.isEnabled() and panel.opinion.text() == "computing…"
    panel.set_pane(replace(EMPTY, vitals_shap=SHAP, opinion=APART))
    assert not panel.opinion.isVisibleTo(panel)
    assert panel.opinion_line.text().startswith("! LIME disagrees with SHAP")
    assert panel.opinion_line.property("role") == "warning" and "weighted R²" in panel.opinion_line.toolTip()
    panel.set_pane(replace(EMPTY, vitals_shap=SHAP))
    assert not panel.opinion_line.isVisibleTo(panel) and panel.opinion.isVisibleTo(panel)
    assert "LIME" not in panel.shap.accessibleDescription()


def test_methods_that_agree_have_no_exclamation_mark(panel: DecisionPanel) -> None:
    panel.set_pane(replace(EMPTY, vitals_shap=SHAP, opinion=replace(APART, rho=0.97)))
    assert panel.opinion_line.text().startswith("LIME agrees") and not panel.opinion_line.property("role")


# beside the note's words -----------------------------------------------------------------------------------------------------


def test_the_list_of_words_has_a_second_column(note: NoteView) -> None:
    assert not any("LIME" in row for row in rows(note))
    note.set_pane(replace(NOTE, opinion=ALIKE))
    firsts = {row.partition(" · ")[0].partition(":")[0]: row for row in rows(note)}
    assert firsts["squeezing"].endswith(" · LIME +3.1")
    assert firsts["pain"].endswith(" · LIME 0.0")
    assert firsts["no fever"].endswith(f" · LIME {MINUS}1.5")
    assert all(head.isVisibleTo(note) for head in note.words.methods)
    assert note.words.opinion_line.text().startswith("LIME agrees with Integrated Gradients: ρ 1.00 (3 words)")


def test_the_list_asks_and_forgets_the_patient_before(note: NoteView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(note.words.opinion_requested):
        QTest.keyClick(note.words.opinion, Qt.Key.Key_Space)
    note.set_pane(replace(NOTE, opinion=ALIKE))
    assert not note.words.opinion.isVisibleTo(note)
    other = NoteTokens("risk", "cough", (), (NoteUnit("cough", ((0, 5),), (0,), 0.03),), base=0.1, value=0.13)
    note.set_pane(NotePane("", "cough", other, (), (), (), ""))
    assert [row.partition(":")[0] for row in rows(note)] == ["cough"] and "LIME" not in rows(note)[0]
    assert note.words.opinion.isVisibleTo(note) and not note.words.opinion_line.isVisibleTo(note)
    assert not any(head.isVisibleTo(note) for head in note.words.methods)


def test_everything_follows_the_language(note: NoteView, panel: DecisionPanel) -> None:
    note.set_pane(replace(NOTE, opinion=ALIKE))
    set_language("ko")
    try:
        QApplication.processEvents()
        assert note.words.opinion_line.text().startswith("LIME은 적분 기울기와 일치")
        assert panel.opinion.text() == "두 번째 설명"
        assert "선형 모델" in note.words.opinion_line.toolTip()
    finally:
        set_language("en")


def test_nothing_is_cut_off_in_the_narrow_column(panel: DecisionPanel, qtbot: QtBot) -> None:
    panel.set_pane(replace(EMPTY, vitals_shap=SHAP, opinion=APART))
    line = panel.opinion_line
    assert isinstance(line, QLabel)
    qtbot.waitUntil(lambda: line.height() >= line.heightForWidth(line.width()))


@pytest.mark.parametrize(
    ("found", "code", "brief"),
    [
        (APART, "en", "! LIME disagrees: ρ \N{MINUS SIGN}0.21"),
        (APART, "ko", "! LIME 불일치: ρ \N{MINUS SIGN}0.21"),
        (ALIKE, "en", "LIME agrees: ρ 1.00"),
        (ALIKE, "ko", "LIME 일치: ρ 1.00"),
        (replace(APART, withheld=True), "en", "! LIME alone, itself not tested"),
        (replace(APART, rho=None, count=2), "en", "LIME: too few to compare"),
    ],
)
def test_a_brief_line_gives_the_verdict_and_its_tip_the_whole(
    qtbot: QtBot, found: Compared, code: str, brief: str
) -> None:
    set_language(code)
    line = OpinionLine(Modality.NOTE)
    qtbot.addWidget(line)
    line.set_compared(found)
    whole = line.text()
    line.set_brief(True)
    assert line.text() == brief and len(whole) > len(brief)
    assert line.accessibleName() == whole.removeprefix("! ") and line.toolTip().startswith(line.accessibleName())
    line.set_brief(False)
    assert line.text() == whole


def test_in_a_low_pane_the_note_keeps_its_last_line_before_the_opinion_has_its_words(note: NoteView) -> None:
    note.set_pane(replace(NOTE, opinion=APART))
    for height, brief in ((420, False), (230, True), (420, False)):
        note.resize(330, height)
        QApplication.processEvents()
        assert (note.words.opinion_line.text() == "! LIME disagrees: ρ \N{MINUS SIGN}0.21") is brief
        assert note.text.verticalScrollBar().maximum() == 0
