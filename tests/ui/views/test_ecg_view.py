"""The ECG on its paper: scale, grid, gaps, leads, calipers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import ECG_LEADS
from cdss.records.assessment import Finding
from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution
from cdss.session.panes import EcgPane
from ui.theme import palette
from ui.views.ecg_calipers import Calipers
from ui.views.ecg_figures import measurement_items, st_items
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import LAYOUTS, MARGIN_MM, paper_layout
from ui.views.ecg_paper import wrapped
from ui.views.ecg_room import Reach, rows_in
from ui.views.ecg_trace import finite_runs, group_size, polylines
from ui.views.ecg_view import EcgView
from ui.views.painting import font_of

RATE = 500.0


def ecg(rate: float = RATE, seconds: float = 10.0) -> Ecg:
    return Ecg("built", np.zeros((12, round(rate * seconds)), dtype=np.float32), rate)


def pane(recording: Ecg) -> EcgPane:
    measured = (
        ("heart_rate", 110.0),
        ("pr_ms", None),
        ("qrs_ms", 92.0),
        ("qt_ms", 340.0),
        ("qtc_ms", 460.0),
        ("axis_deg", 12.0),
    )
    st = (("V2", 0.21), ("III", -0.12), ("I", 0.1), ("V6", None))
    return EcgPane(recording, (Finding("MI", 0.31),), measured, st, None, (), "credit")


@pytest.fixture
def view(shown_at) -> EcgView:
    return shown_at(EcgView(), 1100, 700)


def picture(view: EcgView) -> QImage:
    return view.canvas.grab().toImage()


def lines(image: QImage, colour: str, row: int) -> list[int]:
    wanted = QColor(colour).rgb()
    return [x for x in range(image.width()) if image.pixel(x, row) == wanted]


def test_large_squares_are_equally_wide_and_high_and_five_small_ones(view: EcgView) -> None:
    view.set_pane(pane(ecg()))
    view.canvas.pan_by(0, 4000)  # bare paper, without names and traces
    geometry = view.canvas.geometry_mm
    image = picture(view)
    across = [x for x in range(image.width()) if image.pixel(x, 3) == QColor(palette().paper.major).rgb()]
    down = [y for y in range(image.height() - 30) if image.pixel(7, y) == QColor(palette().paper.major).rgb()]
    large = round(5.0 * geometry.scale)
    row = next(y for y in range(10) if y not in down)
    steps = np.diff(lines(image, palette().paper.major, row))
    assert len(across) > 10
    assert set(steps.tolist()) == {large}
    assert set(np.diff(down).tolist()) <= {large, 1}
    small = [x for x in range(image.width()) if image.pixel(x, row) != QColor(palette().paper.ground).rgb()]
    assert len(small) == pytest.approx(5 * len(steps), abs=10)


def test_a_new_recording_is_laid_out_once_and_as_one_change_after_the_other_would(view: EcgView) -> None:
    laid_out: list[float] = []
    view.set_pane(pane(ecg()))
    view.canvas.zoom_by(3.0)
    view.canvas.moved.connect(lambda: laid_out.append(view.canvas.geometry_mm.scale))
    tall = replace(ecg(), signal_mv=np.tile(4.0 * np.sin(np.arange(5000) / 40.0), (12, 1)).astype(np.float32))
    view.set_pane(replace(pane(tall), credit="another"))
    settled = view.canvas.geometry_mm.scale, view.canvas.geometry_mm.rows, view.canvas.notice()
    assert laid_out == [settled[0]] and view.canvas.geometry_mm.fitted and "overlap" in settled[2]
    view.canvas.set_notes((), ())
    assert (view.canvas.geometry_mm.scale, view.canvas.geometry_mm.rows, view.canvas.notice()) == settled


@pytest.mark.parametrize("scale", [2.0, 3.4, 6.2, 11.0])
def test_one_second_is_as_long_as_two_and_a_half_millivolts(scale: float) -> None:
    geometry = PaperGeometry(scale=scale)
    assert geometry.seconds(25.0 * scale) == pytest.approx(1.0)
    assert geometry.millivolts(25.0 * scale) == pytest.approx(2.5)
    assert (5.0 * scale) % 1.0 == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("scale", [2.0, 6.2, 14.0])
def test_trace_stays_on_the_grid_at_every_zoom(scale: float) -> None:
    recording = ecg()
    recording.signal_mv[1, 1000:2000] = 1.0
    geometry = PaperGeometry(scale=scale)
    rhythm = paper_layout("3x4+II", 10.0).segments[-1]
    (line,) = polylines(recording, rhythm, geometry)
    top = [p for p in line if p.y() == pytest.approx(geometry.baseline(3) - 10.0 * scale, abs=0.01)]
    start, end = min(p.x() for p in top), max(p.x() for p in top)
    assert start == pytest.approx((MARGIN_MM + 2.0 * 25.0) * scale, abs=1.0)
    assert end == pytest.approx((MARGIN_MM + 4.0 * 25.0) * scale, abs=1.0)


@pytest.mark.parametrize("scale", [2.0, 3.4, 6.2, 14.0])
@pytest.mark.parametrize(("x", "y"), [(0, 0), (-137, 41)])
def test_whole_seconds_and_zero_millivolts_lie_on_grid_lines(scale: float, x: int, y: int) -> None:
    geometry = PaperGeometry(scale=scale, x=x, y=y, rows=rows_in(132.0, (Reach(),) * 4, 22.0))
    across, down = geometry.grid(5.0, 4000, vertical=True), geometry.grid(5.0, 4000, vertical=False)
    seconds = [x + round((MARGIN_MM + 25.0 * s) * scale) for s in range(10)]
    assert {s for s in seconds if 0 <= s < 4000} <= set(across)
    assert {y + round(geometry.baseline(row)) for row in range(4)} <= set(down)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_lead_is_on_the_page(name: str) -> None:
    layout = paper_layout(name, 10.0)
    assert {s.lead for s in layout.segments} == set(ECG_LEADS)
    assert layout.width_mm == pytest.approx(MARGIN_MM + 250.0)


def test_columns_of_the_usual_layout_follow_each_other_in_time() -> None:
    layout = paper_layout("3x4+II", 10.0)
    starts = {s.lead: s.start for s in layout.segments[:-1]}
    assert [starts[lead] for lead in ("I", "aVR", "V1", "V4")] == [0.0, 2.5, 5.0, 7.5]
    assert (layout.segments[-1].lead, layout.segments[-1].end) == ("II", 10.0)


def test_a_peak_of_one_sample_is_drawn_at_full_height_and_thinning_is_announced(view: EcgView) -> None:
    recording = ecg()
    recording.signal_mv[1, 3333] = 1.5
    view.set_pane(pane(recording))
    geometry = view.canvas.geometry_mm
    assert group_size(RATE, geometry.scale) > 2
    (line,) = polylines(recording, paper_layout("3x4+II", 10.0).segments[-1], geometry)
    assert min(p.y() for p in line) == pytest.approx(geometry.baseline(3) - 15.0 * geometry.scale, abs=0.01)
    assert f"peaks of every {group_size(RATE, geometry.scale)} samples" in view.canvas.printed()


def test_without_thinning_nothing_is_announced(view: EcgView) -> None:
    view.set_pane(pane(ecg(rate=100.0)))
    assert "peaks" not in view.canvas.printed()
    assert view.canvas.printed().startswith("25 mm/s · 10 mm/mV · as recorded")


def test_small_squares_left_out_are_announced(view: EcgView) -> None:
    view.set_pane(pane(ecg()))
    assert "large squares only" not in view.canvas.printed()
    view.resize(420, 360)
    QApplication.processEvents()
    assert view.canvas.geometry_mm.scale < 3.0
    assert "large squares only" in view.canvas.printed()


def test_a_gap_in_the_recording_is_a_gap_on_the_paper(view: EcgView) -> None:
    recording = ecg()
    recording.signal_mv[1, 2000:3000] = np.nan
    view.set_pane(pane(recording))
    geometry, image = view.canvas.geometry_mm, picture(view)
    y = geometry.y + round(geometry.baseline(3))
    columns = [geometry.x + round((MARGIN_MM + s * 25.0) * geometry.scale) for s in (4.2, 5.0, 5.8)]
    for x in columns:
        assert all(image.pixelColor(x, y + d).lightness() < 90 for d in (-2, -1, 0, 1, 2))
    recorded = geometry.x + round((MARGIN_MM + 3.0 * 25.0) * geometry.scale)
    assert max(image.pixelColor(recorded, y + d).lightness() for d in (-2, -1, 0, 1, 2)) > 90


def test_finite_runs_leave_out_every_missing_sample() -> None:
    values = np.array([np.nan, 1, 2, np.nan, 3, np.nan], dtype=np.float32)
    assert finite_runs(values) == [slice(1, 3), slice(4, 5)]


def test_a_missing_lead_is_a_labelled_gap_and_is_not_shaded(view: EcgView) -> None:
    recording = ecg()
    recording.signal_mv[8] = np.nan
    everything = EcgAttribution("risk", np.ones((12, 5000), dtype=np.float32), RATE)
    view.set_pane(replace(pane(recording), attribution=everything))
    geometry = view.canvas.geometry_mm
    layout = paper_layout("3x4+II", 10.0)

    def ground_of(lead: str) -> QColor:
        segment = next(s for s in layout.segments if s.lead == lead)
        x = geometry.x + (segment.x_mm + 7.5) * geometry.scale
        y = geometry.y + (geometry.rows[segment.row].top + 0.25 * geometry.rows[segment.row].height) * geometry.scale
        return picture(view).pixelColor(round(x) + 3, round(y) + 3)

    assert ground_of("V2").red() > ground_of("V3").red() + 40
    assert view.canvas.words.missing.replace("%1", "V3") == "V3 not recorded"


def test_shading_is_off_with_one_key_and_leaves_the_bare_paper(view: EcgView, qtbot) -> None:
    bare = pane(ecg())
    view.set_pane(bare)
    before = picture(view)
    shade = np.zeros((12, 5000), dtype=np.float32)
    shade[7, 2600:2700] = 1.0
    view.set_pane(replace(bare, attribution=EcgAttribution("risk", shade, RATE)))
    assert picture(view) != before
    qtbot.keyClick(view.canvas, Qt.Key.Key_A)
    assert picture(view) == before


@pytest.mark.parametrize(
    ("left_out", "awaited", "figures", "said"),
    [
        (True, False, "Not assessed: see the checks", "No shading: the ECG was not assessed, see the checks"),
        (False, True, "Measurements follow with the assessment", "The shading is being computed"),
        (False, False, "Measurements not available", "There is no shading of this ECG"),
    ],
)
def test_an_ecg_without_an_answer_says_why_in_its_figures_and_on_its_button(
    view: EcgView, left_out: bool, awaited: bool, figures: str, said: str
) -> None:
    shade = EcgAttribution("risk", np.ones((12, 5000), dtype=np.float32), RATE)
    view.set_pane(replace(pane(ecg()), attribution=shade))
    assert view.attribution_button.isEnabled()
    assert view.attribution_button.toolTip() == "Shade what the network weighed (A)"
    view.set_pane(EcgPane(ecg(), (), (), (), None, (), "credit", left_out=left_out, awaited=awaited))
    assert view.measures.accessibleName() == figures
    assert not view.attribution_button.isEnabled()
    assert view.attribution_button.toolTip() == said
    image = view.measures.grab().toImage()
    amber = QColor(palette().warning).rgb()
    painted = any(image.pixel(x, y) == amber for x in range(image.width()) for y in range(image.height()))
    assert painted == left_out


@pytest.mark.parametrize(
    ("code", "probability", "seen"), [("NORM", 0.95, "text"), ("AF", 0.95, "up"), ("AF", 0.2, "text")]
)
def test_a_normal_ecg_is_not_in_the_colour_of_a_finding(
    view: EcgView, code: str, probability: float, seen: str
) -> None:
    view.set_pane(replace(pane(ecg()), findings=(Finding(code, probability),)))
    image = view.finding_line.grab().toImage()
    painted = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {token for token in ("up", "text") if getattr(palette(), token) in painted} == {seen}


def test_calibration_pulse_is_one_millivolt_high(view: EcgView) -> None:
    view.set_pane(pane(ecg()))
    geometry, image = view.canvas.geometry_mm, picture(view)
    x = geometry.x + round(2.5 * geometry.scale)
    base = geometry.y + geometry.baseline(0)
    bright = [y for y in range(geometry.y, round(base) + 4) if image.pixelColor(x, y).lightness() > 130]
    assert bright[0] == pytest.approx(base - 10.0 * geometry.scale, abs=1.5)


def test_calipers_measure_what_was_dragged(view: EcgView) -> None:
    view.set_pane(pane(ecg()))
    view.calipers_button.setChecked(True)
    mm = view.canvas.geometry_mm.scale
    start, end = QPointF(100, 200), QPointF(100 + 20 * mm, 200 - 5 * mm)
    for kind, at in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, end),
        (QEvent.Type.MouseButtonRelease, end),
    ):
        place, left = view.canvas.mapToGlobal(at), Qt.MouseButton.LeftButton
        QApplication.sendEvent(view.canvas, QMouseEvent(kind, at, place, left, left, Qt.KeyboardModifier.NoModifier))
    assert view.canvas.calipers.found is not None
    assert view.canvas.calipers.found.text() == "800 ms · 75 /min · +0.50 mV"


def test_calipers_stay_on_the_trace_when_the_paper_is_zoomed() -> None:
    geometry = PaperGeometry(scale=4.0, x=10, y=20)
    calipers = Calipers.between(QPointF(50, 60), QPointF(150, 40), geometry)
    assert (calipers.milliseconds(), calipers.millivolts()) == (pytest.approx(1000.0), pytest.approx(0.5))


def test_short_caliper_intervals_give_no_rate() -> None:
    assert "min" not in Calipers(0.0, 0.0, 2.0, 0.0).text()


def test_measurements_have_units_and_what_is_unknown_is_a_dash() -> None:
    words = [item.words for item in measurement_items(pane(ecg()).measurements)]
    assert words == ["HR 110/min", "PR –", "QRS 92 ms", "QT/QTcB 340/460 ms", "Axis +12°"]


def test_only_notable_st_levels_are_listed() -> None:
    assert [i.words for i in st_items(pane(ecg()).st_level_mv)] == ["V2 +0.21", "III −0.12 (≤ −0.05)", "I +0.10"]


def test_a_level_below_the_threshold_of_its_lead_is_named_with_it_and_is_no_alarm() -> None:
    levels, thresholds = (("V2", 0.16), ("V3", 0.21)), (("V2", 0.2), ("V3", 0.2))
    items = st_items(levels, thresholds)
    assert [(i.words, i.token) for i in items] == [("V3 +0.21 (≥ 0.20)", "up"), ("V2 +0.16 (< 0.20)", "text")]


def test_a_depression_in_avr_is_named_and_is_no_alarm() -> None:
    limits = (("aVR", 0.1), ("III", 0.1))
    items = st_items((("aVR", -0.07), ("III", -0.06)), limits)
    assert [(i.words, i.token) for i in items] == [("aVR −0.07", "text"), ("III −0.06 (≤ −0.05)", "up")]
    assert [(i.words, i.token) for i in st_items((("aVR", 0.1),), limits)] == [("aVR +0.10 (≥ 0.10)", "up")]


def test_nothing_is_called_a_stemi(view: EcgView) -> None:
    view.set_pane(pane(ecg()))
    shown = " ".join((view.st_line.accessibleName(), view.measures.accessibleName(), view.canvas.printed()))
    assert "STEMI" not in shown.upper()
    assert "V2 +0.21" in shown


def test_layout_key_goes_round(view: EcgView, qtbot) -> None:
    view.set_pane(pane(ecg()))
    seen = []
    for _ in LAYOUTS:
        qtbot.keyClick(view.canvas, Qt.Key.Key_L)
        seen.append(view.layout_button.text())
    assert seen == ["6×2 ▾", "12×1 ▾", "3×4+II ▾"]


def test_a_real_recording_fills_the_page(view: EcgView, shared_data) -> None:
    import wfdb

    record = wfdb.rdrecord(str(shared_data / "ptbxl" / "records500" / "00000" / "00017_hr"))
    view.set_pane(pane(Ecg("00017_hr", record.p_signal.T.astype(np.float32), float(record.fs))))
    image = picture(view)
    trace = QColor(palette().paper.trace).lightness()
    lit = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).lightness() > trace - 60 for y in range(0, 560, 2))
    ]
    assert lit[-1] - lit[0] > 0.9 * image.width()


def test_a_reached_st_threshold_is_named_beside_the_level_and_an_unknown_one_is_not():
    levels = (("V2", 0.21), ("V3", 0.22), ("III", -0.12), ("aVF", 0.1))
    shown = st_items(levels, (("V2", 0.20), ("V3", None), ("III", 0.10), ("aVF", 0.10)))
    assert [i.words for i in shown] == ["V3 +0.22", "V2 +0.21 (≥ 0.20)", "III −0.12 (≤ −0.05)", "aVF +0.10 (≥ 0.10)"]


@pytest.mark.parametrize("width", [330, 463, 533, 900])
def test_nothing_that_the_drawing_leaves_out_is_cut_from_the_printed_line(view: EcgView, width: int) -> None:
    view.set_pane(pane(ecg()))
    view.resize(width, 466)
    QApplication.processEvents()
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(font_of(view.canvas, 11))
    printed = view.canvas.printed()
    lines = wrapped(printed, painter.fontMetrics(), width - 16.0)
    assert " · ".join(lines) == printed
    assert all(painter.fontMetrics().horizontalAdvance(line) <= width - 16.0 for line in lines)
    assert len(lines) == 1 if width == 900 else len(lines) <= 3
    painter.end()
