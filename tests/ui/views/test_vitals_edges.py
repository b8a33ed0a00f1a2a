"""What lies at the edges of the trends: extreme dots, the time cursor, days and zones on the time axis."""

from __future__ import annotations

import time as clocks
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cdss.records.vitals import VitalsRow
from tests.ui.views.test_vitals_view import T0, pane, picture, trends_of
from ui.language import set_language
from ui.theme import palette
from ui.views.vitals_plot import TrendPlot
from ui.views.vitals_scale import value_range
from ui.views.vitals_view import VitalsView

LAST_DOT = 10


@pytest.fixture
def view(shown_at) -> VitalsView:
    return shown_at(VitalsView(), 400, 400)


@pytest.fixture
def machine_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    clocks.tzset()
    yield
    monkeypatch.undo()
    clocks.tzset()


def course(hours: float, count: int = 5) -> tuple[VitalsRow, ...]:
    return tuple(
        VitalsRow(
            T0 + timedelta(hours=hours * i / (count - 1)),
            heart_rate=200.0 if i == count - 1 else 60.0,
            sbp=70.0 + 30.0 * i,
            resp_rate=8.0,
            spo2=100.0,
            temperature_c=36.5 + i,
        )
        for i in range(count)
    )


def pixel_room(plot: TrendPlot) -> tuple[float, float, float, float]:
    """Pixels from the outermost dots to the left, right, upper and lower end of the plot."""
    assert plot._content is not None
    (left, right), (low, high) = plot.box.viewRange()
    axis, values = plot._content.axis, plot._content.trend.values
    known = values[np.isfinite(values)]
    across, down = plot.box.width() / (right - left), plot.box.height() / (high - low)
    return (
        (axis.places.min() - left) * across,
        (right - axis.places.max()) * across,
        (high - known.max()) * down,
        (known.min() - low) * down,
    )


@pytest.mark.parametrize("size", [(400, 330), (400, 400), (650, 560), (1200, 900)])
@pytest.mark.parametrize("hours", [0.5, 30.0])
def test_no_dot_is_cut_by_the_edge_of_its_plot(view: VitalsView, size: tuple[int, int], hours: float) -> None:
    view.resize(*size)
    view.set_pane(replace(pane(course(hours)), events=(("arrival", T0 - timedelta(minutes=100)),)))
    QApplication.processEvents()
    for row in trends_of(view).rows:
        assert min(pixel_room(row.first)) >= LAST_DOT / 2, row.accessibleName()
    view.resize(size[0], size[1] - 40)
    QApplication.processEvents()
    assert min(min(pixel_room(row.first)) for row in trends_of(view).rows) >= LAST_DOT / 2, "smaller afterwards"


def test_the_whole_dot_of_the_newest_value_is_painted(view: VitalsView) -> None:
    view.set_pane(pane((VitalsRow(T0, spo2=100.0),)))
    row = trends_of(view).rows[0]
    colour = palette().bands.lines[0]
    image = picture(row.first)
    found = [
        (x, y)
        for x in range(40, image.width() - 40)
        for y in range(image.height())
        if image.pixelColor(x, y).name() == colour
    ]
    heights = {y for _, y in found}
    assert max(heights) - min(heights) >= LAST_DOT - 3, "top of a saturation of 100 %"


@pytest.mark.parametrize("edge", [0.0, 0.1, 0.3])
def test_the_range_leaves_its_edge_to_the_dots_and_no_less_than_before(edge: float) -> None:
    for name, value in (("spo2", 100.0), ("heart_rate", 200.0), ("resp_rate", 8.0)):
        low, high = value_range(name, np.array([value, np.nan]), edge)
        assert (high - value) >= edge * (high - low) - 1e-9 and (value - low) >= edge * (high - low) - 1e-9
        usual = value_range(name, np.array([value]))
        assert low <= usual[0] and high >= usual[1]
    assert value_range("spo2", np.array([97.0])) == pytest.approx((89.2, 100.5))


def test_the_cursor_brings_its_measurement_into_sight(view: VitalsView) -> None:
    view.set_pane(pane(course(3.0)))
    actions, trends = view.handlers(), trends_of(view)
    for _ in range(6):
        actions["vitals_zoom_in"]()
    for name, count in (("vitals_next", 1), ("vitals_next", 4), ("vitals_previous", 4)):
        for _ in range(count):
            actions[name]()
            assert trends.cursor_index is not None
            low, high = trends.shown_time()
            place = (T0 + timedelta(hours=3.0 * trends.cursor_index / 4)).timestamp()
            part = (place - low) / (high - low)
            assert 0.03 <= part <= 0.97, trends.cursor_index
            assert all(plot.shown_time() == pytest.approx((low, high)) for plot in trends._plots())


@pytest.mark.parametrize(("hours", "first"), [(30.0, "20 Nov 14:00"), (9.0, None), (11.0, "20 Nov 14:00")])
def test_a_course_of_more_than_a_day_says_day_and_time(view: VitalsView, hours: float, first: str | None) -> None:
    view.set_pane(pane(course(hours)))
    axis = trends_of(view).axis
    start = T0.timestamp()
    assert axis.label(start) == (first or "14:00")
    assert trends_of(view).readings(0)[0] == (first or "14:00")
    set_language("ko")
    assert axis.label(start) == ("11/20 14:00" if first else "14:00")


@pytest.mark.parametrize("width", [400, 650, 1200])
@pytest.mark.parametrize("hours", [2.0, 30.0, 24.0 * 9, 24.0 * 200])
def test_labels_of_the_axis_do_not_run_into_each_other(view: VitalsView, width: int, hours: float) -> None:
    view.resize(width, 500)
    view.set_pane(pane(course(hours)))
    QApplication.processEvents()
    axis = trends_of(view).axis
    boxes = [axis._label_box(place) for place in axis.labelled()]
    assert len(boxes) >= 1
    assert all(one.right() <= other.left() for one, other in pairwise(boxes))


def test_a_value_of_another_day_does_not_pass_for_one_of_today(view: VitalsView) -> None:
    later = VitalsRow(T0 + timedelta(hours=20), resp_rate=18.0)
    view.set_pane(pane((VitalsRow(T0, heart_rate=90.0), VitalsRow(T0 + timedelta(hours=19), spo2=97.0), later)))
    asides = {row.first.name: row.aside for row in (shown.content for shown in trends_of(view).rows) if row is not None}
    assert asides == {"heart_rate": "20 Nov", "spo2": "09:00", "resp_rate": ""}


@pytest.mark.usefixtures("machine_in_utc")
def test_a_zone_that_is_not_the_computers_is_named_on_the_axis(view: VitalsView) -> None:
    view.set_pane(pane(course(2.0)))
    axis = trends_of(view).axis
    assert axis.zone == "UTC+9" and axis.accessibleName() == "UTC+9"
    here = tuple(replace(row, time=row.time.astimezone()) for row in course(2.0) if row.time)
    view.set_pane(pane(here))
    assert axis.zone == "" and axis.label(T0.timestamp()) == "05:00"
    view.set_pane(pane(tuple(replace(row, time=None) for row in here)))
    assert axis.zone == ""
