"""A nurse enters vital signs in the whole window; the engine is absent, everything else is real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Consciousness
from cdss.database.records import FILE_NAME
from cdss.records.concept_correction import Meant
from cdss.session.place import Pane
from cdss.session.setting_actions import SettingChanged
from cdss.session.settings import SETTINGS
from tests.ui.whole_window import Window, settled, windows
from ui.app import App
from ui.panels.sign_panel import SignPanel
from ui.panels.triage_note_panel import TriageNotePanel
from ui.panels.vitals_entry_panel import VitalsEntryPanel
from ui.panels.vitals_history_panel import VitalsHistoryPanel


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = tmp_path / "anna"
    made.mkdir()
    (made / "note.txt").write_text("Crushing chest pain.", encoding="utf-8")
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield from windows(qtbot, tmp_path / "data" / FILE_NAME)


def panel_of(app: App) -> VitalsEntryPanel:
    (panel,) = (p for p in app.window.findChildren(VitalsEntryPanel) if p.isVisible())
    return panel


def test_the_first_vital_signs_are_entered_from_the_empty_pane_and_outlive_the_program(
    window: Window, case: Path, qtbot: QtBot
) -> None:
    first = window(case)
    empty = first.window.evidence.place(Pane.VITALS).empty
    assert empty.isVisible()
    assert empty.enter.text() == "Enter vital signs…"
    qtbot.mouseClick(empty.enter, Qt.MouseButton.LeftButton)
    panel = panel_of(first)
    for field, text in {"heart_rate": "124", "sbp": "88", "temperature_c": "101.3 F"}.items():
        qtbot.keyClicks(panel.rows.fields[field], text)
    qtbot.keyClicks(panel.signed.field, "KSY")
    qtbot.keyClick(panel.signed.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: settled(first))
    assert first.window.evidence.vitals.isVisible()
    assert first.window.evidence.vitals.news2_chip.text() == "NEWS2 ≥ 6 · partial"
    first.window.close()

    second = window()
    row = second.store.state.selected.case.vitals.rows[-1]
    assert (row.heart_rate, row.sbp, row.temperature_c) == (124.0, 88.0, 38.5)
    (change,) = second.store.state.selected.vitals_work.changes
    assert (change.signed.by, change.signed.at.tzinfo is not None) == ("KSY", True)


def test_the_form_opens_by_key_and_goes_to_its_patient_whoever_is_on_screen_then(
    window: Window, case: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "ben"
    other.mkdir()
    (other / "vitals.csv").write_text("heart_rate,sbp\n80,120\n", encoding="utf-8")
    app = window(case, other)
    app.user.select(str(other))
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    panel = panel_of(app)
    app.user.select(str(case))
    qtbot.keyClicks(panel.rows.fields["heart_rate"], "131")
    qtbot.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    assert [r.heart_rate for r in app.store.state.entry(str(other)).case.vitals.rows] == [80.0, 131.0]
    assert app.store.state.entry(str(case)).case.vitals is None


def test_the_pane_has_a_button_and_the_next_form_knows_who_signed(window: Window, case: Path, qtbot: QtBot) -> None:
    (case / "vitals.csv").write_text("heart_rate,sbp\n110,160\n", encoding="utf-8")
    app = window(case)
    for heart_rate in ("120", "125"):
        qtbot.mouseClick(app.window.evidence.vitals.enter_button, Qt.MouseButton.LeftButton)
        panel = panel_of(app)
        assert panel.signed.by == ("" if heart_rate == "120" else "KSY")
        panel.signed.field.setText("KSY")
        qtbot.keyClicks(panel.rows.fields["heart_rate"], heart_rate)
        qtbot.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    assert [r.heart_rate for r in app.store.state.selected.case.vitals.rows] == [110.0, 120.0, 125.0]


def test_the_site_may_ask_for_initials(window: Window, case: Path, qtbot: QtBot) -> None:
    app = window(case)
    app.store.dispatch(SettingChanged("initials_required", True))
    app.entry_desk.open_vitals()
    panel = panel_of(app)
    qtbot.keyClicks(panel.rows.fields["heart_rate"], "120")
    assert not panel.save.isEnabled()
    panel.reject()


def test_without_a_patient_there_is_no_form(window: Window, case: Path) -> None:
    app = window(case)
    app.user.close()
    assert app.entry_desk.open_vitals() is None


def test_a_wrong_value_is_corrected_in_the_chart_and_the_old_one_outlives_the_program(
    window: Window, case: Path, qtbot: QtBot
) -> None:
    (case / "vitals.csv").write_text("time,heart_rate,sbp\n2026-11-20T14:00+09:00,201,160\n", encoding="utf-8")
    first = window(case)
    qtbot.mouseClick(first.window.evidence.vitals.history_button, Qt.MouseButton.LeftButton)
    (panel,) = first.window.findChildren(VitalsHistoryPanel)
    panel.signed.field.setText("LHJ")
    panel.value.setText("120")
    qtbot.keyClick(panel.value, Qt.Key.Key_Return)
    assert first.store.state.selected.case.vitals.rows[0].heart_rate == 120.0
    assert panel.log.count() == 1, "the chart on screen has followed"
    qtbot.mouseClick(panel.strike, Qt.MouseButton.LeftButton)
    assert first.store.state.selected.case.vitals.rows[0].heart_rate is None
    qtbot.mouseClick(panel.undo, Qt.MouseButton.LeftButton)
    panel.reject()
    qtbot.waitUntil(lambda: settled(first))
    first.window.close()

    second = window()
    assert second.store.state.selected.case.vitals.rows[0].heart_rate == 120.0
    again = second.entry_desk.open_history()
    assert again.log.item(2).text().endswith("Heart rate of 11-20 14:00: 201 → 120")
    assert again.signed.by == "", "another shift may have begun"
    again.reject()


def test_a_note_is_written_in_the_form_from_the_empty_pane_and_outlives_the_program(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    case = tmp_path / "ben"
    case.mkdir()
    (case / "vitals.csv").write_text("heart_rate,sbp\n110,160\n", encoding="utf-8")
    first = window(case)
    qtbot.mouseClick(first.window.evidence.place(Pane.NOTE).empty.enter, Qt.MouseButton.LeftButton)
    (panel,) = first.window.findChildren(TriageNotePanel)
    for field, text in ((panel.complaint, "chest pain"), (panel.onset, "2 h ago"), (panel.history, "COPD")):
        qtbot.keyClicks(field, text)
    qtbot.keyClicks(panel.text, "Denies fever.")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: settled(first))
    note = first.window.evidence.note
    assert note.text.toPlainText() == "chest pain\nOnset: 2 h ago.\nDenies fever.\nPMH: COPD."
    fever = next(label for label in note.chips.labels if label.text() == "no fever")
    qtbot.mouseClick(fever, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settled(first))
    assert "✎ fever" in [label.text() for label in note.chips.labels]
    first.window.close()

    second = window()
    entry = second.store.state.selected
    assert (entry.case.chief_complaint, entry.case.history) == ("chest pain", ("COPD",))
    assert "✎ fever" in [label.text() for label in second.window.evidence.note.chips.labels]
    again = second.entry_desk.open_triage()
    assert (again.onset.text(), again.history.text(), again.text.toPlainText()) == ("2 h ago", "COPD", "Denies fever.")
    again.reject()


def test_the_trends_have_keys_where_they_have_the_focus(window: Window, case: Path, qtbot: QtBot) -> None:
    lines = ("2026-11-20T14:00+09:00,110,160", "2026-11-20T14:30+09:00,98,150")
    (case / "vitals.csv").write_text("\n".join(("time,heart_rate,sbp", *lines)) + "\n", encoding="utf-8")
    app = window(case)
    vitals = app.window.evidence.vitals
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    vitals._area.setFocus()
    qtbot.keyClick(vitals._area, Qt.Key.Key_Left)
    assert vitals.words_line.accessibleName() == "14:30 · HR 98 · SBP 150"
    low, high = vitals.trends.shown_time()
    qtbot.keyClicks(vitals._area, "+")
    assert vitals.trends.shown_time()[1] - vitals.trends.shown_time()[0] < high - low
    qtbot.keyClicks(vitals._area, "0")
    assert vitals.trends.shown_time() == (low, high)


def test_what_was_typed_into_a_form_and_not_saved_is_in_it_again_after_the_program_ended(
    window: Window, case: Path, qtbot: QtBot
) -> None:
    first = window(case)
    panel = first.entry_desk.open_vitals()
    qtbot.keyClicks(panel.rows.fields["heart_rate"], "124")
    panel.rows.consciousness.setCurrentIndex(2)
    panel.time.setFocus()
    panel.time.selectAll()
    qtbot.keyClicks(panel.time, "00:05")
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: settled(first) and not first.entry_desk.vitals_drafts.waiting)
    empty = first.window.evidence.place(Pane.VITALS).empty
    assert empty.enter.text() == "Enter vital signs… ✎"
    form = first.entry_desk.open_triage()
    qtbot.keyClicks(form.onset, "2 h ag")
    first.window.close()

    second = window()
    panel = second.entry_desk.open_vitals()
    assert panel.continued.isVisible()
    assert (panel.rows.fields["heart_rate"].text(), panel.time.text()) == ("124", "00:05")
    assert panel.rows.level is Consciousness.CONFUSION
    assert second.store.state.selected.case.vitals is None, "nothing counts that was not saved"
    qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert second.entry_desk.open_vitals().rows.fields["heart_rate"].text() == ""
    form = second.entry_desk.open_triage()
    assert (form.onset.text(), form.continued.isVisible()) == ("2 h ag", True)
    assert second.window.evidence.note.form_button.text() == "Form ✎"
    qtbot.keyClick(form.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: settled(second))
    assert second.store.state.selected.typed.triage is None
    assert second.window.evidence.note.form_button.text() == "Form"


def test_a_saved_form_leaves_nothing_behind(window: Window, case: Path, qtbot: QtBot) -> None:
    app = window(case)
    panel = app.entry_desk.open_vitals()
    qtbot.keyClicks(panel.rows.fields["heart_rate"], "124")
    qtbot.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settled(app) and not app.entry_desk.vitals_drafts.waiting)
    assert app.store.state.selected.typed.vitals == ()
    again = app.entry_desk.open_vitals()
    assert (again.rows.fields["heart_rate"].text(), again.continued.isVisible()) == ("", False)


CORA = '{"schema": "cdss.case/1", "case_id": "cora", "patient": {}, "note": {"path": "note.txt"}, "history": ["hypertension"]}'


def test_the_form_of_the_note_takes_over_the_open_editor_and_gives_it_back_when_thrown_away(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "cora"
    folder.mkdir()
    (folder / "note.txt").write_text("Rash since noon.\nPMH: DM.", encoding="utf-8")
    (folder / "case.json").write_text(CORA, encoding="utf-8")
    app = window(folder)
    note = app.window.evidence.note
    note.edit_button.click()
    qtbot.keyClick(note.text, Qt.Key.Key_Return)
    qtbot.keyClicks(note.text, "Allergic to penicillin")
    form = app.entry_desk.open_triage()
    assert form.text.toPlainText() == "Rash since noon.\nAllergic to penicillin" and not note.editing
    assert form.history.text() == "hypertension, DM"
    assert form.differs.text() == "Check the history: the file says “hypertension”, the note says “DM”."
    qtbot.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: note.editing)
    assert note.text.toPlainText().endswith("Allergic to penicillin")
    again = app.entry_desk.open_triage()
    qtbot.keyClick(again.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: settled(app))
    assert app.store.state.selected.case.note.text.splitlines()[1] == "Allergic to penicillin"
    assert not note.editing and app.store.state.selected.edits.draft is None


def test_what_was_typed_just_before_a_patient_was_closed_is_there_when_they_come_back(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "cora"
    folder.mkdir()
    (folder / "note.txt").write_text("Rash.", encoding="utf-8")
    app = window(folder)
    app.window.evidence.note.edit_button.click()
    qtbot.keyClicks(app.window.evidence.note.text, " Pale")
    app.window._actions["close_patient"].trigger()
    app.cases.open((folder,), select=True)
    qtbot.waitUntil(lambda: settled(app))
    assert app.window.evidence.note.text.toPlainText() == "Rash. Pale"


def test_no_setting_begins_a_form_on_scale_2(window: Window, case: Path) -> None:
    app = window(case)
    assert "spo2_scale" not in SETTINGS, "scale 2 is prescribed for one patient (RCP 2017), never for a site"
    panel = app.entry_desk.open_vitals()
    assert panel.scale.currentIndex() == 0
    panel.reject()


def test_where_initials_are_required_the_note_and_its_concepts_ask_for_them_once(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "cora"
    folder.mkdir()
    (folder / "note.txt").write_text("Rash. Denies fever.", encoding="utf-8")
    app = window(folder)
    app.store.dispatch(SettingChanged("initials_required", True))
    note = app.window.evidence.note
    note.edit_button.click()
    qtbot.keyClicks(note.text, " Pale.")
    qtbot.mouseClick(note.save_button, Qt.MouseButton.LeftButton)
    (panel,) = app.window.findChildren(SignPanel)
    assert app.store.state.selected.case.note.text == "Rash. Denies fever." and not panel.confirm.isEnabled()
    panel.reject()
    assert note.editing and note.text.toPlainText() == "Rash. Denies fever. Pale.", "given up, it is still there"
    qtbot.waitUntil(lambda: not app.window.findChildren(SignPanel))
    note.commit()
    (panel,) = app.window.findChildren(SignPanel)
    qtbot.keyClicks(panel.by.field, "KSY")
    qtbot.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settled(app) and not app.window.findChildren(SignPanel))
    entry = app.store.state.selected
    assert entry.case.note.text == "Rash. Denies fever. Pale." and entry.note_work.edited.by == "KSY"
    assert "Last edited: KSY" in note.title.toolTip() and not note.editing
    fever = next(label for label in note.chips.labels if label.text() == "no fever")
    qtbot.mouseClick(fever, Qt.MouseButton.LeftButton)
    assert app.window.findChildren(SignPanel) == []
    assert app.store.state.selected.note_work.corrections[0].signed.by == "KSY"


def test_a_concept_is_not_corrected_without_the_initials_that_the_site_wants(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "cora"
    folder.mkdir()
    (folder / "note.txt").write_text("Rash. Denies fever.", encoding="utf-8")
    app = window(folder)
    app.store.dispatch(SettingChanged("initials_required", True))
    app.window.evidence.note.concept_corrected.emit("fever", True, Meant.PRESENT)
    (panel,) = app.window.findChildren(SignPanel)
    assert app.store.state.selected.note_work.corrections == ()
    panel.reject()
    assert app.store.state.selected.note_work.corrections == ()
