"""The time axis under the trends: its clock and the marks of what else happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from tests.ui.views.test_vitals_view import FULL, T0, pane, rows, trends_of
from ui.language import set_language
from ui.views.vitals_view import VitalsView


@pytest.fixture
def view(shown_at) -> VitalsView:
    return shown_at(VitalsView(), 560, 420)


def test_the_clock_goes_on_to_an_event_after_the_last_measurement(view: VitalsView) -> None:
    view.set_pane(replace(pane(rows(80.0, 90.0)), events=(("note", T0 + timedelta(minutes=60)),)))
    axis = trends_of(view).axis
    assert [axis.label(p) for p in axis.labelled()] == [f"14:{m:02d}" for m in range(0, 60, 15)] + ["15:00"]
    boxes = [axis._label_box(p) for p in axis.labelled()]
    assert not any(one.intersects(other) for one, other in pairwise(boxes))


def test_marks_close_together_share_their_names_and_none_is_written_over(view: VitalsView) -> None:
    film, ecg = T0 + timedelta(minutes=59), T0 + timedelta(minutes=60)
    events = (("arrival", T0 - timedelta(minutes=30)), ("image", film), ("ecg", ecg))
    view.set_pane(replace(pane(rows(80.0, 90.0)), events=events))
    axis = trends_of(view).axis
    (came, (_, first)), (late, (place, second)) = axis.event_marks()
    assert (first, second) == ("arrival", "CXR · ECG")
    assert came == [axis.x_of((T0 - timedelta(minutes=30)).timestamp())]
    assert late == [axis.x_of(film.timestamp()), axis.x_of(ecg.timestamp())]
    assert place.right() < late[0] and place.right() <= axis.width()
    view.set_pane(replace(pane(rows(80.0, 90.0)), events=events[:2]))
    assert [words for _, (_, words) in trends_of(view).axis.event_marks()] == ["arrival", "CXR"]


def test_all_rows_and_the_mark_of_the_arrival_fit_a_low_pane_that_has_a_warning(view: VitalsView) -> None:
    arrival = (("arrival", T0 - timedelta(minutes=30)),)
    unconfirmed = issue("explain_unconfirmed_vitals", Severity.WARNING, Modality.VITALS)
    view.set_pane(replace(pane((FULL,)), events=arrival, issues=(unconfirmed,)))
    view.resize(464, 347)  # one of four panes in a window of 1440 x 900
    for code in ("en", "ko"):
        set_language(code)
        QApplication.processEvents()
        assert len(view.notice.lines()) == 2 and len(trends_of(view).rows) == 5
        axis = trends_of(view).axis
        assert axis.visibleRegion().boundingRect() == axis.rect(), "not below the fold"
