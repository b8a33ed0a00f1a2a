"""Rows of the ECG get the room that their traces take; what is cut or overlaps because of the gain is named, also in print."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from tests.ui.views.ecg_demo import demo, pane, shown
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import LAYOUTS, PaperScale, paper_layout
from ui.views.ecg_paper import pulse_line
from ui.views.ecg_print import STRIP_MM, UNITS_PER_MM, _lay_rows, _pages, _printed_sheet
from ui.views.ecg_room import Reach, leaving, overlapping, pulse_rows, reaches, rows_in
from ui.views.ecg_sheet import EcgSheet
from ui.views.ecg_view import EcgView

RATE = 500.0


@pytest.fixture
def view(qtbot) -> EcgView:
    return shown(qtbot, "01-chest-pain")


def with_peaks(**millivolts: float) -> Ecg:
    """Ten seconds of nothing but one sample of so many mV in each named lead, all at 6.2 s."""
    signal = np.zeros((12, 5000), np.float32)
    for lead, height in millivolts.items():
        signal[ECG_LEADS.index(lead), 3100] = height
    return replace(demo("01-chest-pain"), signal_mv=signal, rate_hz=RATE)


def test_rows_are_even_while_every_trace_has_its_room() -> None:
    rows = rows_in(120.0, (Reach(10.0, 5.0),) * 4, 22.0)
    assert [(row.top, row.height, row.base) for row in rows] == [
        (30.0 * i, 30.0, round((i + 0.55) * 6) * 5.0) for i in range(4)
    ]


def test_a_tall_trace_takes_from_rows_with_room_to_spare_and_nothing_is_cut() -> None:
    wanted = (Reach(10.0, 2.0), Reach(30.0, 20.0), Reach(2.0, 2.0), Reach(2.0, 2.0))
    rows = rows_in(100.0, wanted, 22.0)
    assert [round(row.height, 3) for row in rows] == [16.333, 51.0, 16.333, 16.333]
    for row, reach in zip(rows, wanted, strict=True):
        assert row.base - reach.above >= row.top - 0.5 and row.base + reach.below <= row.top + row.height + 0.5


def test_rows_that_want_too_much_overlap_before_they_leave_the_sheet() -> None:
    wanted = (Reach(30.0, 5.0), *(Reach(25.0, 25.0) for _ in range(4)), Reach(5.0, 40.0))
    rows = rows_in(100.0, wanted, 13.0)
    assert rows[0].base >= 30.0 and rows[-1].base <= 60.0
    bases = [row.base for row in rows]
    assert bases == sorted(bases) and len(set(bases)) == 6
    assert rows[0].top == 0.0 and rows[-1].top + rows[-1].height == 100.0


@pytest.mark.parametrize(("height", "cut"), [(4.9, ()), (6.0, ("V6",))])
def test_a_lead_that_passes_the_edge_of_the_sheet_is_named(height: float, cut: tuple[str, ...]) -> None:
    layout = paper_layout("12x1", 10.0, PaperScale(gain=20.0))
    ecg = with_peaks(V6=-height)
    rows = rows_in(110.0, reaches(layout, ecg), layout.least_row_mm)
    assert leaving(layout, rows, ecg, rows[-1].base - 200.0, rows[-1].base + 98.5) == cut


def test_leads_overlap_only_where_they_meet_at_the_same_moment() -> None:
    layout = paper_layout("12x1", 10.0)
    rows = rows_in(156.0, (Reach(),) * 12, 13.0)
    assert overlapping(layout, rows, with_peaks(V2=-1.0, V3=0.5)) == ("V2", "V3"), "15 mm of 13 between them"
    assert overlapping(layout, rows, with_peaks(V2=-0.5, V3=0.5)) == ()
    assert overlapping(layout, rows, with_peaks(V2=-1.0, V4=0.5)) == ()
    apart = with_peaks(V2=-1.0)
    apart.signal_mv[ECG_LEADS.index("V3"), 500] = 0.5
    assert overlapping(layout, rows, apart) == ()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("gain", [2.5, 5.0, 10.0, 20.0])
def test_every_calibration_pulse_is_whole_and_as_high_as_a_millivolt(view: EcgView, layout: str, gain: float) -> None:
    view.desk.choose_layout(layout)
    view.desk.choose_paper(PaperScale(25.0, gain))
    geometry = view.canvas.geometry_mm
    paced = pulse_rows(geometry.rows, gain)
    assert paced[0] == 0
    for row in paced:
        ys = [point.y() for point in pulse_line(PaperScale(25.0, gain), geometry, row)]
        assert max(ys) - min(ys) == pytest.approx(gain * geometry.scale)
        assert geometry.y + min(ys) >= -0.5, "not cut at the edge of the paper"
    tops = [geometry.rows[row].base - gain for row in paced[1:]]
    assert all(top >= geometry.rows[row].base for top, row in zip(tops, paced, strict=False)), "none runs into another"


def test_at_the_usual_gain_nothing_is_said(view: EcgView) -> None:
    assert view.canvas.notice() == ""
    assert "gain" not in view.canvas.accessibleDescription()


def test_what_a_high_gain_makes_of_the_leads_is_said_on_the_paper_and_to_those_who_listen(view: EcgView) -> None:
    view.set_pane(pane(with_peaks(V2=-6.0, V3=6.0)))
    view.desk.choose_layout("12x1")
    view.desk.choose_paper(PaperScale(gain=20.0))
    said = view.canvas.notice()
    assert "V2, V3 overlap: gain too high for this layout" in said
    assert view.canvas.accessibleDescription() == said
    view.desk.choose_paper(PaperScale(gain=2.5))
    assert view.canvas.notice() == "" and view.canvas.accessibleDescription() == ""


def test_a_trace_higher_than_the_sheet_is_cut_and_named(view: EcgView) -> None:
    view.set_pane(pane(with_peaks(V2=-15.0)))
    view.desk.choose_paper(PaperScale(gain=20.0))
    assert view.canvas.notice().startswith("! V2 cut: gain too high")
    view.canvas.pan_by(0.0, 40.0)
    assert "cut" not in view.canvas.notice(), "moved by hand, the paper ends nowhere"


def test_print_names_what_does_not_fit_and_keeps_the_printed_lines_free(view: EcgView) -> None:
    sheet = view.canvas.sheet
    sheet.ecg = with_peaks(V2=-15.0)
    sheet.layout = paper_layout("12x1", 10.0, PaperScale(gain=20.0))
    printed = _printed_sheet(sheet, sheet.layout)
    notice = printed.notice(_lay_rows(printed, view.canvas.fontMetrics(), 27500.0))
    assert notice.startswith("! V2 cut: gain too high")
    assert printed.geometry.height_mm <= STRIP_MM and printed.geometry.scale == UNITS_PER_MM


@pytest.mark.parametrize(
    ("peaks", "rows"),
    [
        ({}, [12]),
        ({"V2": -6.0, "V3": 6.0}, [10, 2]),
        ({"V1": -8.0, "V2": 8.0, "V4": -8.0, "V5": 8.0}, [7, 2, 1, 2]),
        ({"V1": -20.0}, [6, 1, 5]),
    ],
)
def test_rows_that_run_into_each_other_go_to_pages_of_their_own(
    view: EcgView, peaks: dict[str, float], rows: list[int]
) -> None:
    """At 10 mm/mV; what no page can hold, 20 mV, is alone on its own, and named."""
    sheet = view.canvas.sheet
    sheet.ecg, sheet.layout = with_peaks(**peaks), paper_layout("12x1", 10.0)
    pages = _pages(sheet)
    assert [page.layout.rows for page in pages] == rows
    assert [segment.lead for page in pages for segment in page.layout.segments] == list(ECG_LEADS)
    for page in pages:
        notice = page.notice(_lay_rows(page, view.canvas.fontMetrics(), 27500.0))
        assert notice == ("! V1 cut: gain too high" if peaks.get("V1") == -20.0 and page.layout.rows == 1 else "")
        assert page.layout.paper.gain == 10.0 and page.geometry.scale == UNITS_PER_MM


def test_the_pdf_has_those_pages(view: EcgView) -> None:
    view.set_pane(pane(with_peaks(V2=-6.0, V3=6.0)))
    view.desk.choose_layout("12x1")
    assert view.printed("demo-01").count(b"/MediaBox") == 2


def test_a_sheet_without_a_recording_says_nothing() -> None:
    assert EcgSheet(geometry=PaperGeometry()).notice(500.0) == ""
