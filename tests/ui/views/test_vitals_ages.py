"""A score of values of different ages says so in the pane, as the report does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cdss.records.vitals import VitalsRow
from tests.ui.views.test_vitals_view import FULL, T0, pane, trends_of
from ui.language import set_language
from ui.views.vitals_view import VitalsView

MIXED = (
    FULL,
    VitalsRow(T0 + timedelta(minutes=65), heart_rate=99.0),
    VitalsRow(T0 + timedelta(minutes=130), heart_rate=118.0, sbp=98.0, dbp=60.0, spo2=93.0, on_oxygen=False),
)


@pytest.fixture
def view(shown_at) -> VitalsView:
    return shown_at(VitalsView(), 560, 420)


def test_a_score_of_values_of_different_ages_says_which_are_older_and_by_how_long(view: VitalsView) -> None:
    view.set_pane(pane(MIXED))
    assert view.news2_chip.text() == "NEWS2 8 · mixed times"
    assert "Its oldest value is of 14:00" in view.news2_chip.toolTip()
    assert view.older_line.isVisible()
    assert view.older_line.accessibleName() == (
        "Older values: · Resp. rate 2 h 10 min · Temperature 2 h 10 min · Consciousness 2 h 10 min"
    )


def test_a_score_of_one_row_says_nothing_of_ages(view: VitalsView) -> None:
    view.set_pane(pane(MIXED))
    view.set_pane(pane((FULL,)))
    assert view.news2_chip.text() == "NEWS2 5"
    assert view.older_line.isHidden()


def test_ages_are_said_in_korean_too(view: VitalsView) -> None:
    set_language("ko")
    try:
        view.set_pane(pane(MIXED))
        assert view.news2_chip.text() == "NEWS2 8 · 시각 다름"
        assert "호흡수 2시간 10분" in view.older_line.accessibleName()
    finally:
        set_language("en")


def test_two_pressures_of_different_times_are_no_blood_pressure(view: VitalsView) -> None:
    older, newer = VitalsRow(T0, sbp=160.0, dbp=95.0), VitalsRow(T0 + timedelta(minutes=20), sbp=88.0)
    view.set_pane(pane((older, newer)))
    assert trends_of(view).rows[0].content.value == "88 / –"
    view.set_pane(pane((older, VitalsRow(T0 + timedelta(minutes=20), dbp=50.0))))
    row = trends_of(view).rows[0].content
    assert (row.value, row.aside) == ("160 / 95", "14:00")
    view.set_pane(pane((VitalsRow(T0, dbp=95.0),)))
    assert trends_of(view).rows[0].content.value == "– / 95"
