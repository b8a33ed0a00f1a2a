"""A turned film: what is drawn over it turns with it, and that it is turned is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from cdss.core.kinds import View
from cdss.records.film import Film, Window, display_gray
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_view import pane
from ui.theme import palette
from ui.views.film_geometry import FilmGeometry
from ui.views.film_view import FilmView

ROWS, COLUMNS = 96, 128


def wide() -> Film:
    """Every pixel another grey, so that no two turns look alike; wider than high."""
    pixels = np.arange(ROWS * COLUMNS, dtype=np.float32).reshape(ROWS, COLUMNS)
    return Film("built", pixels, Window(ROWS * COLUMNS / 2.0, float(ROWS * COLUMNS), "LINEAR_EXACT"), view=View.AP)


@pytest.fixture
def view(shown_at) -> FilmView:
    return shown_at(FilmView(), 500, 480)


def colour(view: FilmView, across: float, down: float) -> QColor:
    """At shares of the film as it lies on the screen."""
    rect = view.canvas.film_rect()
    at = QPointF(rect.x() + across * rect.width(), rect.y() + down * rect.height()).toPoint()
    return view.canvas.grab().toImage().pixelColor(at)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_every_pixel_lies_where_the_turn_takes_it(view: FilmView, turns: int) -> None:
    film = wide()
    view.set_pane(FilmPane(film, (), None, (), ""))
    view.tools.turn(turns)
    view.canvas.one_to_one()
    shown = np.rint(np.rot90(display_gray(film), -turns) * 255.0)
    rect, image = view.canvas.film_rect(), view.canvas.grab().toImage()
    assert (rect.width(), rect.height()) == (shown.shape[1], shown.shape[0])
    for row, column in ((40, 70), (60, 33), (50, 80)):
        seen = image.pixelColor(int(rect.x()) + column, int(rect.y()) + row).green()
        assert abs(seen - shown[row, column]) <= 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_screen_and_film_points_are_each_other_s_inverse(turns: int) -> None:
    geometry = FilmGeometry(128, 96, 2.5, 10.0, 20.0, turns=turns)
    corner = {0: (10, 20), 1: (250, 20), 2: (330, 260), 3: (10, 340)}[turns]
    assert geometry.to_screen().map(QPointF(0, 0)).toTuple() == pytest.approx(corner)
    assert geometry.film_at(geometry.to_screen().map(QPointF(17, 55))).toTuple() == pytest.approx((17, 55))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_film_says_so_and_where_its_top_is(view: FilmView, turns: int) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    assert view.canvas.warning == ""
    for _ in range(turns):
        view.tools.turn(1)
    assert view.canvas.warning == f"turned {90 * turns}° ↻ · top of the film {'↑→↓←'[turns]}"
    assert view.canvas.warning in view.canvas.accessibleName()
    view.tools.turn(-turns)
    assert view.canvas.warning == "" and view.canvas.accessibleName() == "Chest X-ray"


def test_the_warning_is_seen_at_the_top_right(view: FilmView) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    corner = (view.canvas.width() - 120, 8, 112, 24)
    plain = view.canvas.grab().toImage().copy(*corner)
    view.tools.turn(1)
    turned = view.canvas.grab().toImage().copy(*corner)
    yellow = [
        (x, y)
        for x in range(turned.width())
        for y in range(turned.height())
        if turned.pixelColor(x, y).red() > 180 > 150 > turned.pixelColor(x, y).blue()
    ]
    assert len(yellow) > 30
    assert all(plain.pixelColor(x, y).red() == plain.pixelColor(x, y).blue() for x, y in yellow)


def test_keys_turn_either_way_and_reset_makes_it_upright(view: FilmView, qtbot) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    upright = view.canvas.grab().toImage()
    qtbot.keyClick(view.canvas, Qt.Key.Key_BracketLeft)
    assert view.canvas.turns == 3
    qtbot.keyClick(view.canvas, Qt.Key.Key_BracketRight)
    qtbot.keyClick(view.canvas, Qt.Key.Key_BracketRight)
    assert view.canvas.turns == 1
    qtbot.keyClick(view.canvas, Qt.Key.Key_R)
    assert view.canvas.turns == 0
    assert view.canvas.grab().toImage() == upright


def test_a_fitted_film_stays_whole_and_a_zoomed_one_keeps_its_middle(view: FilmView) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    view.tools.turn(1)
    rect = view.canvas.film_rect()
    assert rect.height() == pytest.approx(view.canvas.height(), abs=1)
    view.canvas.zoom_by(6.0)
    view.canvas.pan_by(-70.0, 40.0)
    middle = QPointF(view.canvas.width() / 2.0, view.canvas.height() / 2.0)
    before = view.canvas.share_at(middle)
    view.tools.turn(1)
    after = view.canvas.share_at(middle)
    assert before is not None and after is not None
    assert after.toTuple() == pytest.approx(before.toTuple(), abs=0.01)
    assert view.canvas.zoom == pytest.approx(6.0 * min(view.canvas.height() / COLUMNS, view.canvas.width() / ROWS))


def test_another_film_comes_upright(view: FilmView) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    view.tools.turn(1)
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    assert view.canvas.turns == 0 and view.canvas.warning == ""


def red(view: FilmView, across: float, down: float) -> int:
    seen = colour(view, across, down)
    return seen.red() - seen.blue()


def test_the_heat_map_turns_with_the_film_and_its_words_stay_with_the_patient(view: FilmView) -> None:
    black = Film("built", np.zeros((96, 96), dtype=np.float32) + 1.0, Window(500.0, 10.0), view=View.PA)
    hot = np.zeros((8, 8), dtype=np.float32)
    hot[5:7, 1:3] = 1.0
    shown = pane(black, cam=True)
    assert shown.cam is not None
    maps = replace(shown.cam, maps={"pneumonia": hot})
    view.set_pane(replace(shown, cam=maps))
    words = view.legend.words.text()
    assert "patient's right, lower third" in words
    spots = [(0.25, 0.75), (0.25, 0.25), (0.75, 0.25), (0.75, 0.75)]
    for turns in range(4):
        reds = [red(view, *spot) for spot in spots]
        assert reds.index(max(reds)) == turns and max(reds) > 60
        assert max(r for i, r in enumerate(reds) if i != turns) < 20
        assert view.legend.words.text() == words
        view.tools.turn(1)


def test_lit_cells_turn_with_the_film(view: FilmView) -> None:
    black = Film("built", np.zeros((96, 96), dtype=np.float32) + 1.0, Window(500.0, 10.0), view=View.PA)
    view.set_pane(FilmPane(black, (), None, (), ""))
    view.canvas.highlight(((0, 1, 5.0),))
    edges = [(1.0 / 7, 0.5 / 7), (6.5 / 7, 1.0 / 7), (6.0 / 7, 6.5 / 7), (0.5 / 7, 6.0 / 7)]
    for turns in range(4):
        seen = [colour(view, *edge).green() > 40 for edge in edges]
        assert seen == [i == turns for i in range(4)]
        view.tools.turn(1)


def test_a_point_on_a_turned_film_is_told_by_its_place_on_the_film(view: FilmView) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    view.tools.turn(1)
    rect = view.canvas.film_rect()
    share = view.canvas.share_at(QPointF(rect.x() + 0.9 * rect.width(), rect.y() + 0.2 * rect.height()))
    assert share is not None and share.toTuple() == pytest.approx((0.2, 0.1), abs=0.01)
    assert view.canvas.share_at(QPointF(rect.x() - 5.0, rect.center().y())) is None


def test_sides_come_from_the_file_alone(view: FilmView) -> None:
    view.set_pane(FilmPane(wide(), (), None, (), ""))
    assert view.canvas.sides == ()
    view.set_pane(FilmPane(replace(wide(), orientation=("L", "F")), (), None, (), ""))
    assert view.canvas.sides == ("H", "L", "F", "R")
    view.set_pane(FilmPane(replace(wide(), orientation=("AL", "H")), (), None, (), ""))
    assert view.canvas.sides == ("F", "AL", "H", "PR")


def test_a_side_s_letter_goes_with_its_edge(view: FilmView) -> None:
    black = Film(
        "built", np.zeros((96, 96), dtype=np.float32) + 1.0, Window(500.0, 10.0), view=View.PA, orientation=("L", "F")
    )
    view.set_pane(FilmPane(black, (), None, (), ""))
    view.canvas.sides = ("", "L", "", "")
    for turns in range(4):
        view.canvas.turn_to(turns)
        view.canvas.sides = ("", "L", "", "")
        rect, image = view.canvas.film_rect(), view.canvas.grab().toImage()
        middle = rect.center()
        edges = [
            QPointF(rect.right() - 16, middle.y()),
            QPointF(middle.x(), rect.bottom() - 44),
            QPointF(rect.left() + 16, middle.y()),
            QPointF(middle.x(), rect.top() + 44),
        ]
        written = [
            any(
                image.pixelColor(int(at.x()) + dx, int(at.y()) + dy).green() > 150
                for dx in range(-6, 7)
                for dy in range(-8, 9)
            )
            for at in edges
        ]
        assert written == [i == turns for i in range(4)]


def test_the_side_that_was_examined_is_written_in_words(view: FilmView) -> None:
    view.set_pane(FilmPane(replace(wide(), laterality="R"), (), None, (), ""))
    assert view.canvas.corners[1] == "patient's right side"
    view.set_pane(FilmPane(replace(wide(), laterality="U"), (), None, (), ""))
    assert view.canvas.corners[1] == ""


def test_the_warning_s_colour_is_no_level_s_colour() -> None:
    assert "#ffd166" not in {fill for fill, _ in palette().levels}
