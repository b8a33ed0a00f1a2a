"""The chart of the vital signs is corrected cell by cell, and keeps what was crossed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QTableView
from pytestqt.qtbot import QtBot

from cdss.core.kinds import Consciousness
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Corrected, Entered, Signature, Struck, VitalsChange, chart
from ui.panels.vitals_history_panel import VitalsHistoryPanel
from ui.theme import palette
from ui.views.vitals_history_table import CROSSED, FIELDS

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
KSY = Signature("KSY", T0 + timedelta(minutes=40))
OLD = VitalsRow(T0, heart_rate=110.0, sbp=90.0, dbp=50.0, consciousness=Consciousness.ALERT)
NEW = VitalsRow(T0 + timedelta(minutes=30), heart_rate=98.0, on_oxygen=True)
FILE = Vitals("vitals.csv", (OLD, NEW))

Open = Callable[..., VitalsHistoryPanel]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def open_panel(*changes: VitalsChange, required: bool = False) -> VitalsHistoryPanel:
        panel = VitalsHistoryPanel("demo-01", "", required)
        qtbot.addWidget(panel)
        panel.set_chart(chart(FILE, changes), changes)
        panel.show()
        return panel

    return open_panel


def go(panel: VitalsHistoryPanel, line: int, field: str) -> None:
    panel.table.setCurrentIndex(panel.table.model().index(line, FIELDS.index(field) + 1))


def cell(panel: VitalsHistoryPanel, line: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return panel.table.model().index(line, column).data(role)


def test_the_newest_measurement_stands_first_and_every_control_has_a_name(opened: Open) -> None:
    panel = opened()
    assert [cell(panel, line, 0) for line in (0, 1)] == ["11-20 14:30", "11-20 14:00"]
    assert cell(panel, 1, FIELDS.index("consciousness") + 1) == "alert (A)"
    assert cell(panel, 0, FIELDS.index("sbp") + 1) == "–"
    assert cell(panel, 0, len(FIELDS) + 1) == "file"
    for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView, QListWidget):
        visible = [w for w in panel.findChildren(kind) if w.isVisible()]
        assert all(w.accessibleName() or getattr(w, "text", str)() for w in visible if w.objectName() != "qt_spinbox")


def test_crossed_out_values_stand_before_the_one_that_counts_and_say_by_whom(opened: Open) -> None:
    panel = opened(Corrected(OLD, "heart_rate", 101.0, KSY))
    assert cell(panel, 1, 1, CROSSED) == ("110",)
    assert cell(panel, 1, 1) == "101"
    words = "Heart rate: 101\ncrossed out: 110 (KSY 14:40)"
    assert cell(panel, 1, 1, Qt.ItemDataRole.ToolTipRole) == words
    assert cell(panel, 1, 1, Qt.ItemDataRole.AccessibleTextRole) == words
    assert panel.log.item(0).text() == "KSY 14:40 · Heart rate of 11-20 14:00: 110 → 101"


def test_a_crossed_out_value_is_drawn_with_a_line_through_it(opened: Open) -> None:
    plain, crossed = opened(), opened(Corrected(OLD, "heart_rate", 101.0, KSY))
    for panel in (plain, crossed):
        go(panel, 0, "pain")
    pictures = [
        p.table.viewport().grab(p.table.visualRect(p.table.model().index(1, 1))).toImage() for p in (plain, crossed)
    ]
    middle = [
        sum(image.pixelColor(x, y).lightness() > 90 for x in range(4, 26) for y in range(12, 18)) for image in pictures
    ]
    assert palette().muted
    assert middle[1] > middle[0]


def test_enter_leads_to_the_value_and_enter_there_corrects_it(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    with qtbot.waitActive(panel):
        panel.activateWindow()
    go(panel, 1, "heart_rate")
    assert panel.chosen.text() == "Heart rate of 11-20 14:00"
    assert not panel.correct.isEnabled(), "nothing was changed yet"
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.value.hasFocus()
    qtbot.keyClicks(panel.value, "101")
    panel.signed.field.setText("KSY")
    with qtbot.waitSignal(panel.corrected) as corrected:
        qtbot.keyClick(panel.value, Qt.Key.Key_Return)
    assert corrected.args == [OLD, "heart_rate", 101.0, "KSY"]
    assert panel.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("heart_rate", "301", "Outside 20–300 /min"),
        ("sbp", "50", "Must lie above the diastolic pressure (50)."),
        ("dbp", "95", "Must lie below the systolic pressure (90)."),
        ("heart_rate", "x", "“x” is not a number."),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_the_reason(
    opened: Open, qtbot: QtBot, field: str, text: str, said: str
) -> None:
    panel = opened()
    go(panel, 1, field)
    panel.value.clear()
    qtbot.keyClicks(panel.value, text)
    assert panel.said.text().startswith(said)
    assert not panel.correct.isEnabled()
    with qtbot.assertNotEmitted(panel.corrected):
        qtbot.keyClick(panel.value, Qt.Key.Key_Return)


def test_consciousness_and_oxygen_are_chosen(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    go(panel, 1, "consciousness")
    assert panel.choice.isVisible() and not panel.value.isVisible()
    panel.choice.setCurrentIndex(1)
    with qtbot.waitSignal(panel.corrected) as corrected:
        panel.correct.click()
    assert corrected.args[1:3] == ["consciousness", Consciousness.CONFUSION]
    go(panel, 1, "on_oxygen")
    assert panel.choice.currentIndex() == -1, "oxygen was never said"
    panel.choice.setCurrentIndex(0)
    with qtbot.waitSignal(panel.corrected) as corrected:
        panel.correct.click()
    assert corrected.args[1:3] == ["on_oxygen", False]


def test_delete_marks_a_value_as_wrong_and_a_button_the_whole_measurement(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    go(panel, 1, "sbp")
    with qtbot.waitSignal(panel.struck) as struck:
        qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert struck.args == [OLD, "sbp", ""]
    with qtbot.waitSignal(panel.struck) as struck:
        panel.strike_row.click()
    assert struck.args == [OLD, None, ""]
    go(panel, 0, "sbp")
    assert not panel.strike.isEnabled(), "there is no value to mark"


def test_a_measurement_marked_as_wrong_can_only_be_taken_back(opened: Open, qtbot: QtBot) -> None:
    panel = opened(Struck(OLD, None, KSY))
    go(panel, 1, "heart_rate")
    assert cell(panel, 1, len(FIELDS) + 1) == "marked as wrong: KSY 14:40"
    assert not any(b.isEnabled() for b in (panel.correct, panel.strike, panel.strike_row))
    assert panel.chosen.text().startswith("This measurement was marked as wrong.")
    with qtbot.waitSignal(panel.undo_requested):
        qtbot.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_chosen_cell_stays_chosen_when_the_chart_changes(opened: Open) -> None:
    panel = opened()
    go(panel, 1, "dbp")
    changes = (Entered(VitalsRow(T0 + timedelta(minutes=50), heart_rate=90.0), KSY),)
    panel.set_chart(chart(FILE, changes), changes)
    index = panel.table.currentIndex()
    assert (index.row(), FIELDS[index.column() - 1]) == (2, "dbp")
    assert cell(panel, 0, len(FIELDS) + 1) == "KSY 14:40"


def test_without_a_change_nothing_can_be_taken_back_and_unsigned_nothing_where_the_site_asks(opened: Open) -> None:
    assert not opened().undo.isEnabled()
    panel = opened(Struck(OLD, None, KSY), required=True)
    go(panel, 0, "heart_rate")
    assert not any(b.isEnabled() for b in (panel.strike, panel.strike_row, panel.undo))
    panel.signed.field.setText("KSY")
    assert all(b.isEnabled() for b in (panel.strike, panel.strike_row, panel.undo))


def test_an_empty_chart_says_so(qtbot: QtBot) -> None:
    panel = VitalsHistoryPanel("demo-08", "", False)
    qtbot.addWidget(panel)
    panel.set_chart((), ())
    assert panel.chosen.text() == "There are no vital signs yet."
    assert not panel.strike_row.isEnabled()


def answering(panel: VitalsHistoryPanel) -> list[tuple[object, object]]:
    """What was struck; the panel is shown each change, as the desk shows it."""
    struck: list[tuple[object, object]] = []
    changes: list[VitalsChange] = []

    def strike(row: VitalsRow, field: str | None, by: str) -> None:
        struck.append((row, field))
        changes.append(Struck(row, field, KSY))
        panel.set_chart(chart(FILE, changes), changes)

    panel.struck.connect(strike)
    return struck


def test_a_second_press_of_space_strikes_nothing_more(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    struck = answering(panel)
    panel.activateWindow()
    go(panel, 1, "sbp")
    panel.strike.setFocus()
    qtbot.waitUntil(panel.strike.hasFocus)
    for _ in range(3):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    assert struck == [(OLD, "sbp")]
    assert panel.focusWidget() is panel.table


def test_striking_a_measurement_leads_back_to_the_table_too(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    struck = answering(panel)
    panel.activateWindow()
    go(panel, 1, "sbp")
    panel.strike_row.setFocus()
    qtbot.keyClick(panel.strike_row, Qt.Key.Key_Space)
    assert struck == [(OLD, None)]
    assert panel.focusWidget() is panel.table


def test_undo_past_the_last_change_says_so_and_asks_for_nothing(opened: Open, qtbot: QtBot) -> None:
    panel = opened()
    with qtbot.assertNotEmitted(panel.undo_requested):
        qtbot.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.said.text().startswith("Nothing more to undo")
    assert panel.isVisible()


def test_undo_without_a_signature_that_the_site_wants_says_that(opened: Open, qtbot: QtBot) -> None:
    panel = opened(Corrected(OLD, "sbp", 99.0, KSY), required=True)
    with qtbot.assertNotEmitted(panel.undo_requested):
        qtbot.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.said.text().startswith("Write your initials")
