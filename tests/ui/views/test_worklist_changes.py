"""A row whose level changed: the mark, the reason, the button; and the lines of the alert budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Presence, Sex
from cdss.records.identity import Arrival, Patient
from cdss.records.vitals import VitalsRow
from cdss.session.panes import WorklistRow
from cdss.session.worklist.alert_costs import alert_costs
from cdss.session.worklist.change_words import reason_words
from cdss.session.worklist.shift_panes import AlertLine, ShiftPane
from cdss.session.worklist.shift_work import LevelChange
from ui.frame_sizes import NARROW_WORKLIST, WORKLIST_WIDTH
from ui.language import set_language
from ui.panels.worklist_panel import MARGIN
from ui.theme import THEMES, palette, set_theme
from ui.views.alerts_view import AlertsView
from ui.views.batch_view import BatchView
from ui.views.budget_view import BudgetView
from ui.views.costs_table import CostsTable
from ui.views.painting import font_of
from ui.views.worklist_change import CHANGE_HEIGHT, change_block, reason_lines, seen_button
from ui.views.worklist_delegate import ROW_HEIGHT
from ui.views.worklist_view import WorklistView

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORSE = LevelChange(NOON, 3, 2, VitalsRow(spo2=96.0), VitalsRow(spo2=88.0))
BETTER = LevelChange(NOON, 2, 3, VitalsRow(spo2=88.0), VitalsRow(spo2=96.0))
HERE = tuple((m, Presence.PRESENT) for m in MODALITIES)


def row(key: str, change: LevelChange | None = None, selected: bool = False) -> WorklistRow:
    patient = Patient(key, 58.0, Sex.MALE)
    return WorklistRow(key, patient, "Pain", HERE, Arrival(), False, 2, 7.5, selected, key=key, change=change)


@pytest.fixture
def view(shown_at) -> WorklistView:
    return shown_at(WorklistView(), 258, 700)


def box(view: WorklistView, place: int) -> QRect:
    return view.visualRect(view.model().index(place, 0))


def painted(view: WorklistView, place: int = 0) -> QImage:
    return view.viewport().grab(box(view, place)).toImage()


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def button(view: WorklistView, place: int) -> QPoint:
    whole = box(view, place)
    return seen_button(whole.adjusted(0, 0, 0, -8).toRectF()).center().toPoint()


def test_a_row_with_a_change_is_higher_and_the_others_stay(view: WorklistView) -> None:
    view.set_rows((row("a", WORSE), row("b")))
    assert [box(view, i).height() for i in (0, 1)] == [ROW_HEIGHT + CHANGE_HEIGHT, ROW_HEIGHT]
    view.set_rows((row("a"), row("b")))
    assert [box(view, i).height() for i in (0, 1)] == [ROW_HEIGHT, ROW_HEIGHT]


@pytest.mark.parametrize("theme", THEMES)
def test_worse_and_better_have_a_colour_and_a_shape_of_their_own(view: WorklistView, qapp, theme: str) -> None:
    set_theme(qapp, theme)
    view.set_rows((row("a", WORSE),))
    worse = painted(view)
    view.set_rows((row("a", BETTER),))
    better = painted(view)
    assert count(worse, palette().up) > 20 and count(better, palette().down) > 20
    triangle = QRect(12, ROW_HEIGHT - 8, 12, 24)
    greys = [p.copy(triangle).convertToFormat(QImage.Format.Format_Grayscale8) for p in (worse, better)]
    differing = sum(
        abs(QColor(greys[0].pixel(x, y)).red() - QColor(greys[1].pixel(x, y)).red()) > 40
        for x in range(12)
        for y in range(24)
    )
    assert differing > 15, "the triangle points the other way, which no colour is needed to see"


def test_the_change_and_its_reason_are_read_aloud_and_in_the_tool_tip(view: WorklistView) -> None:
    view.set_rows((row("a", WORSE),))
    index = view.model().index(0, 0)
    assert "level 3 → 2: SpO₂ 96 → 88 %" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "level 3 → 2: SpO₂ 96 → 88 %"
    set_language("ko")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "3단계 → 2단계: SpO₂ 96 → 88 %"


def test_a_click_on_the_button_acknowledges_and_chooses_nobody(view: WorklistView, qtbot: QtBot) -> None:
    told: list[str] = []
    view.change_seen.connect(lambda key: told.append(f"seen {key}"))
    view.patient_chosen.connect(lambda key: told.append(f"chosen {key}"))
    view.set_rows((row("a", WORSE), row("b", BETTER), row("c", selected=True)))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button(view, 1))
    assert told == ["seen b"]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=button(view, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box(view, 0).topLeft() + QPoint(90, 20))
    assert told[-1] == "chosen a" and "seen a" not in told


def test_the_same_place_in_a_row_without_a_change_chooses_the_patient(view: WorklistView, qtbot: QtBot) -> None:
    told: list[str] = []
    view.change_seen.connect(lambda key: told.append(f"seen {key}"))
    view.patient_chosen.connect(lambda key: told.append(f"chosen {key}"))
    view.set_rows((row("a", selected=True), row("b", BETTER)))
    place = button(view, 1)
    view.set_rows((row("a", selected=True), row("b"), row("c")))
    below = box(view, 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert below.contains(place) and told == ["chosen c"]


LONG = LevelChange(
    NOON,
    3,
    1,
    VitalsRow(heart_rate=88.0, resp_rate=16.0, sbp=130.0, spo2=96.0, temperature_c=36.9),
    VitalsRow(heart_rate=132.0, resp_rate=31.0, sbp=84.0, spo2=84.0, temperature_c=39.6),
)


def test_a_row_whose_reason_grows_pushes_the_next_one_down(view: WorklistView) -> None:
    view.set_rows((row("a", WORSE), row("b")))
    view.set_rows((row("a", LONG), row("b")))
    assert box(view, 0).height() > ROW_HEIGHT + CHANGE_HEIGHT and box(view, 1).top() == box(view, 0).height()


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("width", [NARROW_WORKLIST, WORKLIST_WIDTH])
def test_the_whole_reason_of_an_alert_stands_in_its_row(view: WorklistView, code: str, width: int) -> None:
    set_language(code)
    view.resize(width - 2 * MARGIN, 600)
    view.set_rows((row("a", LONG), row("b")))
    QApplication.processEvents()
    lines = reason_lines(view, box(view, 0).width() - 1.0, LONG, scored=True)
    assert len(lines) >= 2 and " ".join(lines) == reason_words(LONG, code, scored=True)
    assert lines[0].startswith("NEWS2 ≥0 → ≥14,")
    room = QFontMetricsF(font_of(view, 12))
    assert max(room.horizontalAdvance(line) for line in lines) <= change_block(QRectF(box(view, 0))).width() - 8
    assert box(view, 0).height() == ROW_HEIGHT + CHANGE_HEIGHT + 18 * (len(lines) - 1)
    block = change_block(QRectF(box(view, 0)).adjusted(0.5, 0.5, -0.5, -7.5))
    assert block.top() + 22 + 18 * len(lines) <= block.bottom() + 1


def test_the_list_does_not_scroll_an_alert_away_to_the_chosen_row(view: WorklistView) -> None:
    view.resize(258, 330)
    calm = tuple(row(name, selected=name == "c") for name in "abcdef")
    view.set_rows(calm)
    QApplication.processEvents()
    assert view.viewport().rect().contains(box(view, 2)), "the chosen row is brought into sight"
    view.verticalScrollBar().setValue(0)
    view.set_rows((row("f", LONG), *calm[:5]))
    QApplication.processEvents()
    assert view.verticalScrollBar().value() == 0 and box(view, 0).top() == 0
    view.verticalScrollBar().setValue(240)
    view.set_rows((row("f", LONG), *calm[:5]))
    assert view.verticalScrollBar().value() == 240, "what the user scrolled to stays where it is"
    view.set_rows((row("f", LONG), *(row(name, selected=name == "a") for name in "abcde")))
    QApplication.processEvents()
    assert view.viewport().rect().contains(box(view, 1)), "another patient was chosen"
    assert view.verticalScrollBar().value() > 0, "no further than needed"


@pytest.mark.parametrize(
    ("line", "english", "korean", "unseen"),
    [
        (AlertLine(), "Level changes, last hour: 0", "최근 1시간 단계 변화 0건", ""),
        (AlertLine(3, cap=4), "Level changes, last hour: 3 · cap 4", "최근 1시간 단계 변화 3건 · 상한 4", ""),
        (
            AlertLine(2, 1, 2, 2),
            "Level changes, last hour: 2 · cap 2 · 1 held",
            "최근 1시간 단계 변화 2건 · 상한 2 · 보류 1건",
            "▲ 2 to be seen",
        ),
        (AlertLine(2, hidden=1), "Level changes, last hour: 2", "최근 1시간 단계 변화 2건", "1 hidden by the search"),
        (
            AlertLine(2, unseen=1, hidden=1),
            "Level changes, last hour: 2",
            "최근 1시간 단계 변화 2건",
            "▲ 1 to be seen · 1 hidden by the search",
        ),
    ],
)
def test_the_budget_line_counts_what_is_shown_held_back_and_hidden(
    qtbot: QtBot, line: AlertLine, english: str, korean: str, unseen: str
) -> None:
    made = AlertsView()
    qtbot.addWidget(made)
    made.set_line(line)
    assert made.count.text() == english
    assert made.count.accessibleName() == f"Alert budget: {english}"
    assert (made.unseen.accessibleName(), made.unseen.isHidden()) == (unseen, not unseen)
    set_language("ko")
    qtbot.waitUntil(lambda: made.count.text() == korean)


def test_the_budget_lists_whom_the_cap_holds_back_and_leads_to_them(qtbot: QtBot) -> None:
    made = BudgetView(alert_costs())
    qtbot.addWidget(made)
    kept = replace(WORSE, held_back=True)
    made.set_pane(ShiftPane(alerts=AlertLine(1, 1, 1), held_back=(("/d/a", "anna", kept),)))
    (patient,) = made.held_back
    assert patient.text() == "anna: level 3 → 2: SpO₂ 96 → 88 %"
    assert made.now.text() == "In the last hour 1 brought up, 1 held back."
    with qtbot.waitSignal(made.patient_chosen) as chosen:
        qtbot.mouseClick(patient, Qt.MouseButton.LeftButton)
    assert chosen.args == ["/d/a"]
    made.set_pane(ShiftPane())
    assert made.held_back == ()


@pytest.mark.parametrize(("spoken", "unit"), [("en", "/h"), ("ko", "건/h")])
def test_every_cell_of_what_a_cap_costs_is_whole_on_the_page_of_settings(qtbot: QtBot, spoken: str, unit: str) -> None:
    set_language(spoken)
    table = CostsTable(alert_costs())
    qtbot.addWidget(table)
    table.resize(514, table.height())
    table.show()
    texts = [table.item(r, c).text() for r in range(table.rowCount()) for c in range(table.columnCount())]
    assert texts[0].startswith("90 % (83–95) · ") and all(text.endswith(unit) for text in texts)
    for column in range(table.columnCount()):
        assert table.sizeHintForColumn(column) <= table.columnWidth(column), (column, texts[column])


def test_the_progress_is_hidden_while_there_is_none(qtbot: QtBot) -> None:
    made = BatchView()
    qtbot.addWidget(made)
    assert made.isHidden()
    made.set_batch((12, 60), 0)
    assert not made.isHidden() and made.words.text() == "12 of 60 assessed"
    assert (made.bar.value(), made.bar.maximum()) == (12, 60)
    made.set_batch(None, 3)
    assert made.bar.isHidden() and made.words.text() == "3 not assessed: cancelled"
    set_language("ko")
    qtbot.waitUntil(lambda: made.words.text() == "3명 평가 안 함: 취소됨")


def test_what_a_cap_costs_stands_beside_it_with_its_interval_and_on_whom_it_was_measured(qtbot: QtBot) -> None:
    made = BudgetView(alert_costs())
    qtbot.addWidget(made)
    told = alert_costs()
    made.set_pane(ShiftPane(alerts=AlertLine(cap=3)))
    assert [made.costs.horizontalHeaderItem(i).text() for i in range(3)] == [
        "2 patients/h",
        "4 patients/h",
        "8 patients/h",
    ]
    assert [made.costs.verticalHeaderItem(i).text() for i in (0, 1)] == ["no cap", "cap 8"]
    assert made.costs.verticalHeaderItem(made.costs.currentRow()).text() == "cap 2", "the next that was measured"
    cell, first = made.costs.item(0, 0).text(), told.costs[0]
    assert cell.startswith(f"{100 * first.sensitivity:.0f} % (") and cell.endswith(f"{first.raised:.1f}/h")
    for figure in (told.stays, told.got_worse, told.stable, told.model_version):
        assert str(figure) in made.source.text()
    made.set_pane(ShiftPane())
    assert made.costs.currentRow() == 0
    set_language("ko")
    qtbot.waitUntil(lambda: made.costs.horizontalHeaderItem(0).text() == "시간당 환자 2명")
    assert "중환자실" in made.source.text()
