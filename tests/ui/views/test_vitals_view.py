"""Vital signs: values, points, bands, gaps."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cdss.core.kinds import Consciousness
from cdss.records.vitals import Vitals, VitalsRow
from cdss.scoring.news2 import news2
from cdss.scoring.shock_index import shock_index
from cdss.session.panes import VitalsPane
from ui.theme import palette
from ui.views.vitals_row import LEFT_WIDTH
from ui.views.vitals_scale import thresholds, value_range, zones
from ui.views.vitals_series import runs, time_axis, trend
from ui.views.vitals_view import VitalsView

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=timezone(timedelta(hours=9)))


def rows(*rates: float | None) -> tuple[VitalsRow, ...]:
    return tuple(VitalsRow(T0 + timedelta(minutes=10 * i), heart_rate=rate) for i, rate in enumerate(rates))


def pane(measured: tuple[VitalsRow, ...], adult: bool = True) -> VitalsPane:
    vitals = Vitals("built", measured)
    scored = (("news2", news2(vitals.latest)),) if adult else ()
    return VitalsPane(vitals, (*scored, ("shock_index", shock_index(vitals.latest))), (), "credit")


FULL = VitalsRow(T0, 110.0, 22.0, 160.0, 95.0, 93.0, 36.8, False, Consciousness.ALERT, 7.0)


@pytest.fixture
def view(qtbot) -> VitalsView:
    made = VitalsView()
    qtbot.addWidget(made)
    made.resize(560, 420)
    made.show()
    return made


def test_each_measured_parameter_has_a_row_with_value_unit_and_points(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    assert [row.accessibleName() for row in view.rows] == [
        "Heart rate 110 /min, NEWS2 +1",
        "SBP / DBP 160 / 95 mmHg, NEWS2 +0",
        "SpO₂ 93 %, NEWS2 +2",
        "Resp. rate 22 /min, NEWS2 +2",
        "Temperature 36.8 °C, NEWS2 +0",
    ]
    assert view.news2_chip.text() == "NEWS2 5"
    assert view.shock_chip.text() == "Shock index 0.69"
    assert view.words_line.accessibleName() == "Consciousness alert (A) · Oxygen room air · Pain 7/10"
    assert not view.absent_line.isVisible()


def test_what_was_not_measured_is_named_and_never_zero(view: VitalsView) -> None:
    view.set_pane(pane(rows(88.0)))
    assert len(view.rows) == 1
    assert "Temperature" in view.absent_line.accessibleName()
    assert "Pain" in view.absent_line.accessibleName()
    assert view.news2_chip.text() == "NEWS2 ≥ 0 · partial"
    assert "SpO₂" in view.news2_chip.toolTip()
    assert not view.shock_chip.isVisible()


def test_a_child_has_no_news2_bands_and_no_points(view: VitalsView) -> None:
    view.set_pane(pane((FULL,), adult=False))
    assert not view.news2_chip.isVisible()
    assert all(row.content.points is None and not row.content.scored for row in view.rows)


def test_gap_breaks_the_line(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 80.0, None, None, 80.0, 80.0)))
    row = view.rows[0]
    image, box = row.grab().toImage(), row.plot_box()
    line = QColor(palette().bands.lines[0])
    y = next(y for y in range(int(box.top()), int(box.bottom())) if image.pixelColor(int(box.left()) + 20, y) == line)
    axis = row.content.axis

    def x(place: float) -> int:
        return round(box.left() + (place - axis.low) / (axis.high - axis.low) * (box.width() - 28.0))

    def drawn(start: float, end: float) -> list[bool]:
        return [image.pixelColor(x(start + (end - start) * i / 8.0), y) == line for i in range(1, 8)]

    places = axis.places.tolist()
    assert all(drawn(places[0], places[1]))
    assert not any(drawn(places[1] + 120.0, places[4] - 120.0))
    assert all(drawn(places[4], places[5]))


def test_runs_keep_single_measurements() -> None:
    values = np.array([1.0, np.nan, 2.0, 3.0, np.nan])
    assert runs(values) == [slice(0, 1), slice(2, 4)]


def test_single_measurement_is_a_point(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0)))
    row = view.rows[0]
    image, box = row.grab().toImage(), row.plot_box()
    line = QColor(palette().bands.lines[0])
    lit = [
        (x, y)
        for x in range(int(box.left()), int(box.right()) - 28)
        for y in range(int(box.top()), int(box.bottom()))
        if image.pixelColor(x, y) == line
    ]
    assert 10 < len(lit) < 60
    assert max(x for x, _ in lit) - min(x for x, _ in lit) <= 7


def test_last_known_value_says_when_it_was_measured(view: VitalsView) -> None:
    view.set_pane(pane(rows(80.0, 92.0, None)))
    assert view.rows[0].content.aside == "14:10"
    assert "92 /min 14:10" in view.rows[0].accessibleName()


def test_all_plots_begin_at_one_place(view: VitalsView) -> None:
    view.set_pane(pane((FULL,)))
    assert {row.plot_box().left() for row in view.rows} == {LEFT_WIDTH}


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
    assert view.axis is not None
    labels = [view.axis.label(p) for p in view.axis.labelled()]
    assert labels == ["14:00", "14:30", "15:00", "15:30", "16:00"]


def test_trend_of_a_field_that_was_never_measured_is_empty() -> None:
    series = trend(Vitals("built", rows(80.0)), "spo2")
    assert series.last is None
    assert np.isnan(series.values).all()
