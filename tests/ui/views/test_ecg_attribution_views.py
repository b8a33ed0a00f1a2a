"""The attribution on the paper and in bars: at its place, on its side, and told apart without colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.core.result import issue
from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution, EcgPart
from cdss.session.panes import EcgPane
from ui.language import set_language
from ui.theme import palette
from ui.views.ecg_layout import LAYOUTS, paper_layout
from ui.views.ecg_lead_bars import HEIGHT
from ui.views.ecg_shading import shading_image
from ui.views.ecg_view import EcgView

RATE = 500.0
SHARES = (0.02, 0.03, 0.01, 0.02, 0.02, 0.02, 0.08, 0.40, 0.25, 0.07, 0.05, 0.03)


def attribution(values: np.ndarray | None = None, waves: tuple[str, ...] = ("ST", "rest")) -> EcgAttribution:
    parts = tuple(
        EcgPart(lead, wave, share / 20 / len(waves), share / 60 / len(waves), share / len(waves))
        for lead, share in zip(ECG_LEADS, SHARES, strict=True)
        for wave in waves
    )
    shade = np.zeros((12, 5000), np.float32) if values is None else values
    return EcgAttribution("acs", shade, RATE, parts, 0.1, 0.14, 16, 12, 0)


def pane(found: EcgAttribution | None) -> EcgPane:
    return EcgPane(Ecg("built", np.zeros((12, 5000), np.float32), RATE), (), (), (), found, (), "credit", awaited=False)


@pytest.fixture
def view(shown_at) -> EcgView:
    return shown_at(EcgView(), 1100, 700)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def planted(lead: str, begin: float, end: float, value: float) -> np.ndarray:
    shade = np.zeros((12, 5000), np.float32)
    shade[ECG_LEADS.index(lead), round(begin * RATE) : round(end * RATE)] = value
    return shade


def coloured(image: QImage, x: float, y: float) -> str:
    """``up`` or ``down`` where the ground within two pixels is tinted so, empty where it is the paper's own."""
    shades = [image.pixelColor(round(x) + i, round(y) + j) for i in (-2, 0, 2) for j in (-2, 0, 2)]
    red = sorted(c.red() for c in shades)[4]
    blue = sorted(c.blue() for c in shades)[4]
    ground = QColor(palette().paper.ground)
    if red > ground.red() + 60 and blue < red:
        return "up"
    return "down" if blue > ground.blue() + 40 and red < blue else ""


def sides(view: EcgView, lead: str, second: float) -> list[tuple[str, str]]:
    """Tint above and below the 0 mV line at ``second`` wherever the layout shows that second of ``lead``."""
    geometry, image = view.canvas.geometry_mm, view.canvas.grab().toImage()
    layout = paper_layout(view.desk.layout_name, 10.0)
    found = []
    for segment in layout.segments:
        if segment.lead == lead and segment.start <= second < segment.end:
            x = geometry.x + (segment.x_mm + (second - segment.start) * 25.0) * geometry.scale
            base = geometry.y + geometry.baseline(segment.row)
            off = 0.12 * geometry.rows[segment.row].height * geometry.scale
            found.append((coloured(image, x, base - off), coloured(image, x, base + off)))
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("value", "tint"), [(1.0, ("up", "")), (-1.0, ("", "down"))])
def test_what_raises_stands_above_the_line_and_what_lowers_below_it(view, layout, value, tint):
    view.desk.choose_layout(layout)
    view.set_pane(pane(attribution(planted("II", 1.0, 1.4, value))))
    assert set(sides(view, "II", 1.2)) == {tint}
    assert set(sides(view, "II", 0.8)) | set(sides(view, "II", 1.6)) == {("", "")}
    assert set(sides(view, "V3", 5.5)) <= {("", "")}


def test_a_lead_shown_for_two_and_a_half_seconds_is_shaded_at_its_own_time_only(view):
    shade = planted("V2", 5.6, 6.0, 1.0) + planted("V2", 1.0, 1.4, 1.0)
    view.set_pane(pane(attribution(shade)))
    assert sides(view, "V2", 5.8) == [("up", "")]
    assert sides(view, "aVR", 2.7) == [("", "")] and sides(view, "II", 1.2) == [("", ""), ("", "")]


def test_shading_stays_on_the_trace_when_the_paper_is_zoomed_and_moved(view):
    view.set_pane(pane(attribution(planted("V2", 5.6, 6.0, -1.0))))
    view.canvas.zoom_by(1.5)
    view.canvas.pan_by(-60.0, 25.0)
    assert sides(view, "V2", 5.8) == [("", "down")]
    assert sides(view, "V2", 5.4) == [("", "")]


def test_the_grid_is_counted_through_the_strongest_shade(view):
    view.set_pane(pane(attribution(planted("II", 0.0, 10.0, 1.0))))
    geometry, image = view.canvas.geometry_mm, view.canvas.grab().toImage()
    row = next(s.row for s in paper_layout(view.desk.layout_name, 10.0).segments if s.lead == "II" and s.end > 9.0)
    y = round(geometry.y + geometry.baseline(row) - 0.3 * geometry.rows[row].height * geometry.scale)
    major = QColor(palette().paper.major).rgb()
    lines = [round(x) for x in geometry.grid(5.0, image.width(), vertical=True)]
    assert len(lines) > 20 and sum(image.pixel(x, y) == major for x in lines[2:-2]) > 0.9 * (len(lines) - 4)


def test_what_is_shaded_at_all_is_seen_and_more_of_it_is_stronger():
    image = shading_image(np.array([0.0, 0.05, 0.07, 0.5, 1.0, -1.0], np.float32), "#c8400a", 0.8)
    alpha = [image.pixelColor(x, 0).alpha() for x in range(image.width())]
    assert alpha == [0, 0, 62, 128, 204, 0]


def painted(view: EcgView, colour: str) -> bool:
    image = view.canvas.grab().toImage()
    wanted = QColor(colour).rgb()
    return any(
        image.pixel(x, y) == wanted
        for x in range(image.width() - 200, image.width())
        for y in range(image.height() - 19, image.height())
    )


def test_the_paper_says_what_the_sides_mean_as_long_as_it_is_shaded(view, qtbot):
    view.set_pane(pane(attribution()))
    assert (view.canvas.words.raises, view.canvas.words.lowers) == ("raises", "lowers")
    assert painted(view, palette().down) and painted(view, palette().paper.shading)
    qtbot.keyClick(view.canvas, Qt.Key.Key_A)
    assert not painted(view, palette().down)


# bars ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [330, 430, 700, 1400])
def test_bars_add_up_to_a_hundred_at_any_width(view, width):
    view.set_pane(pane(attribution()))
    view.resize(width, 600)
    groups = view.lead_bars.shown()
    assert [sum(one.percent for one in group) for group in groups] == [100, 100]
    assert groups[1][0].code == "V2" and sum(one.count for one in groups[1]) == 12
    assert view.lead_bars.height() == HEIGHT


def test_bars_come_and_go_with_the_shading_and_leave_the_trace_its_room(view, qtbot):
    view.set_pane(pane(None))
    settle()
    assert not view.lead_bars.isVisible()
    room = view.canvas.height()
    view.set_pane(pane(attribution()))
    settle()
    assert view.lead_bars.isVisible() and room - view.canvas.height() == HEIGHT <= 24
    qtbot.keyClick(view.canvas, Qt.Key.Key_A)
    assert not view.lead_bars.isVisible()


def test_the_longest_bar_is_filled_for_what_raises_and_hatched_for_what_lowers(view):
    view.set_pane(pane(attribution()))
    image = view.lead_bars.grab().toImage()
    y = image.height() - 4
    up, down = QColor(palette().up).rgb(), QColor(palette().down).rgb()
    row = [image.pixel(x, y) for x in range(image.width())]
    filled = [x for x, colour in enumerate(row) if colour == up]
    first = next(i for i, x in enumerate(filled) if i + 1 == len(filled) or filled[i + 1] > x + 1) + 1
    length = first / 0.75
    behind = row[filled[0] + first : filled[0] + round(length)]
    assert 0 < behind.count(down) < len(behind)


def test_bars_and_paper_are_put_into_words_of_the_language(view):
    view.set_pane(pane(attribution()))
    said = "Spread over many leads and waves; strongest: ST of V2 and V3 (32 %)."
    assert view.canvas.accessibleDescription() == said
    spoken = view.lead_bars.accessibleDescription().split("\n")
    assert spoken[0] == said
    assert "V2: 40 %, +1.3 percentage points" in spoken and "ST: 50 %, +1.6 percentage points" in spoken
    assert view.lead_bars.accessibleName() == "Share of the ECG's attribution by wave and lead"
    set_language("ko")
    QApplication.processEvents()
    assert "V2 및 V3의 ST" in view.canvas.accessibleDescription()
    assert "V2: 비율 40 %, 영향 +1.3 %p" in view.lead_bars.accessibleDescription()


def test_waves_that_could_not_be_told_apart_are_dashes(view):
    view.set_pane(pane(attribution(waves=("",))))
    waves, leads = view.lead_bars.shown()
    assert [(one.code, one.count) for one in waves] == [("P", 0), ("QRS", 0), ("ST", 0), ("T", 0)]
    assert sum(one.percent for one in leads) == 100
    assert "could not be told apart" in view.canvas.accessibleDescription()


def test_the_warning_of_a_method_that_failed_stands_there_while_it_shades(view):
    failed = issue("explain_failed", Severity.WARNING, Modality.ECG)
    view.set_pane(replace(pane(attribution()), issues=(failed,)))
    assert view.notice.isVisibleTo(view) and "Do not rely on it" in view.notice.accessibleName()
    view.toggle_attribution()
    assert not view.notice.isVisibleTo(view)
    view.toggle_attribution()
    assert view.notice.isVisibleTo(view)
