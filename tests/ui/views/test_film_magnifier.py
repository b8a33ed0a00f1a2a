"""The magnifier: a round piece of the film at the mouse, larger, through the same window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage

from cdss.records.film import Film, Window
from cdss.records.film_marks import MeasureKind
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_view import drag, mouse
from ui.views.film_drawing import LENS_RADIUS, LENS_ZOOM
from ui.views.film_view import FilmView

NONE = Qt.MouseButton.NoButton


@pytest.fixture
def view(qtbot) -> FilmView:
    made = FilmView()
    qtbot.addWidget(made)
    made.resize(620, 640)
    made.show()
    pixels = np.tile(np.linspace(0, 255, 256, dtype=np.float32).round(), (256, 1))
    made.set_pane(FilmPane(Film("built", pixels, Window(127.5, 256.0)), (), None, (), ""))
    qtbot.waitExposed(made)
    made.activateWindow()
    made.canvas.setFocus()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


def point(view: FilmView, column: float, row: float) -> QPointF:
    return view.canvas.to_widget().map(QPointF(column, row))


def hold(view: FilmView, qtbot, at: QPointF) -> QImage:
    mouse(view, QEvent.Type.MouseMove, at, NONE, NONE)
    qtbot.keyPress(view.canvas, Qt.Key.Key_Z)
    return view.canvas.grab().toImage()


def test_held_it_shows_the_film_larger_about_the_mouse_and_gone_it_leaves_no_trace(view: FilmView, qtbot) -> None:
    bare = view.canvas.grab().toImage()
    at = point(view, 128, 128)
    held = hold(view, qtbot, at)
    x, y = round(at.x()), round(at.y())
    for away in (-60, -30, 0, 30, 60):
        original = bare.pixelColor(round(x + away / LENS_ZOOM), y).green()
        assert abs(held.pixelColor(x + away, y).green() - original) <= 2
    outside = round(LENS_RADIUS) + 6
    assert held.pixelColor(x + outside, y) == bare.pixelColor(x + outside, y)
    assert held.pixelColor(x + 80, y + 80) == bare.pixelColor(x + 80, y + 80), "it is round"
    qtbot.keyRelease(view.canvas, Qt.Key.Key_Z)
    assert view.canvas.grab().toImage() == bare


def test_it_looks_through_the_same_window_and_inversion(view: FilmView, qtbot) -> None:
    view.canvas.set_window(Window(60.0, 10.0))
    view.toggle_invert()
    at = point(view, 60, 128)
    held = hold(view, qtbot, at)
    assert held.pixelColor(round(at.x()) - 60, round(at.y())).green() == 255
    assert held.pixelColor(round(at.x()) + 60, round(at.y())).green() == 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_on_a_turned_film_it_shows_what_lies_under_the_mouse(view: FilmView, qtbot, turns: int) -> None:
    view.tools.turn(turns)
    at = point(view, 40, 90)
    bare = view.canvas.grab().toImage().pixelColor(at.toPoint()).green()
    held = hold(view, qtbot, at)
    assert abs(held.pixelColor(at.toPoint()).green() - bare) <= 2


def test_the_focus_changes_no_grey_of_the_film(view: FilmView) -> None:
    focused = view.canvas.grab().toImage()
    view.canvas.clearFocus()
    assert not view.canvas.hasFocus()
    plain = view.canvas.grab().toImage()
    for column in (20, 120, 220):
        at = point(view, column, 100).toPoint()
        assert focused.pixelColor(at) == plain.pixelColor(at)


def test_it_follows_the_mouse(view: FilmView, qtbot) -> None:
    hold(view, qtbot, point(view, 60, 60))
    at = point(view, 190, 190)
    mouse(view, QEvent.Type.MouseMove, at, NONE, NONE)
    image = view.canvas.grab().toImage()
    rim = [image.pixelColor(round(at.x() - LENS_RADIUS) + d, round(at.y())).green() for d in range(-3, 4)]
    assert max(rim) > 200 and min(rim) < 90


def test_measured_ends_are_seen_where_they_lie_on_the_enlarged_film(view: FilmView, qtbot) -> None:
    view.tools.arm(MeasureKind.DISTANCE)
    drag(view, point(view, 118, 128), point(view, 200, 128), Qt.MouseButton.LeftButton)
    view.canvas.mouse.rulers.selected = None
    at = point(view, 128, 128)
    held = hold(view, qtbot, at)
    scale = view.canvas.zoom * LENS_ZOOM
    end = QPointF(at.x() - 10 * scale, at.y())
    around = [held.pixelColor(round(end.x()) + dx, round(end.y()) + dy) for dx in range(-5, 6) for dy in range(-5, 6)]
    assert any(c.green() > 180 and c.green() - c.red() > 60 for c in around)


def test_it_stays_for_those_who_cannot_hold_a_key_and_goes_with_the_focus(view: FilmView, qtbot) -> None:
    bare = view.canvas.grab().toImage()
    view.tools.toggle_magnifier()
    assert view.canvas.grab().toImage() != bare
    view.tools.toggle_magnifier()
    assert view.canvas.grab().toImage() == bare
    hold(view, qtbot, point(view, 60, 60))
    view.canvas.clearFocus()
    assert not view.canvas.mouse.magnifying
