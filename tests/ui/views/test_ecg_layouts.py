"""Layouts, single leads, speed and gain of the ECG, on real recordings: nothing is compressed without saying so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import ECG_LEADS
from tests.ui.views.ecg_demo import shown
from ui.actions import ACTIONS, shortcuts
from ui.views.ecg_layout import GAINS, LAYOUTS, SINGLE, SPEEDS, PaperScale, paper_layout
from ui.views.ecg_paper import pulse_line
from ui.views.ecg_trace import polylines
from ui.views.ecg_view import EcgView


@pytest.fixture
def view(qtbot) -> EcgView:
    return shown(qtbot, "03-atrial-fibrillation")


def leads(view: EcgView) -> list[str]:
    return [segment.lead for segment in view.canvas.sheet.layout.segments]


def click(view: EcgView, at: QPointF) -> None:
    left, free = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        place = view.canvas.mapToGlobal(at)
        QApplication.sendEvent(view.canvas, QMouseEvent(kind, at, place, left, left, free))


def name_of(view: EcgView, lead: str) -> QPointF:
    view.canvas.grab()
    return next(box for box, name in view.canvas.sheet.names if name == lead).center()


def test_a_lead_alone_is_on_the_paper_from_first_to_last_second() -> None:
    layout = paper_layout(SINGLE, 10.0, lead="V3")
    assert [(s.lead, s.start, s.end, s.row) for s in layout.segments] == [("V3", 0.0, 10.0, 0)]


def test_a_click_on_a_name_shows_that_lead_alone_and_another_brings_all_back(view: EcgView) -> None:
    view.desk.choose_layout("6x2")
    click(view, name_of(view, "aVL"))
    assert leads(view) == ["aVL"]
    assert view.layout_button.text() == "aVL ▾"
    click(view, name_of(view, "aVL"))
    assert view.canvas.sheet.layout.name == "6x2"
    assert sorted(leads(view)) == sorted(ECG_LEADS)


def test_a_click_beside_the_names_changes_nothing(view: EcgView) -> None:
    click(view, name_of(view, "aVL") + QPointF(60.0, 40.0))
    assert view.canvas.sheet.layout.name == "3x4+II"


def test_moving_the_paper_by_a_name_is_no_click(view: EcgView) -> None:
    start = name_of(view, "V1")
    left, free = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind, at in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, start + QPointF(30.0, 0.0)),
        (QEvent.Type.MouseButtonRelease, start + QPointF(30.0, 0.0)),
    ):
        place = view.canvas.mapToGlobal(at)
        QApplication.sendEvent(view.canvas, QMouseEvent(kind, at, place, left, left, free))
    assert view.canvas.sheet.layout.name == "3x4+II"


def test_keys_step_through_the_leads_and_round_the_end(view: EcgView, qtbot) -> None:
    qtbot.keyClick(view.canvas, Qt.Key.Key_S)
    assert leads(view) == ["II"]
    seen = []
    for _ in range(11):
        qtbot.keyClick(view.canvas, Qt.Key.Key_PageDown)
        seen += leads(view)
    assert seen == [*ECG_LEADS[2:], "I"]
    qtbot.keyClick(view.canvas, Qt.Key.Key_PageUp)
    assert leads(view) == ["V6"]
    qtbot.keyClick(view.canvas, Qt.Key.Key_S)
    assert view.canvas.sheet.layout.name == "3x4+II"


def test_the_key_of_the_layouts_brings_a_single_lead_back_to_its_page(view: EcgView, qtbot) -> None:
    view.desk.choose_layout("12x1")
    view.desk.choose_lead("V6")
    qtbot.keyClick(view.canvas, Qt.Key.Key_L)
    assert view.canvas.sheet.layout.name == "12x1"


def test_menus_mark_what_is_shown(view: EcgView) -> None:
    view.desk.choose_lead("V2")
    assert [v for v, entry in view.tools.leads.entries.items() if entry.isChecked()] == ["V2"]
    assert not any(entry.isChecked() for entry in view.tools.layouts.entries.values())
    view.tools.layouts.entries["12x1"].trigger()
    assert view.canvas.sheet.layout.name == "12x1"
    view.tools.leads.entries["aVF"].trigger()
    assert leads(view) == ["aVF"]
    view.tools.gains.entries[20.0].trigger()
    view.tools.speeds.entries[50.0].trigger()
    assert view.canvas.sheet.layout.paper == PaperScale(50.0, 20.0)
    assert [v for v, entry in view.tools.speeds.entries.items() if entry.isChecked()] == [50.0]


def test_the_button_is_lit_while_speed_or_gain_is_unusual(view: EcgView, qtbot) -> None:
    button, lit = view.tools.paper_button, []
    for key in (Qt.Key.Key_G, Qt.Key.Key_G, Qt.Key.Key_G, Qt.Key.Key_G, Qt.Key.Key_V):
        qtbot.keyClick(view.canvas, key)
        lit.append((button.text(), button.isChecked()))
    assert lit == [("25·20 ▾", True), ("25·2.5 ▾", True), ("25·5 ▾", True), ("25·10 ▾", False), ("50·10 ▾", True)]


def test_keys_go_through_all_gains_and_speeds_and_print_them(view: EcgView, qtbot) -> None:
    gains, speeds = [], []
    for _ in GAINS:
        qtbot.keyClick(view.canvas, Qt.Key.Key_G)
        gains.append(view.canvas.printed().split(" · ")[1])
    for _ in SPEEDS:
        qtbot.keyClick(view.canvas, Qt.Key.Key_V)
        speeds.append(view.canvas.printed().split(" · ")[0])
    assert gains == ["20 mm/mV", "2.5 mm/mV", "5 mm/mV", "10 mm/mV"]
    assert speeds == ["50 mm/s", "12.5 mm/s", "25 mm/s"]


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("gain", GAINS)
def test_trace_and_pulse_follow_speed_and_gain_on_the_same_grid(view: EcgView, speed: float, gain: float) -> None:
    paper = PaperScale(speed, gain)
    view.desk.choose_lead("II")
    view.desk.choose_paper(paper)
    sheet, geometry = view.canvas.sheet, view.canvas.geometry_mm
    (segment,) = sheet.layout.segments
    (line,) = polylines(sheet.ecg, segment, geometry)
    signal = sheet.ecg.signal_mv[1]
    peak = int(np.argmax(signal))
    top = min(line, key=lambda p: p.y())
    base = geometry.baseline(0)
    assert base - top.y() == pytest.approx(float(signal[peak]) * gain * geometry.scale, abs=0.01)
    assert top.x() == pytest.approx((paper.margin_mm + peak / 500.0 * speed) * geometry.scale, abs=0.01)
    pulse = pulse_line(paper, geometry, 0)
    assert base - min(p.y() for p in pulse) == pytest.approx(gain * geometry.scale)
    wide = [p.x() for p in pulse if p.y() < base - 0.01]
    assert max(wide) - min(wide) == pytest.approx(0.2 * speed * geometry.scale)
    assert max(p.x() for p in pulse) <= paper.margin_mm * geometry.scale + 1e-6


def test_twice_the_speed_is_twice_as_long_and_is_scrolled_to(view: EcgView) -> None:
    usual, scale = view.canvas.sheet.layout.width_mm, view.canvas.geometry_mm.scale
    assert not view.scroll_bar.isVisible()
    view.desk.choose_paper(PaperScale(50.0, 10.0))
    QApplication.processEvents()
    geometry, layout = view.canvas.geometry_mm, view.canvas.sheet.layout
    assert geometry.scale == pytest.approx(scale, abs=0.21)  # the scroll bar takes a little of the height
    assert layout.width_mm == pytest.approx(2.0 * usual)
    assert view.scroll_bar.isVisible()
    assert view.scroll_bar.maximum() == pytest.approx(layout.width_mm * geometry.scale - view.canvas.width(), abs=1.0)
    shown = view.canvas.width() / geometry.scale / 50.0 - 0.2
    assert f"0.0–{shown:.1f} s of 10.0 s" in view.canvas.printed()
    view.scroll_bar.setValue(view.scroll_bar.maximum())
    assert f"{10.0 - shown - 0.2:.1f}–10.0 s of 10.0 s" in view.canvas.printed()
    assert geometry.x == -view.scroll_bar.maximum()


def test_shift_and_wheel_scroll_sideways_only(view: EcgView) -> None:
    from PySide6.QtGui import QWheelEvent

    view.desk.choose_paper(PaperScale(50.0, 10.0))
    y, scale = view.canvas.geometry_mm.y, view.canvas.geometry_mm.scale
    at, shift = QPointF(300.0, 200.0), Qt.KeyboardModifier.ShiftModifier
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, shift, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.canvas, wheel)
    assert (view.canvas.geometry_mm.x, view.canvas.geometry_mm.y) == (-120, y)
    assert view.canvas.geometry_mm.scale == scale
    assert view.scroll_bar.value() == 120


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_that_is_shrunk_says_so_and_one_in_true_size_does_not(view: EcgView, layout: str) -> None:
    view.desk.choose_layout(layout)
    view.desk.choose_paper(PaperScale(50.0, 10.0))
    view.canvas.fit()
    canvas = view.canvas
    assert canvas.sheet.layout.width_mm * canvas.geometry_mm.scale <= canvas.width()
    share = 100.0 * canvas.geometry_mm.scale / canvas.true_scale()
    assert share < 60.0
    assert f"not to scale: {share:.0f} % of paper size" in canvas.printed()
    canvas.show_true_size()
    assert "not to scale" not in canvas.printed()
    assert canvas.geometry_mm.scale * 25.4 == pytest.approx(canvas.screen().physicalDotsPerInchX(), rel=0.03)


def test_true_size_twice_stays(view: EcgView, qtbot) -> None:
    for _ in range(2):
        qtbot.keyClick(view.canvas, Qt.Key.Key_T)
    assert view.canvas.geometry_mm.scale == pytest.approx(view.canvas.true_scale(), abs=0.11)


def test_every_action_of_the_ecg_has_a_key_of_its_own_and_a_handler(view: EcgView) -> None:
    named = {spec.name for spec in ACTIONS if spec.scope == "ecg"}
    assert named == set(view.handlers())
    keys = [shortcuts()[name] for name in sorted(named)]
    assert len(set(keys)) == len(keys)
