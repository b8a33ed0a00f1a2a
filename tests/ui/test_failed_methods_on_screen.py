"""What failed its test on other patients, in the whole window: hidden, revealed by a pane's own button, LIME beside it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Presence, View
from cdss.engine.messages import Assessed, Explained, Ready, Told
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.explanation import (
    Contribution,
    CrossAttention,
    EcgAttribution,
    Explanation,
    ImageCam,
    NoteTokens,
    NoteUnit,
    VitalsShap,
)
from cdss.records.film import Film, Window
from cdss.records.question import SecondOpinion
from cdss.records.reliability import Reliability
from cdss.records.routing import AttentionAgreement
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import Answered, CaseRead, LanguageChosen, MaximiseToggled, Opened, Submitted
from cdss.session.place import Pane
from cdss.session.state import Pending
from ui.app import App

MODEL = ModelIdentity("scripted", "0", "00" * 32)
FAILED = ("ecg_attribution", "image_cam", "note_tokens", "vitals_shap")
TEXT = "crushing chest pain"
WORDS = TEXT.split()
UNITS = tuple(NoteUnit(w, ((TEXT.index(w), TEXT.index(w) + len(w)),), (i,), 0.3 - 0.2 * i) for i, w in enumerate(WORDS))
SIGNS = (
    Contribution("spo2", "93%", 0.2),
    Contribution("sbp", "160 mmHg", 0.1),
    Contribution("heart_rate", "110", -0.1),
)
EXPLAINED = Explanation(
    image_cam=ImageCam({"pneumonia": np.full((7, 7), 0.5, np.float32)}, {"pneumonia": "right_middle"}),
    ecg_attribution=EcgAttribution("risk", np.ones((12, 5000), np.float32), 500.0),
    note_tokens=NoteTokens("risk", TEXT, (), UNITS, 0.2, 0.5),
    vitals_shap=VitalsShap("risk", 0.3, 0.5, SIGNS),
    cross_attention=CrossAttention(("crushing", "pain"), ("spo2", "sbp"), np.full((4, 2, 2), 0.5, np.float32), (0, 2)),
    attention_agreement=AttentionAgreement("risk", 0.71, 9, 0.64, 8),
    reliability=Reliability("risk", (), FAILED),
)
LIME = Opinion(
    "risk",
    Surrogate(
        Attribution(Method.LIME, "risk", {"note/1/crushing": -0.02, "note/2/chest": 0.0, "note/3/pain": 0.05}), 0.91, 9
    ),
    Surrogate(
        Attribution(Method.LIME, "risk", {"vitals/spo2": 0.01, "vitals/sbp": -0.03, "vitals/heart_rate": 0.02}), 0.8, 9
    ),
)


def case() -> Case:
    film = Film("f.png", np.tile(np.linspace(0, 1, 90, dtype=np.float32), (80, 1)), Window(0.5, 1.0), View.PA)
    row = VitalsRow(heart_rate=110, spo2=93, sbp=160, dbp=95)
    ecg = Ecg("e", np.zeros((12, 5000), np.float32), 500.0)
    return Case("anna", films=(film,), ecgs=(ecg,), vitals=Vitals("", (row,)), note=Note("n", TEXT))


def settle() -> None:
    """The panes are drawn one a turn."""
    for _ in range(30):
        QApplication.processEvents()


@pytest.fixture
def app(qtbot: QtBot) -> Iterator[App]:
    """One patient on screen, explained; four methods of the model failed their test."""
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    status = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
    found = Assessment(
        "anna", MODEL, status, Acuity(2, (0.1, 0.6, 0.1, 0.1, 0.1)), Risk(8.0, (7.0, 9.0)),
        {}, (), {}, {}, {}, {}, (), {"total": 1.0},
    )  # fmt: skip
    made.store.dispatch(
        Opened(("a",), select=True), CaseRead("a", case()), Answered(Ready(MODEL, "cpu", 2, FAILED)),
        Submitted(Pending(1, "a", explain=True)), Answered(Assessed(1, found)), Answered(Explained(1, EXPLAINED, True)),
    )  # fmt: skip
    settle()
    yield made
    made.store.dispatch(LanguageChosen("en"))
    made.close()


def answer(app: App) -> None:
    question = Submitted(Pending(2, "a", explain=True, question=SecondOpinion("risk")))
    app.store.dispatch(question, Answered(Told(2, LIME)))
    settle()


def buttons(app: App) -> dict[Pane, object]:
    panes = app.window.evidence
    return {
        Pane.FILM: panes.film.heat_button,
        Pane.ECG: panes.ecg.attribution_button,
        Pane.NOTE: panes.note.attribution_button,
    }


def notices(app: App) -> set[str]:
    panes = app.window.evidence
    return {view.notice.text() for view in (panes.film, panes.ecg, panes.note)}


@pytest.mark.parametrize("pane", [Pane.FILM, Pane.ECG, Pane.NOTE])
def test_the_button_of_a_pane_reveals_what_failed_with_its_mark(app: App, qtbot: QtBot, pane: Pane) -> None:
    button = buttons(app)[pane]
    assert button.isEnabled() and not button.isChecked() and button.hides and button.property("role") == "hidden"
    assert "failed its test on other patients" in button.toolTip() and "Ctrl+Shift+E" in button.toolTip()
    assert all("hidden" in words for words in notices(app))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert app.store.state.intent.failed_methods
    assert all(b.isChecked() and not b.hides and not b.property("role") for b in buttons(app).values())
    assert all(words.startswith("! Shown at your request: the method failed its test") for words in notices(app))
    assert app.window.evidence.note.words.isVisibleTo(app.window) and app.window.decision.shap.row_count() == 3


def test_once_revealed_the_button_only_draws_or_not_and_the_key_hides_again(app: App, qtbot: QtBot) -> None:
    ecg = app.window.evidence.ecg.attribution_button
    for _ in range(2):
        qtbot.mouseClick(ecg, Qt.MouseButton.LeftButton)
        settle()
    assert not ecg.isChecked() and app.store.state.intent.failed_methods
    app.user.toggle_failed_methods()
    settle()
    assert ecg.hides and not ecg.isChecked()
    qtbot.mouseClick(ecg, Qt.MouseButton.LeftButton)
    settle()
    assert ecg.isChecked()


def test_that_it_failed_is_said_of_what_is_drawn_alone(app: App, qtbot: QtBot) -> None:
    app.user.toggle_failed_methods()
    settle()
    panes = app.window.evidence
    for view, button in zip((panes.film, panes.ecg, panes.note), buttons(app).values(), strict=True):
        for said in (False, True):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            settle()
            assert button.isChecked() is said
            assert view.notice.text().startswith("! Shown at your request") is said and view.notice.isVisible() is said


def test_that_it_failed_is_said_before_this_patients_own_tests_are_made(app: App) -> None:
    early = replace(EXPLAINED, reliability=None)
    app.store.dispatch(Submitted(Pending(3, "a", explain=True)), Answered(Explained(3, early, False)))
    settle()
    assert all("hidden" in words for words in notices(app))
    app.user.toggle_failed_methods()
    settle()
    assert app.window.evidence.ecg.attribution_button.isChecked()
    assert all(words.startswith("! Shown at your request") for words in notices(app))


def test_an_open_editor_marks_no_word_and_says_nothing_of_marks(app: App) -> None:
    app.user.toggle_failed_methods()
    settle()
    note = app.window.evidence.note
    note.edit_button.click()
    settle()
    assert not note.notice.isVisible()
    note.edit_button.click()
    settle()
    assert note.notice.text().startswith("! Shown at your request")


def test_an_impatient_second_click_hides_nothing_again(app: App, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.mouseClick(app.window.evidence.ecg.attribution_button, Qt.MouseButton.LeftButton)
    settle()
    assert app.store.state.intent.failed_methods and app.window.evidence.ecg.attribution_button.isChecked()


def test_the_keys_of_the_panes_reveal_too(app: App, qtbot: QtBot) -> None:
    app.window.evidence.ecg.toggle_attribution()
    assert app.store.state.intent.failed_methods
    app.user.toggle_failed_methods()
    app.window.evidence.film.toggle_heat()
    assert app.store.state.intent.failed_methods


def test_hidden_says_so_on_the_film_too(app: App) -> None:
    assert app.window.evidence.film.legend.words.text() == "No map: its method failed its test on other patients"


def test_lime_has_its_link_where_shap_and_the_words_would_be(app: App) -> None:
    decision, words = app.window.decision, app.window.evidence.note.words
    assert decision.opinion.isVisibleTo(app.window) and words.opinion.isVisibleTo(app.window)
    assert decision.cards["vitals"].caption.text() == "SHAP failed its test" and not decision.shap.isVisibleTo(
        app.window
    )
    assert words.heads[0].text() == "Weigh the words by another method:"
    assert not any(b.isVisibleTo(app.window) for column in words.buttons for b in column)


def test_its_answer_is_seen_while_the_failed_methods_stay_hidden(app: App) -> None:
    answer(app)
    decision, words = app.window.decision, app.window.evidence.note.words
    assert decision.cards["vitals"].heading.accessibleName() == "VS, age, arrival, history · LIME"
    minus = "\N{MINUS SIGN}"
    assert decision.shap.accessibleDescription().split("\n") == [
        "LIME",
        f"Systolic BP  160 mmHg: {minus}3.0",
        "Heart rate  110: +2.0",
        "SpO₂  93%: +1.0",
    ]
    rows = [b.accessibleName() for column in words.buttons for b in column if b.isVisibleTo(app.window)]
    assert rows == ["pain: +5.0", f"crushing: {minus}2.0"]  # "chest" has no effect
    assert [head.text() for head in words.heads] == ["LIME: raises · % points", "LIME: lowers"]
    for line in (decision.opinion_line, words.opinion_line):
        assert line.isVisibleTo(app.window) and "ρ" not in line.text() and line.property("role") == "warning"
        assert line.text().startswith("! LIME alone, itself not tested on other patients. Not compared with ")
    assert not app.window.evidence.note.text._framed
    words.buttons[0][0].click()
    assert app.window.evidence.note.text._framed == ((15, 19),)


def test_shap_that_is_shown_at_request_has_its_mark_beside_the_bars(app: App) -> None:
    caption = app.window.decision.cards["vitals"].caption
    assert caption.property("role") != "warning"
    app.user.toggle_failed_methods()
    settle()
    assert caption.text() == "! SHAP failed its test" and caption.property("role") == "warning"
    app.store.dispatch(Answered(Ready(MODEL, "cpu", 2, ())))
    settle()
    assert caption.text() == "" and caption.property("role") != "warning"


def test_revealed_both_methods_stand_side_by_side_again(app: App) -> None:
    answer(app)
    app.user.toggle_failed_methods()
    settle()
    assert app.window.decision.shap.accessibleDescription().startswith("SHAP · LIME")
    assert all(head.isVisibleTo(app.window) for head in app.window.evidence.note.words.methods)
    assert "ρ" in app.window.decision.opinion_line.text()


def test_attention_is_not_compared_with_what_is_hidden(app: App) -> None:
    decision = app.window.decision
    assert decision.attention.figure == "Not comparable: attributions failed on other patients"
    assert decision.cards["attention"].caption.text() == "routing, not importance"
    app.user.toggle_failed_methods()
    settle()
    assert decision.attention.figure == "ρ with attributions: words 0.71 (n = 9) · evidence 0.64 (n = 8)"
    assert decision.cards["attention"].caption.text() == "routing, not importance"  # what failed proves nothing


def test_all_of_it_is_said_in_korean(app: App) -> None:
    answer(app)
    app.store.dispatch(LanguageChosen("ko"))
    settle()
    decision, note = app.window.decision, app.window.evidence.note
    assert decision.attention.figure.startswith("비교 불가") and "시험" in note.attribution_button.toolTip()
    assert decision.opinion_line.text().startswith("! LIME만 표시하며") and note.words.heads[1].text() == "LIME: 낮춤"


def test_a_grown_note_is_read_large_and_fits(app: App) -> None:
    note = app.window.evidence.note.text
    assert pixels(app) == 14
    app.store.dispatch(MaximiseToggled(Pane.NOTE))
    settle()
    assert pixels(app) == 30 and note.verticalScrollBar().maximum() == 0
    app.store.dispatch(MaximiseToggled(Pane.NOTE))
    settle()
    assert pixels(app) == 14


def pixels(app: App) -> int:
    cursor = app.window.evidence.note.text.document().find("pain")
    return cursor.charFormat().font().pixelSize()


def test_a_long_note_is_never_too_large_for_its_grown_pane(app: App) -> None:
    long = "words that go on and on. " * 120
    app.store.dispatch(MaximiseToggled(Pane.NOTE))
    app.user.edit_note(long + "pain")
    settle()
    assert 14 < pixels(app) < 30 and app.window.evidence.note.text.verticalScrollBar().maximum() == 0


def test_nothing_is_cut_off_in_either_language(app: App) -> None:
    answer(app)
    for code in ("en", "ko"):
        app.store.dispatch(LanguageChosen(code))
        settle()
        for label in (app.window.decision.opinion_line, app.window.evidence.note.words.opinion_line):
            assert label.height() >= label.heightForWidth(label.width())
