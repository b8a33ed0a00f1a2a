"""The form of the vital signs as a nurse fills it, key by key."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from cdss.core.clock import foreign_zone
from cdss.core.kinds import Consciousness
from cdss.records.vitals import VitalsRow
from ui.language import set_language
from ui.panels.vitals_entry_panel import FormSubject, VitalsEntryPanel

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 20, 14, 31, tzinfo=SEOUL)


def opened(
    qtbot: QtBot, age: float | None = 58.0, scale: int = 1, by: str = "", required: bool = False
) -> VitalsEntryPanel:
    panel = VitalsEntryPanel(FormSubject("demo-01", age, scale, by, required, lambda: NOW))
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> VitalsEntryPanel:
    return opened(qtbot)


def type_in(qtbot: QtBot, panel: VitalsEntryPanel, **texts: str) -> None:
    for field, text in texts.items():
        panel.rows.fields[field].clear()
        qtbot.keyClicks(panel.rows.fields[field], text)


def test_every_field_names_its_unit_and_the_time_is_now(panel: VitalsEntryPanel) -> None:
    assert panel.rows.fields["heart_rate"].accessibleName() == "Heart rate (/min)"
    assert panel.rows.fields["temperature_c"].accessibleName() == "Temperature (°C)"
    assert panel.time.text() == "2026-11-20 14:31"
    assert panel.zone.text() == foreign_zone(NOW)
    assert all(w.accessibleName() for w in (*panel.findChildren(QLineEdit), *panel.findChildren(QComboBox)))


def test_the_score_grows_with_each_field_and_names_what_is_missing(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    assert (panel.news2.text(), panel.missing.text()) == ("NEWS2 –", "nothing entered yet")
    type_in(qtbot, panel, resp_rate="26")
    assert panel.news2.text() == "NEWS2 ≥ 3 · low–medium"
    assert panel.rows.points["resp_rate"].text() == "+3"
    type_in(qtbot, panel, heart_rate="124", spo2="96", sbp="120", temperature_c="37")
    panel.rows.oxygen.setCurrentIndex(1)
    assert panel.missing.text() == "partial, not measured: Consciousness"
    panel.rows.consciousness.setCurrentIndex(1)
    assert (panel.news2.text(), panel.missing.text()) == ("NEWS2 5 · medium", "complete")
    assert panel.rows.points["on_oxygen"].text() == "0"
    assert panel.news2.property("role") == "chipWarning"


def test_a_value_that_cannot_be_is_refused_in_its_field_and_stays_as_typed(
    qtbot: QtBot, panel: VitalsEntryPanel
) -> None:
    type_in(qtbot, panel, heart_rate="3001", resp_rate="20")
    assert panel.rows.said["heart_rate"].text().startswith("Outside 20–300 /min")
    assert panel.rows.fields["heart_rate"].text() == "3001"
    assert panel.rows.fields["heart_rate"].accessibleDescription().startswith("Outside")
    assert panel.rows.points["heart_rate"].isHidden()
    assert not panel.save.isEnabled()
    type_in(qtbot, panel, heart_rate="130")
    assert (panel.rows.said["heart_rate"].text(), panel.save.isEnabled()) == ("", True)


def test_fahrenheit_is_converted_before_the_eyes(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    type_in(qtbot, panel, temperature_c="101.3")
    assert "looks like °F" in panel.rows.said["temperature_c"].text()
    qtbot.keyClicks(panel.rows.fields["temperature_c"], " F")
    assert panel.rows.said["temperature_c"].text() == "= 38.5 °C"
    assert panel.reading().row.temperature_c == 38.5


def test_enter_leads_on_and_only_control_enter_saves(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    panel.rows.fields["heart_rate"].setFocus()
    type_in(qtbot, panel, heart_rate="124")
    with qtbot.assertNotEmitted(panel.entered):
        qtbot.keyClick(panel.rows.fields["heart_rate"], Qt.Key.Key_Return)
    assert panel.isVisible()
    panel.signed.field.setText(" K S Y ")
    with qtbot.waitSignal(panel.entered) as entered:
        qtbot.keyClick(panel.rows.fields["pain"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    row, scale, by = entered.args
    assert row == VitalsRow(NOW, heart_rate=124.0)
    assert (scale, by) == (1, "K S Y")
    assert not panel.isVisible()


def test_what_was_chosen_is_in_the_row(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    panel.rows.oxygen.setCurrentIndex(2)
    panel.rows.consciousness.setCurrentIndex(2)
    panel.scale.setCurrentIndex(1)
    panel.time.setText("13:50")
    with qtbot.waitSignal(panel.entered) as entered:
        panel.save.click()
    row, scale, _ = entered.args
    assert (row.on_oxygen, row.consciousness, scale) == (True, Consciousness.CONFUSION, 2)
    assert row.time == datetime(2026, 11, 20, 13, 50, tzinfo=SEOUL)


def test_a_time_in_the_future_is_said_beside_it(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    type_in(qtbot, panel, heart_rate="90")
    panel.time.setText("15:05")
    assert panel.time_said.text() == "This time lies in the future."
    assert not panel.save.isEnabled()


def test_where_the_site_asks_for_it_nothing_is_saved_unsigned(qtbot: QtBot) -> None:
    panel = opened(qtbot, required=True)
    type_in(qtbot, panel, heart_rate="90")
    assert not panel.save.isEnabled()
    assert panel.signed.reason.text() == "Required here: sign to save."
    qtbot.keyClick(panel.rows.fields["pain"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.isVisible()
    qtbot.keyClicks(panel.signed.field, "KSY")
    assert (panel.save.isEnabled(), panel.signed.reason.text()) == (True, "")


@pytest.mark.parametrize(("scale", "can"), [(1, False), (2, True)])
def test_where_the_hospital_does_not_use_scale_2_nobody_new_gets_it_and_who_has_it_can_leave_it(
    qtbot: QtBot, scale: int, can: bool
) -> None:
    panel = VitalsEntryPanel(FormSubject("demo-01", 58.0, scale, "", False, lambda: NOW, scale_2=False))
    qtbot.addWidget(panel)
    assert (panel.scale.isEnabled(), panel.scale.currentIndex()) == (can, scale - 1)
    assert "switched off" in panel.scale.toolTip() or can


def test_who_signed_last_and_the_scale_of_the_patient_are_offered(qtbot: QtBot) -> None:
    panel = opened(qtbot, scale=2, by="KSY")
    assert (panel.signed.by, panel.scale.currentIndex()) == ("KSY", 1)


def test_a_child_has_no_score(qtbot: QtBot) -> None:
    panel = opened(qtbot, age=9.0)
    type_in(qtbot, panel, resp_rate="26")
    assert panel.news2.text() == "NEWS2 is not for children under 16"
    assert panel.rows.points["resp_rate"].isHidden()


def test_the_form_is_korean_on_a_korean_screen(qtbot: QtBot) -> None:
    set_language("ko")
    panel = opened(qtbot)
    type_in(qtbot, panel, heart_rate="400")
    assert panel.rows.fields["heart_rate"].accessibleName() == "심박수 (/min)"
    assert panel.rows.said["heart_rate"].text().startswith("20–300 /min 범위를 벗어나")
    assert panel.rows.consciousness.itemText(2) == "새로운 혼돈 (C)"


@pytest.mark.parametrize("code", ["en", "ko"])
def test_a_long_refusal_pushes_nothing_out_of_the_form(qtbot: QtBot, code: str) -> None:
    set_language(code)
    panel = opened(qtbot)
    type_in(qtbot, panel, heart_rate="400", temperature_c="400", spo2="4", sbp="4000")
    qtbot.waitUntil(lambda: panel.rows.said["sbp"].text() != "")
    QApplication.processEvents()
    for control in (*panel.rows.said.values(), panel.scale):
        right = control.mapTo(panel, control.rect().topRight()).x()
        assert right <= panel.width() and (control is panel.scale or control.height() >= _lines_height(control))


def _lines_height(label: QLabel) -> int:
    return label.heightForWidth(label.width()) if label.text() else 0


def test_what_stands_in_the_form_is_told_at_each_change_and_fills_it_again(
    qtbot: QtBot, panel: VitalsEntryPanel
) -> None:
    told: list[object] = []
    panel.typed.connect(told.append)
    type_in(qtbot, panel, heart_rate="12")
    panel.rows.oxygen.setCurrentIndex(2)
    assert told[-1] == (("heart_rate", "12"), ("on_oxygen", "2"), ("time", "2026-11-20 14:31"), ("scale", "1"))
    again = opened(qtbot)
    assert not again.continued.isVisible()
    again.set_typed(told[-1])
    assert again.continued.isVisible()
    area = again.findChild(QScrollArea)
    assert area is not None and area.verticalScrollBar().maximum() == 0, "the last field is in sight too"
    assert (again.rows.fields["heart_rate"].text(), again.rows.on_oxygen) == ("12", True)
    panel.rows.oxygen.setCurrentIndex(0)
    panel.rows.fields["heart_rate"].clear()
    assert told[-1] is None, "an empty form is not worth keeping"
    again.set_typed((("consciousness", "99"), ("heart_rate", "x")))
    assert again.rows.level is None, "a place that is not in the list is none"


def test_discard_throws_away_and_escape_does_not(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    type_in(qtbot, panel, heart_rate="12")
    with qtbot.assertNotEmitted(panel.typed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    with qtbot.waitSignal(panel.typed) as told:
        panel.cancel.click()
    assert told.args == [None]


def test_on_a_small_screen_the_fields_scroll_and_score_and_buttons_stay_in_sight(
    qtbot: QtBot, panel: VitalsEntryPanel
) -> None:
    area = panel.findChild(QScrollArea)
    assert not area.verticalScrollBar().isVisible(), "there is room for all of it at first"
    panel.resize(panel.width(), 360)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert panel.height() == 360
    for part in (panel.news2, panel.save, panel.cancel):
        assert panel.rect().contains(part.geometry())
    panel.rows.fields["pain"].setFocus()
    qtbot.keyClick(panel.rows.fields["pain"], Qt.Key.Key_Tab)
    place = panel.scale.mapTo(area.viewport(), panel.scale.rect().center())
    assert area.viewport().rect().contains(place), "the field that has the focus comes into sight"


def test_a_date_of_another_year_is_asked_about_and_may_be_saved(qtbot: QtBot, panel: VitalsEntryPanel) -> None:
    type_in(qtbot, panel, heart_rate="110")
    assert panel.time_said.text() == ""
    panel.time.setText("2016-11-20 14:00")
    assert panel.time_said.text() == "More than 24 h ago. Is the date right?" and panel.save.isEnabled()


def test_the_scale_that_was_chosen_is_kept_with_what_was_typed(qtbot: QtBot) -> None:
    panel = opened(qtbot, scale=2)
    told: list[object] = []
    panel.typed.connect(told.append)
    qtbot.keyClick(panel.scale, Qt.Key.Key_Up)
    assert told == [(("time", "2026-11-20 14:31"), ("scale", "1"))]
    again = opened(qtbot, scale=2)
    again.set_typed(told[-1])
    assert again.scale.currentIndex() == 0 and again.continued.isVisible()
    qtbot.keyClick(again.scale, Qt.Key.Key_Down)
    again.set_typed(())
    assert again.scale.currentIndex() == 1
