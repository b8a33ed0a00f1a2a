"""Vital signs: values, points, bands, gaps."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from cdss.core.kinds import Consciousness
from cdss.records.vitals import Vitals, VitalsRow
from cdss.scoring.news2 import news2
from cdss.scoring.shock_index import shock_index
from cdss.session.panes import VitalsPane
from ui.language import set_language
from ui.theme import palette, set_theme
from ui.views.vitals_axis import LEFT_WIDTH, POINTS_ROOM
from ui.views.vitals_scale import thresholds, value_range, zones
from ui.views.vitals_series import TimeAxis, dotted, time_axis, trend, with_gaps
from ui.views.vitals_trends import VitalsTrends
from ui.views.vitals_view import VitalsView

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=timezone(timedelta(hours=9)))


def rows(*rates: float | None) -> tuple[VitalsRow, ...]:
    return tuple(VitalsRow(T0 + timedelta(minutes=10 * i), heart_rate=rate) for i, rate in enumerate(rates))


def pane(measured: tuple[VitalsRow, ...], adult: bool = True) -> VitalsPane:
    vitals = Vitals("built", measured)
    scored = (("news2", news2(vitals.latest)),) if adult else ()
    return VitalsPane(vitals, (*scored, ("shock_index", shock_index(vitals.latest))), (), "credit")


FULL = VitalsRow(T0, 110.0, 22.0, 160.0, 95.0, 93.0, 36.8, False, Consciousness.ALERT, 7.0)


def trends_of(view: VitalsView) -> VitalsTrends:
    assert view.trends is not None
    return view.trends


def picture(widget: QWidget) -> QImage:
    """What is on screen once the new sizes are known."""
    QApplication.processEvents()
    return widget.grab().toImage()


def windows(view: VitalsView) -> set[tuple[float, float]]:
    return {plot.shown_time() for row in trends_of(view).rows for plot in row.plots}


@pytest.fixture
def view(shown_at) -> VitalsView:
    return shown_at(VitalsView(), 560, 420)


def test_each_measured_parameter_has_a_row_with_value_unit_and_points(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    assert [row.accessibleName() for row in trends_of(view).rows] == [
        "Heart rate 110 /min, NEWS2 +1",
        "SBP / DBP 160 / 95 mmHg, NEWS2 +0",
        "SpO₂ 93 %, NEWS2 +2",
        "Resp. rate 22 /min, NEWS2 +2",
        "Temperature 36.8 °C, NEWS2 +0",
    ]
    assert view.news2_chip.text() == "NEWS2 5"
    assert view.shock_chip.text() == "Shock index 0.69"
    assert view.words_line.accessibleName() == "Consciousness alert (A) · +0 · room air · +0 · Pain 7/10"
    assert not view.absent_line.isVisible()


def test_what_was_not_measured_is_named_and_never_zero(view: VitalsView) -> None:
    view.set_pane(pane(rows(88.0)))
    assert len(trends_of(view).rows) == 1
    assert "Temperature" in view.absent_line.accessibleName()
    assert "Pain" in view.absent_line.accessibleName()
    assert view.news2_chip.text() == "NEWS2 ≥ 0 · partial"
    assert "SpO₂" in view.news2_chip.toolTip()
    assert not view.shock_chip.isVisible()


def test_a_child_has_no_news2_bands_and_no_points(view: VitalsView) -> None:
    view.set_pane(pane((FULL,), adult=False))
    assert not view.news2_chip.isVisible()
    assert all(row.content.points is None and not row.content.scored for row in trends_of(view).rows)


def test_gap_breaks_the_line(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 80.0, None, None, 80.0, 80.0)))
    row = trends_of(view).rows[0]
    image, box = picture(row), row.plot_box()
    line = QColor(palette().bands.lines[0])
    axis = row.content.axis

    def x(place: float) -> int:
        return round(box.left() + (place - axis.low) / (axis.high - axis.low) * (box.width() - POINTS_ROOM))

    places = axis.places.tolist()
    middle = x((places[0] + places[1]) / 2.0)
    y = next(y for y in range(box.top(), box.bottom()) if image.pixelColor(middle, y) == line)

    def drawn(start: float, end: float) -> list[bool]:
        return [image.pixelColor(x(start + (end - start) * i / 8.0), y) == line for i in range(1, 8)]

    assert all(drawn(places[0], places[1]))
    assert not any(drawn(places[1] + 120.0, places[4] - 120.0))
    assert all(drawn(places[4], places[5]))


def test_bands_lie_behind_the_whole_plot_at_their_values(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, None, 80.0)))
    row = trends_of(view).rows[0]
    image, box = picture(row), row.plot_box()
    low, high = value_range("heart_rate", np.array([80.0]))
    for value, points in ((50.0, 1), (52.0, 0), (89.0, 0), (92.0, 1), (109.0, 1), (112.0, 2)):
        y = round(box.bottom() - (value - low) / (high - low) * box.height())
        fills = {image.pixelColor(x, y).name() for x in (box.left() + 2, box.center().x(), box.right() - 26)}
        assert fills == {palette().bands.fills[points]}, value


def test_measurements_without_a_neighbour_get_a_dot_in_a_long_series_too() -> None:
    values = np.array([1.0, np.nan, 2.0, 3.0, np.nan])
    assert dotted(values).tolist() == [True, False, True, True, False]
    long = np.concatenate((values, np.full(60, 5.0)))
    assert np.flatnonzero(dotted(long)).tolist() == [0]


def test_single_measurement_is_a_point(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0)))
    row = trends_of(view).rows[0]
    image, box = picture(row), row.plot_box()
    line = QColor(palette().bands.lines[0])
    lit = [
        (x, y)
        for x in range(box.left(), box.right() - POINTS_ROOM)
        for y in range(box.top(), box.bottom())
        if image.pixelColor(x, y) == line
    ]
    middle = (box.left() + box.right() - POINTS_ROOM) / 2.0
    assert 20 < len(lit) < 100
    assert max(x for x, _ in lit) - min(x for x, _ in lit) <= 10
    assert abs(np.mean([x for x, _ in lit]) - middle) < 2.0


def test_the_last_value_is_marked_larger_than_those_before(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, None, 80.0, None)))
    row = trends_of(view).rows[0]
    image, box = picture(row), row.plot_box()
    line = QColor(palette().bands.lines[0])
    axis = row.content.axis

    def lit(place: float) -> int:
        at = round(box.left() + (place - axis.low) / (axis.high - axis.low) * (box.width() - POINTS_ROOM))
        return sum(
            image.pixelColor(x, y) == line for x in range(at - 7, at + 8) for y in range(box.top(), box.bottom())
        )

    first, last = lit(float(axis.places[0])), lit(float(axis.places[2]))
    assert 8 < first < last


def test_zoom_is_shared_by_all_rows_and_keeps_the_values(view: VitalsView) -> None:
    later = replace(FULL, time=T0 + timedelta(hours=2), sbp=150.0)
    view.set_pane(pane((FULL, later)))
    QApplication.processEvents()
    trends = trends_of(view)
    plot = trends.rows[2].first
    whole, values = plot.shown_time(), plot.box.viewRange()[1]
    wheel(plot)
    (shown,) = windows(view)
    assert whole[0] < shown[0] < shown[1] < whole[1]
    assert plot.box.viewRange()[1] == values
    assert all("14:00" < trends.axis.label(p) < "16:00" for p in trends.axis.labelled())
    for _ in range(20):
        wheel(plot, -120)
    assert windows(view) == {whole}


def wheel(plot: QWidget, delta: int = 120) -> None:
    viewport = plot._graphics.viewport()
    at = QPointF(viewport.rect().center())
    event = QWheelEvent(
        at, QPointF(viewport.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_zoom_stays_for_the_same_times_and_ends_with_the_next_patient(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 90.0, 100.0)))
    trends_of(view).set_shown_time(T0.timestamp(), T0.timestamp() + 600.0)
    (zoomed,) = windows(view)
    assert zoomed == (T0.timestamp(), T0.timestamp() + 600.0)
    view.retranslate()
    assert windows(view) == {zoomed}
    view.set_pane(pane(rows(80.0, 90.0)))
    axis = trends_of(view).rows[0].content.axis
    assert windows(view) == {(axis.low, axis.high)}


def test_a_table_without_plots_leaves_no_zoom_behind(view: VitalsView) -> None:
    view.set_pane(pane((VitalsRow(T0, pain=3.0), VitalsRow(T0 + timedelta(minutes=10), pain=2.0))))
    assert trends_of(view).rows == ()
    view.set_pane(pane(rows(80.0, 90.0)))
    axis = trends_of(view).rows[0].content.axis
    assert windows(view) == {(axis.low, axis.high)}


def test_cursor_stands_at_one_measurement_in_every_row_and_says_its_values(qtbot, view: VitalsView) -> None:
    later = VitalsRow(T0 + timedelta(minutes=20), 96.0, None, 150.0, None, 97.0, 36.5)
    view.set_pane(pane((FULL, later)))
    QApplication.processEvents()
    trends = trends_of(view)
    viewport = trends.rows[0].first._graphics.viewport()
    qtbot.mouseMove(viewport, QPoint(viewport.width() - 60, 8))
    lines = [plot.cursor_line for row in trends.rows for plot in row.plots]
    assert len(lines) == 6
    assert all(line.isVisible() and line.value() == later.time.timestamp() for line in lines)
    assert view._area.accessibleDescription() == (
        "14:20 · Heart rate 96 /min · SBP / DBP 150 / – mmHg · SpO₂ 97 % · Resp. rate not measured · Temperature 36.5 °C"
    )
    trends._leave()
    assert not any(line.isVisible() for line in lines)
    assert view._area.accessibleDescription() == ""


def test_cursor_and_zoom_by_action(view: VitalsView) -> None:
    actions = view.handlers()
    actions["vitals_next"]()  # before there is any patient nothing happens
    view.set_pane(pane(rows(80.0, 90.0, 100.0)))
    trends = trends_of(view)
    whole = trends.shown_time()
    steps = (("vitals_previous", 2), ("vitals_previous", 1), ("vitals_next", 2), ("vitals_next", 2))
    for name, index in steps:
        actions[name]()
        assert trends.cursor_index == index
    actions["vitals_zoom_in"]()
    assert trends.shown_time()[1] - trends.shown_time()[0] == pytest.approx((whole[1] - whole[0]) / 1.5)
    actions["vitals_zoom_out"]()
    assert trends.shown_time() == pytest.approx(whole)
    actions["vitals_zoom_in"]()
    actions["vitals_zoom_all"]()
    assert trends.shown_time() == whole


def test_the_line_of_words_says_what_was_measured_at_the_cursor_and_how_far_the_rest_is(view: VitalsView) -> None:
    ecg, arrival = ("ecg", T0 + timedelta(minutes=9)), ("arrival", T0 - timedelta(minutes=125))
    second = VitalsRow(T0 + timedelta(minutes=30), heart_rate=98.0, on_oxygen=True)
    view.set_pane(replace(pane((FULL, second)), events=(arrival, ecg)))
    usual = view.words_line.accessibleName()
    assert usual.startswith("Consciousness alert (A)")
    view.handlers()["vitals_previous"]()
    assert view.words_line.accessibleName() == "14:30 · HR 98 · O₂ on oxygen · arrival 2.6 h before · ECG 21 min before"
    view.handlers()["vitals_previous"]()
    assert view.words_line.accessibleName().startswith(
        "14:00 · HR 110 · RR 22 · SBP 160 · DBP 95 · SpO₂ 93 · Temp 36.8"
    )
    trends_of(view)._leave()
    assert view.words_line.accessibleName() == usual


def test_events_near_the_measurements_stand_on_the_axis_and_far_ones_do_not(view: VitalsView) -> None:
    near, far = T0 + timedelta(minutes=50), T0 + timedelta(hours=5)
    view.set_pane(replace(pane(rows(80.0, 90.0)), events=(("ecg", near), ("image", far))))
    axis = trends_of(view).axis
    assert axis.event_words() == ("ECG 14:50",)
    assert axis.accessibleName().split(" · ")[0] == "ECG 14:50"
    assert trends_of(view).shown_time()[1] > near.timestamp() > T0.timestamp() + 600.0
    accent = QColor(palette().accent)
    drawn = axis.grab().toImage()
    x = round(axis.x_of(near.timestamp()))
    below = [drawn.pixelColor(x + dx, y) for dx in (-2, -1, 0, 1, 2) for y in range(20, 34)]
    assert accent in below
    bare = axis.height()
    view.set_pane(pane(rows(80.0, 90.0)))
    assert trends_of(view).axis.height() < bare


def test_no_line_bridges_more_than_two_hours() -> None:
    values = np.array([80.0, 82.0, 84.0, 86.0])
    hours = TimeAxis(np.array([0.0, 7200.0, 14401.0, 14500.0]), clock=True)
    places, line = with_gaps(hours, values)
    assert np.flatnonzero(np.isnan(line)).tolist() == [2]
    assert line[np.isfinite(line)].tolist() == values.tolist()
    assert places.tolist() == sorted(places.tolist())
    steps = TimeAxis(hours.places, clock=False)
    assert np.isfinite(with_gaps(steps, values)[1]).all(), "without times nobody knows of a gap"


def test_a_measurement_cut_off_by_gaps_gets_a_dot_in_a_long_series() -> None:
    places = np.concatenate((np.arange(40) * 600.0, [100_000.0], 200_000.0 + np.arange(40) * 600.0))
    axis = TimeAxis(places, clock=True)
    assert np.flatnonzero(dotted(np.full(81, 80.0), axis)).tolist() == [40]


def test_the_line_is_broken_on_the_screen_where_nobody_measured_for_hours(view: VitalsView) -> None:
    late = tuple(VitalsRow(T0 + timedelta(hours=6, minutes=10 * i), heart_rate=80.0) for i in range(2))
    view.set_pane(pane((*rows(80.0, 80.0), *late)))
    x, y = trends_of(view).rows[0].first._line.getData()
    assert np.flatnonzero(np.isnan(y)).tolist() == [2]
    assert x[2] == late[0].time.timestamp() - 6 * 3600 + 600


def test_the_bands_of_spo2_follow_its_scale(view: VitalsView) -> None:
    view.set_pane(replace(pane((FULL,)), spo2_scale=2))
    assert view.news2_chip.text().endswith(" · scale 2")
    row = next(row for row in trends_of(view).rows if row.content.first.name == "spo2")
    assert (row.content.scale, row.content.on_oxygen) == (2, False)
    assert zones("spo2", 85.0, 100.0, 2, True)[-1].points == 3
    assert zones("spo2", 85.0, 100.0, 2, False)[-1].points == 0


def test_the_plots_are_one_stop_of_the_keyboard(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    inside = trends_of(view).findChildren(QWidget)
    assert not [w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert view._area.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_double_click_on_a_plot_asks_to_grow_the_pane(qtbot, view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    QApplication.processEvents()
    viewport = trends_of(view).rows[0].first._graphics.viewport()
    with qtbot.waitSignal(view.maximise_requested, timeout=1000):
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())


def test_plots_take_the_colours_of_a_new_theme(qapp, view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 80.0)))
    set_theme(qapp, "light")
    row = trends_of(view).rows[0]
    image, box = picture(row), row.plot_box()
    assert image.pixelColor(box.right() - 26, box.center().y()).name() == palette().bands.fills[0]
    assert image.pixelColor(box.left() - 33, 10).name() == palette().surface


def test_rows_are_filled_again_for_the_next_patient(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    before = trends_of(view).rows
    view.set_pane(pane(rows(88.0)))
    assert trends_of(view).rows == before[:1]
    assert [row.isVisible() for row in before] == [True, False, False, False, False]
    view.set_pane(pane((FULL,)))
    assert trends_of(view).rows == before
    assert [row.geometry().top() for row in before] == sorted(row.geometry().top() for row in before)


def test_pyqtgraph_is_loaded_with_the_first_vital_signs_only() -> None:
    script = "import sys, ui.app; print('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"


def test_long_values_leave_room_for_the_thresholds(view: VitalsView) -> None:
    """A pressure that is not of the last row has its time behind the unit, all of it left of the plot."""
    set_language("ko")
    later = VitalsRow(T0 + timedelta(minutes=20), 96.0)
    view.set_pane(pane((replace(FULL, sbp=200.0, dbp=110.0), later)))
    row = trends_of(view).rows[1]
    assert row.content.aside == "14:00"
    image = picture(row)
    ground = image.pixelColor(0, 0)
    edge = range(row.plot_box().left() - 36, row.plot_box().left() - 34)
    assert all(image.pixelColor(x, y) == ground for x in edge for y in range(row.height()))


def test_last_known_value_says_when_it_was_measured(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 92.0, None)))
    assert trends_of(view).rows[0].content.aside == "14:10"
    assert "92 /min 14:10" in trends_of(view).rows[0].accessibleName()


def test_all_plots_begin_at_one_place(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    assert {row.plot_box().left() for row in trends_of(view).rows} == {LEFT_WIDTH}


@pytest.mark.parametrize(
    ("name", "values", "marks"),
    [
        ("heart_rate", [140.0], (51.0, 91.0, 111.0, 131.0)),
        ("spo2", [88.0], (92.0, 94.0, 96.0)),
        ("temperature_c", [39.5], (36.1, 38.1, 39.1)),
    ],
)
def test_bands_begin_at_the_charted_value_of_the_guideline(
    name: str, values: list[float], marks: tuple[float, ...]
) -> None:
    low, high = value_range(name, np.array(values))
    assert thresholds(zones(name, low, high)) == marks


def test_colour_changes_half_a_step_before_the_charted_value() -> None:
    found = zones("heart_rate", 40.0, 140.0)
    assert [(z.low, z.points) for z in found] == [(40.0, 3), (40.5, 1), (50.5, 0), (90.5, 1), (110.5, 2), (130.5, 3)]


def test_every_value_is_inside_the_axis() -> None:
    for name, value in (("heart_rate", 300.0), ("sbp", 40.0), ("spo2", 41.0), ("temperature_c", 25.0)):
        low, high = value_range(name, np.array([np.nan, value]))
        assert low < value < high


def test_times_that_are_not_given_are_not_made_up(view: VitalsView) -> None:
    measured = (VitalsRow(None, 80.0), VitalsRow(T0, 90.0), VitalsRow(None, 85.0))
    axis = time_axis(Vitals("built", measured))
    assert not axis.clock
    assert axis.places.tolist() == [1.0, 2.0, 3.0]
    view.set_pane(pane(measured))
    assert "times not given" in view.title.text()


def test_axis_labels_are_in_the_zone_of_the_file(view: VitalsView) -> None:
    view.set_pane(pane(rows(*([80.0] * 13))))
    axis = trends_of(view).axis
    labels = [axis.label(p) for p in axis.labelled()]
    assert labels == ["14:00", "14:30", "15:00", "15:30", "16:00"]


def test_trend_of_a_field_that_was_never_measured_is_empty() -> None:
    series = trend(Vitals("built", rows(80.0)), "spo2")
    assert series.last is None
    assert np.isnan(series.values).all()


def test_rows_of_another_patient_are_empty_until_their_turn(view: VitalsView) -> None:
    """Both patients were measured once, so that only the figures differ; no row shows the first one's any more."""
    waiting = {}
    view.set_later(waiting.__setitem__)
    first = pane((FULL,))
    view.set_pane(first)
    for work in waiting.values():
        work()
    waiting.clear()
    view.set_pane(pane((replace(FULL, heart_rate=70.0),)))
    shown = trends_of(view).rows
    assert len(shown) == 5 and all(row.content is None and row.accessibleName() == "" for row in shown)
    assert not any(plot.isVisible() for row in shown for plot in row.plots)
    for work in waiting.values():
        work()
    assert "70" in shown[0].accessibleName() and all(row.content is not None for row in shown)


def test_a_row_whose_turn_comes_after_another_patient_was_chosen_stays_empty(view: VitalsView) -> None:
    waiting = []
    view.set_later(lambda _, work: waiting.append(work))
    view.set_pane(pane((FULL,)))
    view.set_pane(pane((replace(FULL, heart_rate=70.0),)))
    late = waiting[0]
    late()
    assert trends_of(view).rows[0].content is None


def test_new_scores_of_the_same_vital_signs_leave_their_rows_in_place(view: VitalsView) -> None:
    waiting = {}
    view.set_pane(before := pane((FULL,)))
    view.trends._later = waiting.__setitem__
    view.set_pane(replace(before, scores=()))
    assert all(row.content is not None for row in trends_of(view).rows)
    assert set(waiting) == {*(f"vital signs, row {i}" for i in range(5)), "vital signs, cursor"}
