"""A patient entered by hand, and who a patient is corrected: by keys alone, kept over a restart, on paper too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.clock import now
from cdss.core.kinds import ArrivalMode, Sex
from cdss.database.records import FILE_NAME
from cdss.session.entry.patient_form import TypedPatient
from cdss.session.setting_actions import SettingChanged
from tests.ui.shift_window import LONG_MS, Window, done, folder, windows
from ui.app import App
from ui.panels.patient_panel import PatientPanel

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield from windows(qtbot, tmp_path / "data" / FILE_NAME)


def panel_of(qtbot: QtBot, app: App) -> PatientPanel:
    def shown() -> list[PatientPanel]:
        return [p for p in app.window.findChildren(PatientPanel) if p.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=LONG_MS)
    return shown()[0]


def test_who_the_patient_is_is_entered_by_key_shown_assessed_and_kept(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    first = window(folder(tmp_path, "han-01"))
    assert "not known: sex, age, arrival" in first.window.banner.printed()
    first.window.activateWindow()
    qtbot.keyClick(first.window, Qt.Key.Key_I, CTRL | SHIFT)
    panel = panel_of(qtbot, first)
    qtbot.keyClicks(panel.number, "P-77")
    qtbot.keyClick(panel.number, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.age, "74")
    panel.sex.setCurrentIndex(2)
    panel.now.click()
    assert [panel.mode.itemText(i) for i in range(3)] == ["not known", "ambulance", "not by ambulance"]
    assert panel.mode.accessibleName() == "Means of arrival" and panel.mode.currentIndex() == 0
    panel.mode.setCurrentIndex(1)
    qtbot.keyClick(panel.arrival, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: done(first), timeout=LONG_MS)
    said = first.window.banner.printed()
    assert "F · 74 y · ID P-77 · arrived" in said and "· ambulance" in said and "not known" not in said
    assert first.window.worklist.list.model().rows[0].patient.age_years == 74.0
    first.window.close()

    second = window()
    case = second.store.state.entries[0].case
    assert case is not None and (case.patient.id, case.patient.age_years, case.patient.sex) == (
        "P-77",
        74.0,
        Sex.FEMALE,
    )
    assert case.arrival.time is not None and case.arrival.mode is ArrivalMode.AMBULANCE
    second.user.next_language()
    qtbot.waitUntil(lambda: "여" in second.window.banner.printed(), timeout=LONG_MS)
    assert "구급차" in second.window.banner.printed()
    wrong = panel_of(qtbot, second) if second.entry_desk.open_patient() else None
    assert wrong is not None and wrong.mode.currentText() == "구급차"
    assert wrong.mode.accessibleName() == "내원 방법" and wrong.mode.itemText(2) == "구급차 외"
    wrong.mode.setCurrentIndex(0)
    wrong.save.click()
    assert second.store.state.entries[0].case.arrival.mode is ArrivalMode.UNKNOWN
    assert "구급차" not in second.window.banner.printed()


def test_a_patient_without_files_is_put_down_by_key_and_assessed_once_there_is_something(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(folder(tmp_path, "han-01"))
    app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_N, CTRL)
    panel = panel_of(qtbot, app)
    qtbot.keyClicks(panel.age, "6")
    panel.unit.setCurrentIndex(1)
    qtbot.keyClick(panel.age, Qt.Key.Key_Return, CTRL)
    new = app.store.state.selected
    assert new is not None and new.case is not None and new.case.patient.age_years == pytest.approx(0.5)
    assert len(app.store.state.entries) == 2
    form = app.entry_desk.open_vitals()
    assert form is not None
    qtbot.keyClicks(form.rows.fields["spo2"], "84")
    form.save.click()
    qtbot.waitUntil(lambda: app.store.state.selected.level == 1, timeout=LONG_MS)
    app.window.close()
    second = window()
    kept = second.store.state.entry(new.key)
    assert kept is not None and kept.case is not None and kept.case.vitals is not None
    assert kept.case.patient.age_years == pytest.approx(0.5)
    assert "6 mo" in _printed_of(second, new.key)


def _printed_of(app: App, key: str) -> str:
    app.user.select(key)
    return app.window.banner.printed()


def test_two_new_patients_of_one_minute_are_two(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    app = window(folder(tmp_path, "han-01"))
    keys = {app.entry_desk.patients.new() for _ in range(3)}
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 4 and all(e.case for e in app.store.state.entries))
    assert len(keys) == 3
    manifest = (Path(str(next(iter(keys)))) / "case.json").read_text(encoding="utf-8")
    assert "patient" not in manifest, "nothing of the patient stands in the folder"


def test_what_cannot_be_is_refused_on_the_form_and_saves_nothing(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    app = window(folder(tmp_path, "han-01"))
    panel = app.entry_desk.open_patient()
    assert panel is not None
    qtbot.keyClicks(panel.age, "412")
    assert panel.said["age"].text() == "Outside 0–120 years: not taken. Check the age."
    assert not panel.save.isEnabled()
    qtbot.keyClick(panel.age, Qt.Key.Key_Return, CTRL)
    assert panel.isVisible() and not app.store.state.entries[0].identity.written
    panel.arrival.setText("99:99")
    for field in ("age", "arrival"):
        label = panel.said[field]
        qtbot.waitUntil(lambda label=label: label.height() >= label.heightForWidth(label.width()) > 0)
        assert label.geometry().bottom() < panel.save.geometry().top(), "said in full, above the buttons"
    panel.arrival.setText("")
    panel.age.setText("")
    assert not panel.said["age"].isVisibleTo(panel)
    assert panel.save.isEnabled() and panel.said["age"].text() == ""
    panel.reject()


def test_what_was_typed_and_not_saved_waits_in_the_form_of_its_patient(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    first = window(folder(tmp_path, "han-01"), folder(tmp_path, "lee-02"))
    key, other = (e.key for e in first.store.state.entries)
    first.user.select(key)
    panel = first.entry_desk.open_patient()
    qtbot.keyClicks(panel.age, "58")
    panel.mode.setCurrentIndex(2)
    panel.reject()
    first.window.close()
    second = window()
    second.user.select(other)
    blank = second.entry_desk.open_patient()
    assert blank.age.text() == "" and blank.continued.isHidden()
    blank.reject()
    second.user.select(key)
    again = second.entry_desk.open_patient()
    assert again.age.text() == "58" and again.continued.isVisible()
    assert again.mode.currentText() == "not by ambulance"
    again.cancel.click()
    assert second.store.state.entry(key).typed.patient == ()


def test_a_draft_of_before_there_was_a_means_of_arrival_leaves_the_known_one(qtbot: QtBot) -> None:
    known = TypedPatient("A", arrival_mode=ArrivalMode.AMBULANCE)
    panel = PatientPanel("anna", known, "", False, now)
    qtbot.addWidget(panel)
    panel.set_typed((("patient_id", "B"), ("age", "58"), ("months", ""), ("sex", "F"), ("arrival", "")))
    assert panel.reading().found.arrival_mode is ArrivalMode.AMBULANCE
    assert (panel.number.text(), panel.age.text()) == ("B", "58")


def test_it_goes_to_the_patient_it_was_opened_for_and_is_signed_where_the_site_asks(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(folder(tmp_path, "han-01"), folder(tmp_path, "lee-02"))
    key, other = (e.key for e in app.store.state.entries)
    app.user.select(key)
    app.store.dispatch(SettingChanged("initials_required", True))
    panel = app.entry_desk.open_patient()
    qtbot.keyClicks(panel.age, "58")
    app.user.select(other)
    assert not panel.save.isEnabled()
    qtbot.keyClicks(panel.signed.field, "KSY")
    panel.save.click()
    assert app.store.state.entry(key).identity.age_years == 58.0
    assert app.store.state.entry(key).identity.signed.by == "KSY"
    assert not app.store.state.entry(other).identity.written


def test_a_disk_that_cannot_be_written_to_is_said_and_nobody_is_put_down(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(folder(tmp_path, "han-01"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    app.entry_desk.patients._home = tmp_path / "file"
    assert app.entry_desk.patients.new() is None
    assert len(app.store.state.entries) == 1
    assert app.store.state.remark is not None and app.store.state.remark.code == "patient_not_made"
