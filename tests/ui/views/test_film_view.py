"""The film on screen, by its pixels and its mouse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from cdss.core.figures import percent
from cdss.core.kinds import Modality, Severity, View
from cdss.core.result import issue
from cdss.records.assessment import Finding
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, Window, display_gray
from cdss.session.panes import FilmPane
from ui.theme import palette
from ui.views.film_view import FilmView

SIDE = 128


def ramp(inverted: bool = False) -> Film:
    pixels = np.tile(np.linspace(0, 255, SIDE, dtype=np.float32).round(), (SIDE, 1))
    return Film("built", pixels, Window(127.5, 256.0), inverted, View.PA)


def pane(film: Film, cam: bool = False) -> FilmPane:
    hot = np.zeros((4, 4), dtype=np.float32)
    hot[1:3, 1:3] = 1.0
    maps = ImageCam({"pneumonia": hot, "edema": hot.T}, {"pneumonia": "right_lower"}) if cam else None
    findings = (Finding("edema", 0.2), Finding("pneumonia", 0.81))
    return FilmPane(film, findings, maps, (), "credit")


@pytest.fixture
def view(shown_at) -> FilmView:
    return shown_at(FilmView(), 500, 480)


def grey_at(view: FilmView, column: int, row: int) -> int:
    image = view.canvas.grab().toImage()
    rect = view.canvas.film_rect()
    scale = rect.width() / SIDE
    return image.pixelColor(int(rect.x() + (column + 0.5) * scale), int(rect.y() + (row + 0.5) * scale)).green()


def mouse(view: FilmView, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    place = view.canvas.mapToGlobal(at)
    event = QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.canvas, event)


def drag(view: FilmView, start: QPointF, end: QPointF, button: Qt.MouseButton) -> None:
    mouse(view, QEvent.Type.MouseButtonPress, start, button, button)
    mouse(view, QEvent.Type.MouseMove, end, Qt.MouseButton.NoButton, button)
    mouse(view, QEvent.Type.MouseButtonRelease, end, button, Qt.MouseButton.NoButton)


@pytest.mark.parametrize("inverted", [False, True])
def test_screen_shows_the_greys_of_the_definition_at_actual_pixels(view: FilmView, inverted: bool) -> None:
    film = ramp(inverted)
    view.set_pane(pane(film))
    view.canvas.one_to_one()
    expected = np.rint(display_gray(film) * 255.0)
    for column in (20, 64, 110):
        assert abs(grey_at(view, column, 60) - expected[60, column]) <= 1


def test_monochrome1_is_dark_where_its_values_are_high(view: FilmView) -> None:
    view.set_pane(pane(ramp(inverted=True)))
    assert grey_at(view, 10, 60) > 200
    assert grey_at(view, 118, 60) < 60


def test_invert_turns_the_film_and_says_so(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    before = grey_at(view, 118, 60)
    view.toggle_invert()
    assert grey_at(view, 118, 60) == pytest.approx(255 - before, abs=2)
    assert "inverted" in view.canvas.corners[2]


def test_left_drag_moves_window_by_the_share_of_the_range(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    drag(view, QPointF(100, 100), QPointF(164, 132), Qt.MouseButton.LeftButton)
    window = view.canvas.window_level
    assert window.width == pytest.approx(256.0 + 64.0 * 255.0 / 512.0)
    assert window.center == pytest.approx(127.5 + 32.0 * 255.0 / 512.0)
    assert f"W {window.width:.0f}" in view.canvas.corners[2]


def test_right_drag_zooms_about_where_it_began(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    rect, zoom = view.canvas.film_rect(), view.canvas.zoom
    start = QPointF(rect.center())
    drag(view, start, start - QPointF(0, 50), Qt.MouseButton.RightButton)
    assert view.canvas.zoom == pytest.approx(zoom * 1.008**50)
    assert view.canvas.film_rect().center().x() == pytest.approx(start.x(), abs=1.5)


def test_middle_drag_pans_and_leaves_window_and_zoom(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    rect, zoom, window = view.canvas.film_rect(), view.canvas.zoom, view.canvas.window_level
    drag(view, QPointF(100, 100), QPointF(130, 85), Qt.MouseButton.MiddleButton)
    moved = view.canvas.film_rect().topLeft() - rect.topLeft()
    assert (moved.x(), moved.y()) == pytest.approx((30, -15), abs=1)
    assert (view.canvas.zoom, view.canvas.window_level) == (zoom, window)


def test_space_makes_the_left_drag_pan(view: FilmView, qtbot) -> None:
    view.set_pane(pane(ramp()))
    rect, window = view.canvas.film_rect(), view.canvas.window_level
    qtbot.keyPress(view.canvas, Qt.Key.Key_Space)
    drag(view, QPointF(100, 100), QPointF(120, 100), Qt.MouseButton.LeftButton)
    qtbot.keyRelease(view.canvas, Qt.Key.Key_Space)
    assert view.canvas.film_rect().x() - rect.x() == pytest.approx(20, abs=1)
    assert view.canvas.window_level == window


def test_keys_choose_windows_and_reset_brings_the_file_s_own_back(view: FilmView, qtbot) -> None:
    view.set_pane(pane(ramp()))
    qtbot.keyClick(view.canvas, Qt.Key.Key_4)
    assert view.canvas.window_level != ramp().window
    qtbot.keyClick(view.canvas, Qt.Key.Key_I)
    assert view.canvas.inverted
    qtbot.keyClick(view.canvas, Qt.Key.Key_R)
    assert view.canvas.window_level == ramp().window
    assert not view.canvas.inverted


def test_film_stays_whole_when_the_pane_grows(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    view.resize(900, 800)
    QApplication.processEvents()
    rect = view.canvas.film_rect()
    assert rect.width() == rect.height() == pytest.approx(min(view.canvas.width(), view.canvas.height()), abs=1)


def test_heat_map_off_leaves_every_pixel_of_the_film_untouched(view: FilmView, qtbot) -> None:
    plain = pane(ramp())
    view.set_pane(plain)
    before = view.canvas.grab().toImage()
    view.set_pane(replace(pane(ramp(), cam=True), film=plain.film))
    with_heat = view.canvas.grab().toImage()
    assert with_heat != before
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert not view.legend.slider.isEnabled()
    assert view.canvas.grab().toImage() == before


def test_heat_map_lies_where_the_network_looked_and_fades_with_its_slider(view: FilmView) -> None:
    view.set_pane(pane(ramp(), cam=True))
    rect = view.canvas.film_rect()

    def redness() -> int:
        colour = view.canvas.grab().toImage().pixelColor(rect.center().toPoint())
        return colour.red() - colour.blue()

    strong = redness()
    view.legend.slider.setValue(20)
    assert strong > redness() > 0
    view.legend.slider.setValue(0)
    assert redness() == 0


def test_heat_map_starts_with_the_most_probable_finding_and_keeps_the_choice(view: FilmView) -> None:
    first = pane(ramp(), cam=True)
    view.set_pane(first)
    assert "Pneumonia" in view.map_button.text()
    view.choose_map("edema")
    view.set_pane(replace(first, findings=(Finding("pneumonia", 0.9), Finding("edema", 0.1))))
    assert "Oedema" in view.map_button.text()
    assert "Oedema" in view.legend.words.text()


def test_another_patient_s_film_starts_afresh(view: FilmView) -> None:
    view.set_pane(pane(ramp(), cam=True))
    view.choose_map("edema")
    view.apply_preset(3)
    view.toggle_invert()
    other = ramp()
    view.set_pane(pane(other))
    assert view.canvas.window_level == other.window
    assert not view.canvas.inverted
    assert not view.legend.slider.isEnabled()
    assert not view.heat_button.isEnabled()


def test_findings_are_listed_by_probability_and_never_as_certain(view: FilmView) -> None:
    view.set_pane(pane(ramp()))
    assert view.foot.accessibleName() == "Film alone: · Pneumonia 81 % · Oedema 20 %"
    assert [percent(p) for p in (0.0001, 0.5, 0.9999)] == ["<1 %", "50 %", ">99 %"]


def colours_of_the_foot(view: FilmView) -> set[str]:
    image = view.foot.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_film_that_was_not_assessed_says_so_in_the_warning_colour(view: FilmView) -> None:
    view.set_pane(replace(pane(ramp()), findings=(), awaited=False))
    assert view.foot.accessibleName() == "Findings not available"
    assert palette().warning not in colours_of_the_foot(view)
    view.set_pane(replace(pane(ramp()), findings=(), left_out=True))
    assert view.foot.accessibleName() == "Not assessed: see the checks"
    assert palette().warning in colours_of_the_foot(view)
    view.set_pane(replace(pane(ramp()), findings=()))
    assert view.foot.accessibleName() == "Findings follow with the assessment"


@pytest.mark.parametrize(
    ("left_out", "awaited", "said"),
    [
        (True, True, "No map: the film was not assessed, see the checks"),
        (False, True, "The map is being computed"),
        (False, False, "There is no map of this film"),
    ],
)
def test_without_a_map_its_button_is_off_and_says_why(view: FilmView, left_out: bool, awaited: bool, said: str) -> None:
    view.set_pane(pane(ramp(), cam=True))
    assert view.heat_button.isEnabled() and view.heat_button.toolTip() == "Show where the network looked (G)"
    view.set_pane(replace(pane(ramp()), left_out=left_out, awaited=awaited))
    assert not view.heat_button.isEnabled()
    assert view.heat_button.toolTip() == said


def test_what_is_not_known_of_the_film_is_said(view: FilmView) -> None:
    view.set_pane(pane(replace(ramp(), view=View.UNKNOWN)))
    assert view.canvas.corners[0] == "view not given · date not given"
    assert "sides not given: check the marker" in view.canvas.corners[2]
    view.set_pane(pane(replace(ramp(), orientation=("L", "F"))))
    assert "sides not given" not in view.canvas.corners[2]


def test_issues_of_the_film_are_shown(view: FilmView) -> None:
    found = issue("session_unreadable", Severity.WARNING, Modality.IMAGE, name="b.dcm", reason="truncated")
    view.set_pane(replace(pane(ramp()), issues=(found,)))
    assert view.notice.isVisible()
    assert "truncated" in view.notice.accessibleName()


@pytest.mark.parametrize("ground", [0.0, 255.0])
def test_corner_texts_are_readable_over_black_and_white(view: FilmView, ground: float) -> None:
    view.set_pane(pane(Film("built", np.full((SIDE, SIDE), ground, dtype=np.float32), Window(127.5, 256.0))))
    view.canvas.one_to_one()
    image: QImage = view.canvas.grab().toImage()
    plate = [image.pixelColor(x, 16).green() for x in range(9, 140)]
    assert max(plate) > 200
    assert sorted(plate)[len(plate) // 4] < 100


def test_header_fits_a_narrow_pane(view: FilmView) -> None:
    view.set_pane(pane(ramp(), cam=True))
    assert view.header.minimumSizeHint().width() <= 420


def test_in_a_narrow_pane_the_title_is_whole_and_two_tools_are_left_to_the_menu(view: FilmView) -> None:
    view.set_pane(pane(ramp(), cam=True))
    tools = (view.invert_button, view.actual_button)
    assert all(tool.isVisible() for tool in tools)
    view.resize(345, 400)
    assert not any(tool.isVisible() for tool in tools)
    view.header.row.activate()
    assert view.title.width() >= view.title.fontMetrics().horizontalAdvance(view.title.text())
    names = [action.text().split("\t")[0] for action in view.window_menu.actions()]
    assert "Invert" in names and "Actual pixels" in names
    view.resize(500, 400)
    assert all(tool.isVisible() for tool in tools)


def test_double_click_on_header_and_film_asks_to_grow(view: FilmView, qtbot) -> None:
    for target in (view.header, view.canvas):
        with qtbot.waitSignal(view.maximise_requested, timeout=1000):
            qtbot.mouseDClick(target, Qt.MouseButton.LeftButton)


def test_every_control_has_an_accessible_name(view: FilmView) -> None:
    view.set_pane(pane(ramp(), cam=True))
    controls = (view.heat_button, view.map_button, view.window_button, view.invert_button, view.actual_button)
    for control in (*controls, view.grow, view.canvas, view.legend.slider, view.foot):
        assert control.accessibleName(), control
