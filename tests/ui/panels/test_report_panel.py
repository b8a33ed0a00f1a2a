"""The panel of the report's text: read by arrows and clicks, rewritten a moment after the last key, never for another patient."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cdss.session.panes import ReportPane
from cdss.session.report.text.records import Evidence, ReportText, Section, Sentence, with_work
from cdss.session.report.work import ReportWork, Rewording
from ui.panels.report_panel import ReportPanel
from ui.panels.sentence_list import shown_text

LONG = "Vital signs at 2026-11-20 15:54: Heart rate 110 /min, Resp. rate 22 /min, Systolic BP 160 mmHg, SpO₂ 93 %, " * 3


def sentence(key: str, text: str, pane: str = "film", value: str = "48 %") -> Sentence:
    return Sentence(key, "name_report_graded", (), text, (Evidence(pane, key.rpartition("/")[2], "Name", value),))


DRAFT = (
    sentence("findings/film/pneumonia", "Pneumonia possible (48 %)."),
    sentence("findings/ecg/MI", "Infarction pattern likely (70 %).", "ecg", "70 %"),
    sentence("findings/vitals/latest", LONG, "vitals", "110 /min"),
    sentence("impression/level", "Level suggested by the model: KTAS 2.", "decision", "64 %"),
)


def pane(*edits: Rewording, key: str = "/d/a", draft: tuple[Sentence, ...] = DRAFT) -> ReportPane:
    return ReportPane("a", key, with_work(draft, ReportWork(edits)))


@pytest.fixture
def panel(qtbot: QtBot) -> ReportPanel:
    made = ReportPanel()
    qtbot.addWidget(made)
    made.resize(made.width(), 800)
    made.set_pane(pane())
    made.show()
    return made


def rows(panel: ReportPanel) -> list[str]:
    return [panel.list.item(i).text() for i in range(panel.list.count())]


def type_into(qtbot: QtBot, panel: ReportPanel, text: str) -> None:
    panel.editor.selectAll()
    qtbot.keyClicks(panel.editor, text) if text else qtbot.keyClick(panel.editor, Qt.Key.Key_Delete)


def click(qtbot: QtBot, panel: ReportPanel, row: int) -> None:
    box = panel.list.visualItemRect(panel.list.item(row))
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(12, 6))


def test_sentences_stand_under_the_names_of_their_sections(panel: ReportPanel) -> None:
    assert rows(panel) == [
        "Findings", "Pneumonia possible (48 %).", "Infarction pattern likely (70 %).", LONG,
        "Impression", "Level suggested by the model: KTAS 2.", "Comparison", "Recommendation",
    ]  # fmt: skip
    assert panel.editor.toPlainText() == "Pneumonia possible (48 %)."
    assert panel.evidence.text() == "Rests on: Name 48 %"


def test_a_long_sentence_is_shown_whole(panel: ReportPanel, qtbot: QtBot) -> None:
    qtbot.waitExposed(panel)
    heights = [panel.list.visualItemRect(panel.list.item(i)).height() for i in (1, 3)]
    assert heights[1] > 5 * heights[0] - 40 and heights[1] > 100
    assert panel.list.horizontalScrollBar().maximum() == 0


def test_a_click_shows_the_pane_that_a_sentence_rests_on(panel: ReportPanel, qtbot: QtBot) -> None:
    asked: list[str] = []
    panel.evidence_requested.connect(asked.append)
    click(qtbot, panel, 2)
    assert asked == ["ecg"] and panel.editor.toPlainText() == "Infarction pattern likely (70 %)."


def test_the_arrows_go_from_sentence_to_sentence_and_enter_shows_the_evidence(panel: ReportPanel, qtbot: QtBot) -> None:
    asked: list[str] = []
    panel.evidence_requested.connect(asked.append)
    panel.list.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.editor.toPlainText().startswith("Level suggested") and asked == []  # names of sections are passed over
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert asked == ["decision"]
    panel.show_button.click()
    assert asked == ["decision", "decision"]


def test_what_is_typed_goes_out_a_moment_after_the_last_key(panel: ReportPanel, qtbot: QtBot) -> None:
    sent: list[tuple[str, ...]] = []
    panel.reworded.connect(lambda *edit: sent.append(edit))
    type_into(qtbot, panel, "No pneumonia.")
    assert sent == []
    qtbot.waitUntil(lambda: sent != [])
    assert sent == [("/d/a", "findings/film/pneumonia", "No pneumonia.", "pneumonia=48 %")]


def test_what_is_typed_goes_out_before_another_sentence_or_patient_is_shown(panel: ReportPanel, qtbot: QtBot) -> None:
    sent: list[tuple[str, ...]] = []
    panel.reworded.connect(lambda *edit: sent.append(edit))
    type_into(qtbot, panel, "One.")
    click(qtbot, panel, 2)
    type_into(qtbot, panel, "Two.")
    panel.set_pane(pane(key="/d/b"))
    type_into(qtbot, panel, "Three.")
    panel.set_pane(None)
    assert [edit[:3] for edit in sent] == [
        ("/d/a", "findings/film/pneumonia", "One."),
        ("/d/a", "findings/ecg/MI", "Two."),
        ("/d/b", "findings/film/pneumonia", "Three."),
    ]
    assert panel.isHidden()


def test_the_answer_to_ones_own_words_does_not_disturb_the_typing(panel: ReportPanel, qtbot: QtBot) -> None:
    panel.editor.setFocus()
    type_into(qtbot, panel, "No pneu")
    panel.flush()
    qtbot.keyClicks(panel.editor, "monia.")
    panel.set_pane(pane(Rewording("findings/film/pneumonia", "No pneu", "pneumonia=48 %")))
    assert panel.editor.toPlainText() == "No pneumonia." and panel.editor.textCursor().atEnd()
    assert rows(panel)[1] in ("✎ No pneu", "✎ No pneumonia.")


def test_words_that_are_still_being_typed_keep_their_last_space(panel: ReportPanel, qtbot: QtBot) -> None:
    type_into(qtbot, panel, "No pneumonia ")
    panel.flush()
    panel.set_pane(pane(Rewording("findings/film/pneumonia", "No pneumonia", "pneumonia=48 %")))
    assert panel.editor.toPlainText() == "No pneumonia " and panel.editor.textCursor().atEnd()


def test_the_drafts_own_words_typed_again_are_no_edit(panel: ReportPanel, qtbot: QtBot) -> None:
    restored: list[tuple[str, ...]] = []
    panel.restored.connect(lambda *edit: restored.append(edit))
    panel.set_pane(pane(Rewording("findings/film/pneumonia", "x", "pneumonia=48 %")))
    type_into(qtbot, panel, "Pneumonia possible (48 %).")
    panel.flush()
    assert restored == [("/d/a", "findings/film/pneumonia")]


def test_a_sentence_is_left_out_struck_through_and_taken_back(panel: ReportPanel) -> None:
    sent: list[tuple[str, ...]] = []
    panel.reworded.connect(lambda *edit: sent.append(edit))
    panel.restored.connect(lambda *edit: sent.append(edit))
    assert not panel.reset_button.isEnabled()
    panel.leave_button.click()
    assert sent == [("/d/a", "findings/film/pneumonia", "", "pneumonia=48 %")]
    panel.set_pane(pane(Rewording("findings/film/pneumonia", "", "pneumonia=48 %")))
    assert panel.list.item(1).font().strikeOut() and rows(panel)[1] == "Pneumonia possible (48 %)."
    assert panel.editor.toPlainText() == "" and "left out" in panel.place.text()
    assert panel.editor.placeholderText() == "Left out of the report"
    assert not panel.leave_button.isEnabled()
    panel.reset_button.click()
    assert sent[1] == ("/d/a", "findings/film/pneumonia")
    panel.set_pane(pane())
    assert not panel.list.item(1).font().strikeOut()
    assert panel.editor.toPlainText() == "Pneumonia possible (48 %)."


def test_an_edit_over_other_evidence_says_so(panel: ReportPanel) -> None:
    panel.set_pane(pane(Rewording("findings/film/pneumonia", "No pneumonia.", "pneumonia=12 %")))
    assert rows(panel)[1] == "! ✎ No pneumonia."
    assert panel.place.text() == "Findings · edited · its evidence has changed since"


def test_a_sentence_is_added_to_the_section_of_the_chosen_one_and_removed(panel: ReportPanel, qtbot: QtBot) -> None:
    sent: list[tuple[str, ...]] = []
    panel.reworded.connect(lambda *edit: sent.append(edit))
    panel.restored.connect(lambda *edit: sent.append(edit))
    click(qtbot, panel, 5)
    panel.add_button.click()
    assert panel.editor.toPlainText() == "" and panel.place.text() == "Impression · new sentence"
    assert panel.editor.placeholderText() == "Write the new sentence here"
    qtbot.keyClicks(panel.editor, "Discussed with cardiology.")
    panel.flush()
    assert sent == [("/d/a", "impression/own/1", "Discussed with cardiology.", "")]
    panel.set_pane(pane(Rewording("impression/own/1", "Discussed with cardiology.")))
    assert "+ Discussed with cardiology." in rows(panel)
    assert panel.list.currentItem().text() == "+ Discussed with cardiology."
    assert panel.reset_button.text() == "Remove" and not panel.leave_button.isEnabled()
    panel.add_button.click()
    qtbot.keyClicks(panel.editor, "Second.")
    panel.flush()
    assert sent[1][1] == "impression/own/2"
    click(qtbot, panel, rows(panel).index("+ Discussed with cardiology."))
    panel.reset_button.click()
    assert sent[2] == ("/d/a", "impression/own/1")


def test_a_new_sentence_that_stays_empty_is_none(panel: ReportPanel) -> None:
    sent: list[tuple[str, ...]] = []
    panel.reworded.connect(lambda *edit: sent.append(edit))
    panel.add_button.click()
    panel.flush()
    panel.set_pane(pane(key="/d/b"))
    assert sent == []


def test_another_patient_begins_with_their_first_sentence(panel: ReportPanel, qtbot: QtBot) -> None:
    click(qtbot, panel, 5)
    panel.set_pane(pane(key="/d/b", draft=(sentence("findings/note/complaint", "Complaint: “cough”.", "note"),)))
    assert panel.editor.toPlainText() == "Complaint: “cough”." and len(rows(panel)) == 5
    panel.set_pane(pane(key="/d/c", draft=()))
    assert panel.editor.toPlainText() == "" and not panel.show_button.isEnabled()


def test_a_sentence_that_goes_with_its_evidence_gives_way_to_the_first(panel: ReportPanel, qtbot: QtBot) -> None:
    click(qtbot, panel, 2)
    panel.list.setFocus()
    panel.set_pane(pane(draft=(DRAFT[0], DRAFT[2])))
    assert panel.editor.toPlainText() == "Pneumonia possible (48 %)."


def test_saving_and_closing_are_asked_for(panel: ReportPanel) -> None:
    asked: list[str] = []
    panel.save_requested.connect(asked.append)
    panel.close_requested.connect(lambda: asked.append("close"))
    for button in (panel.pdf_button, panel.html_button, panel.close_button):
        button.click()
    assert asked == [".pdf", ".html", "close"]


def test_everything_has_a_name_and_is_reached_by_tab(panel: ReportPanel, qtbot: QtBot) -> None:
    assert panel.list.accessibleName() and panel.editor.accessibleName() and panel.close_button.accessibleName()
    for button in panel.findChildren(QPushButton):
        assert button.text() and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.editor.tabChangesFocus() and panel.findChildren(QToolButton)
    seen, here = set(), panel.list
    for _ in range(80):
        here = here.nextInFocusChain()
        seen.add(here)
    assert {panel.editor, panel.show_button, panel.add_button, panel.pdf_button, panel.close_button} <= seen


def test_words_follow_the_language(panel: ReportPanel, qapp) -> None:
    from ui.language import set_language

    try:
        set_language("ko")
        panel.changeEvent(QEvent(QEvent.Type.LanguageChange))
        assert panel.heading.text() == "보고서" and panel.show_button.text() == "근거 보기"
        assert not any("Report" in label.text() for label in panel.findChildren(QLabel))
    finally:
        set_language("en")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (None, "draft"),
        (Rewording("findings/a", "mine", "a=1"), "✎ mine"),
        (Rewording("findings/a", "", "a=1"), "draft"),
    ],
)
def test_a_row_is_marked_for_what_was_done_to_it(edit: Rewording | None, words: str) -> None:
    one = Sentence("findings/a", "t", (), "draft", (Evidence("film", "a", "A", "1"),), edit)
    assert shown_text(one) == words
    assert (
        shown_text(replace(one, template="", draft="", evidence=(), edit=Rewording("findings/own/1", "mine")))
        == "+ mine"
    )
    assert ReportText((one,)).of(Section.FINDINGS) == (one,)
