"""Calipers on real recordings: they snap to R peaks unless told not to, and march their interval out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from cdss.records.ecg import Ecg
from cdss.signals.measure import r_peaks
from tests.ui.views.ecg_demo import demo, pane, shown
from ui.theme import palette
from ui.views.ecg_calipers import Calipers
from ui.views.ecg_layout import PaperScale
from ui.views.ecg_view import EcgView


@pytest.fixture
def view(qtbot) -> EcgView:
    made = shown(qtbot, "03-atrial-fibrillation")
    made.calipers_button.click()
    return made


def place(view: EcgView, second: float, y: float = 200.0) -> QPointF:
    geometry, paper = view.canvas.geometry_mm, view.canvas.sheet.layout.paper
    return QPointF(geometry.x + (paper.margin_mm + second * paper.speed) * geometry.scale, y)


def drag(view: EcgView, start: QPointF, end: QPointF) -> Calipers:
    left, free = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind, at in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, end),
        (QEvent.Type.MouseButtonRelease, end),
    ):
        event = QMouseEvent(kind, at, view.canvas.mapToGlobal(at), left, left, free)
        QApplication.sendEvent(view.canvas, event)
    found = view.canvas.calipers.found
    assert found is not None
    return found


@pytest.mark.parametrize("speed", [12.5, 25.0, 50.0])
def test_ends_near_two_r_peaks_measure_the_interval_between_them(view: EcgView, speed: float) -> None:
    view.desk.choose_paper(PaperScale(speed, 10.0))
    peaks = r_peaks(demo("03-atrial-fibrillation"))
    near = QPointF(6.0, 0.0)
    mm = view.canvas.geometry_mm.scale
    found = drag(view, place(view, peaks[1]) + near, place(view, peaks[2]) - near - QPointF(0.0, 3 * mm))
    rr = 1000.0 * (peaks[2] - peaks[1])
    assert found.beats == 1
    assert found.milliseconds() == pytest.approx(rr, abs=0.01)
    assert found.text() == f"RR {rr:.0f} ms · {60000.0 / rr:.0f} /min · +0.30 mV"


def test_over_several_beats_the_mean_interval_gives_the_rate(view: EcgView) -> None:
    peaks = r_peaks(demo("03-atrial-fibrillation"))
    found = drag(view, place(view, peaks[6]), place(view, peaks[2]))
    whole = 1000.0 * (peaks[6] - peaks[2])
    assert found.text() == f"4 × RR {whole / 4:.0f} ms = {whole:.0f} ms · {240000.0 / whole:.0f} /min · +0.00 mV"


def test_an_end_far_from_every_peak_stays_where_it_was_put(view: EcgView) -> None:
    peaks = r_peaks(demo("03-atrial-fibrillation"))
    between = (peaks[3] + peaks[4]) / 2.0
    found = drag(view, place(view, peaks[3]), place(view, between))
    assert found.beats is None
    assert found.milliseconds() == pytest.approx(1000.0 * (between - peaks[3]), abs=0.5)
    assert found.text().startswith(f"{1000.0 * (between - peaks[3]):.0f} ms")


def test_one_key_lets_the_ends_go_and_takes_them_back(view: EcgView, qtbot) -> None:
    peaks = r_peaks(demo("03-atrial-fibrillation"))
    start, end = place(view, peaks[1]) + QPointF(6.0, 0.0), place(view, peaks[2])
    qtbot.keyClick(view.canvas, Qt.Key.Key_R)
    assert not view.tools.snap.isChecked()
    loose = drag(view, start, end)
    assert loose.beats is None
    assert loose.milliseconds() == pytest.approx(view.canvas.geometry_mm.seconds(end.x() - start.x()) * 1000.0)
    qtbot.keyClick(view.canvas, Qt.Key.Key_R)
    assert drag(view, start, end).beats == 1


def test_the_next_patient_has_peaks_of_its_own(view: EcgView) -> None:
    view.set_pane(pane(demo("01-chest-pain")))
    assert view.canvas.calipers.found is None
    assert view.canvas.calipers.peaks_s == r_peaks(demo("01-chest-pain"))


def test_a_recording_without_beats_has_nothing_to_snap_to(view: EcgView) -> None:
    view.set_pane(pane(Ecg("flat", np.zeros((12, 5000), np.float32), 500.0)))
    assert drag(view, QPointF(100.0, 100.0), QPointF(300.0, 100.0)).beats is None


def test_an_interval_is_marched_out_to_both_ends_of_the_strip() -> None:
    found = Calipers(105.0, 0.0, 80.0, 0.0)  # one second, from the third to the fourth
    assert found.marched(255.0) == [5.0, 30.0, 55.0, 130.0, 155.0, 180.0, 205.0, 230.0, 255.0]
    assert Calipers(80.0, 0.0, 81.0, 0.0).marched(255.0) == []


def test_one_key_draws_the_march_and_takes_it_away(view: EcgView, qtbot) -> None:
    peaks = r_peaks(demo("03-atrial-fibrillation"))
    found = drag(view, place(view, peaks[1]), place(view, peaks[2]))
    view.canvas.sheet.ecg = Ecg("flat", np.zeros((12, 5000), np.float32), 500.0)
    geometry = view.canvas.geometry_mm
    leg = round(geometry.x + found.marched(255.0)[-1] * geometry.scale)

    def dots() -> int:
        image, colour = view.canvas.grab().toImage(), QColor(palette().paper.caliper)
        column = [image.pixelColor(x, y) for x in (leg - 1, leg, leg + 1) for y in range(0, 400)]
        return sum(c == colour for c in column)

    bare = dots()
    qtbot.keyClick(view.canvas, Qt.Key.Key_M)
    assert dots() > bare + 100
    qtbot.keyClick(view.canvas, Qt.Key.Key_M)
    assert dots() == bare
