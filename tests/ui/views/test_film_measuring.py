"""Measuring with the mouse: figures by hand, in the unit the file allows, the same at any zoom, turn and window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage

from cdss.core.kinds import View
from cdss.records.film import Film, SpacingKind, Window
from cdss.records.film_marks import FilmMarks, MeasureKind
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_view import drag, mouse
from ui.language import set_language
from ui.views.film_figures import figures_of, free_place, length_words
from ui.views.film_view import FilmView

LEFT = Qt.MouseButton.LeftButton


def film(spacing: tuple[float, float] | None = (0.4, 0.2), view: View = View.PA) -> Film:
    pixels = np.tile(np.linspace(0, 255, 400, dtype=np.float32).round(), (300, 1))
    kind = SpacingKind.DETECTOR if spacing else None
    return Film("built", pixels, Window(127.5, 256.0), view=view, spacing_mm=spacing, spacing_kind=kind)


@pytest.fixture
def view(qtbot) -> FilmView:
    made = FilmView()
    qtbot.addWidget(made)
    made.resize(560, 520)
    made.show()
    made.set_pane(FilmPane(film(), (), None, (), ""))
    return made


def at(view: FilmView, column: float, row: float) -> QPointF:
    return view.canvas.to_widget().map(QPointF(column, row))


def measured(view: FilmView) -> list[tuple[str, ...]]:
    levels = view.canvas.levels
    assert levels is not None
    return [figures_of(levels.film, m) for m in view.canvas.mouse.rulers.measures]


def millimetres(view: FilmView) -> float:
    return float(measured(view)[0][0].split(" ")[0])


def distance(view: FilmView, one: tuple[float, float], other: tuple[float, float]) -> None:
    view.tools.arm(MeasureKind.DISTANCE)
    drag(view, at(view, *one), at(view, *other), LEFT)


def test_a_distance_is_in_millimetres_by_the_spacing_of_rows_and_columns(view: FilmView) -> None:
    # 150 columns of 0.2 mm are 30 mm, 100 rows of 0.4 mm are 40 mm: 50 mm.
    distance(view, (100, 100), (250, 200))
    assert measured(view) == [("50.0 mm at the detector",)]
    assert "50.0 mm at the detector" in view.canvas.accessibleName()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_turn_zoom_window_and_inversion_change_no_figure(view: FilmView, turns: int) -> None:
    view.tools.turn(turns)
    view.canvas.zoom_by(1.7)
    distance(view, (150, 120), (210, 160))
    expected = np.hypot(60 * 0.2, 40 * 0.4)
    assert millimetres(view) == pytest.approx(expected, abs=0.06)
    before = measured(view)
    view.tools.turn(1)
    view.canvas.zoom_by(0.5)
    view.toggle_invert()
    view.apply_preset(3)
    view.reset()
    assert measured(view) == before


def test_without_spacing_it_is_pixels_and_says_so(view: FilmView) -> None:
    view.set_pane(FilmPane(film(None), (), None, (), ""))
    distance(view, (100, 100), (130, 140))
    assert measured(view) == [("50 px (the file has no spacing)",)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (SpacingKind.DETECTOR, "12.3 mm at the detector"),
        (SpacingKind.GEOMETRY, "12.3 mm, corrected for magnification"),
        (SpacingKind.FIDUCIAL, "12.3 mm, calibrated by a fiducial"),
        (SpacingKind.CORRECTED, "12.3 mm, calibrated"),
        (SpacingKind.UNSTATED, "12.3 mm, calibration not stated"),
        (None, "12.3 mm, calibration not stated"),
    ],
)
def test_where_millimetres_hold_is_said(kind: SpacingKind | None, words: str) -> None:
    assert length_words(replace(film(), spacing_kind=kind), 12.34) == words


def test_while_nothing_is_armed_the_left_drag_is_the_window(view: FilmView) -> None:
    before = view.canvas.window_level
    drag(view, at(view, 100, 100), at(view, 200, 150), LEFT)
    assert view.canvas.window_level != before and measured(view) == []


def test_an_armed_tool_says_what_it_waits_for_and_leaves_the_window(view: FilmView) -> None:
    window = view.canvas.window_level
    view.tools.arm(MeasureKind.DISTANCE)
    assert "Distance: drag from end to end" in view.canvas.corners[2]
    drag(view, at(view, 100, 100), at(view, 200, 150), LEFT)
    assert view.canvas.window_level == window
    assert "Distance" not in view.canvas.corners[2]
    view.tools.arm(MeasureKind.ANGLE)
    view.tools.arm(MeasureKind.ANGLE)
    assert "Angle" not in view.canvas.corners[2]
    drag(view, at(view, 20, 20), at(view, 60, 60), LEFT)
    assert view.canvas.window_level != window and len(measured(view)) == 1


def test_a_click_measures_nothing(view: FilmView) -> None:
    view.tools.arm(MeasureKind.DISTANCE)
    drag(view, at(view, 100, 100), at(view, 100, 100), LEFT)
    assert measured(view) == []
    assert view.canvas.mouse.rulers.armed is MeasureKind.DISTANCE


def angle(view: FilmView, one: tuple[float, float], vertex: tuple[float, float], other: tuple[float, float]) -> None:
    view.tools.arm(MeasureKind.ANGLE)
    drag(view, at(view, *one), at(view, *vertex), LEFT)
    mouse(view, QEvent.Type.MouseMove, at(view, *other), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
    drag(view, at(view, *other), at(view, *other), LEFT)


def test_an_angle_is_drawn_by_one_drag_and_one_click(view: FilmView) -> None:
    # Second arm 100 columns (20 mm) and 50 rows (20 mm) from the vertex: 45 degrees with the row.
    angle(view, (250, 100), (100, 100), (200, 150))
    assert measured(view) == [("45.0°",)]
    assert view.canvas.mouse.rulers.armed is None


def test_between_drag_and_click_the_second_arm_follows_the_mouse_and_can_be_given_up(view: FilmView) -> None:
    view.tools.arm(MeasureKind.ANGLE)
    drag(view, at(view, 250, 100), at(view, 100, 100), LEFT)
    assert "second arm" in view.canvas.corners[2]
    mouse(view, QEvent.Type.MouseMove, at(view, 100, 200), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
    assert measured(view) == [("90.0°",)]
    view.tools.arm(MeasureKind.ANGLE)
    assert measured(view) == [] and view.canvas.mouse.rulers.armed is None


def test_zoom_and_pan_go_on_while_an_angle_waits_and_do_not_end_it(view: FilmView) -> None:
    view.tools.arm(MeasureKind.ANGLE)
    drag(view, at(view, 250, 100), at(view, 100, 100), LEFT)
    zoom = view.canvas.zoom
    drag(view, at(view, 100, 150), at(view, 100, 120), Qt.MouseButton.RightButton)
    assert view.canvas.zoom > zoom and "second arm" in view.canvas.corners[2]
    drag(view, at(view, 200, 150), at(view, 200, 150), LEFT)
    assert measured(view) == [("45.0°",)] and "second arm" not in view.canvas.corners[2]


def test_without_spacing_an_angle_says_what_it_assumes(view: FilmView) -> None:
    view.set_pane(FilmPane(film(None), (), None, (), ""))
    angle(view, (250, 100), (100, 100), (200, 200))
    assert measured(view) == [("45.0° (if pixels are square)",)]


def test_several_stand_at_once_and_each_is_moved_by_its_ends(view: FilmView) -> None:
    distance(view, (100, 100), (200, 100))
    distance(view, (100, 200), (150, 200))
    drag(view, at(view, 200, 100), at(view, 300, 100), LEFT)
    assert measured(view) == [("40.0 mm at the detector",), ("10.0 mm at the detector",)]
    view.tools.turn(1)
    drag(view, at(view, 150, 200), at(view, 200, 200), LEFT)
    assert measured(view)[1] == ("20.0 mm at the detector",)


def test_delete_takes_the_selected_one_and_then_the_last(view: FilmView, qtbot) -> None:
    for row in (60, 120, 180):
        distance(view, (100, row), (100 + row, row))
    drag(view, at(view, 100, 120), at(view, 110, 120), LEFT)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert [m.points[0][1] for m in view.canvas.mouse.rulers.measures] == pytest.approx([60, 180])
    qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert [m.points[0][1] for m in view.canvas.mouse.rulers.measures] == pytest.approx([60])
    qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert measured(view) == []


def place_ratio(view: FilmView) -> None:
    for end, to in enumerate(((140.0, 190.0), (260.0, 190.0), (80.0, 230.0), (320.0, 230.0))):
        start = view.canvas.mouse.rulers.measures[0].points[end]
        drag(view, at(view, *start), at(view, *to), LEFT)


@pytest.mark.parametrize(
    ("projection", "limit"),
    [
        (View.PA, ()),
        (View.AP, ("AP film: the ratio is overestimated",)),
        (View.UNKNOWN, ("View not given: overestimated if AP",)),
    ],
)
def test_the_ratio_has_no_number_before_its_ends_are_placed_and_its_limit_after(
    view: FilmView, qtbot, projection: View, limit: tuple[str, ...]
) -> None:
    view.set_pane(FilmPane(film(view=projection), (), None, (), ""))
    qtbot.keyClick(view.canvas, Qt.Key.Key_T)
    assert measured(view) == [("Cardiothoracic ratio: move all four ends (4 left)",)]
    place_ratio(view)
    assert measured(view) == [("Cardiothoracic ratio 0.50", *limit)]


def test_a_lateral_film_has_no_ratio(view: FilmView) -> None:
    view.set_pane(FilmPane(film(view=View.LATERAL), (), None, (), ""))
    view.tools.add_ratio()
    assert measured(view) == [("No cardiothoracic ratio on a lateral film",)]


def test_what_is_marked_is_told_once_it_is_done_and_comes_back_with_the_film(view: FilmView, qtbot) -> None:
    with qtbot.waitSignal(view.marked, timeout=1000) as told:
        distance(view, (100, 100), (200, 100))
    source, marks = told.args
    assert source == "built" and len(marks.measures) == 1
    other = replace(film(), source="other")
    view.set_pane(FilmPane(other, (), None, (), ""))
    assert measured(view) == []
    view.set_pane(FilmPane(film(), (), None, (), "", marks=marks))
    assert measured(view) == [("20.0 mm at the detector",)]


def test_on_another_film_nothing_stays_armed(view: FilmView) -> None:
    view.tools.arm(MeasureKind.DISTANCE)
    view.set_pane(FilmPane(film(), (), None, (), "", marks=FilmMarks()))
    assert view.canvas.mouse.rulers.armed is None and "Distance" not in view.canvas.corners[2]


def test_lines_and_figures_are_seen_on_the_film_and_go_when_deleted(view: FilmView) -> None:
    bare = view.canvas.grab().toImage()
    distance(view, (100, 100), (300, 100))
    drawn = view.canvas.grab().toImage()
    middle = at(view, 200, 100).toPoint()
    column = [drawn.pixelColor(middle.x(), middle.y() + dy) for dy in range(-3, 4)]
    assert any(c.green() > 200 for c in column) and any(c.green() < 60 for c in column)
    view.tools.delete()
    assert view.canvas.grab().toImage() == bare


def test_figures_stay_inside_the_pane(view: FilmView) -> None:
    distance(view, (350, 290), (399, 299))
    rulers = view.canvas.mouse.rulers
    assert len(rulers.measures) == 1
    image = view.canvas.grab().toImage()
    strip = [image.pixelColor(x, image.height() - 12).green() for x in range(image.width() // 2, image.width())]
    assert max(strip) > 100


def test_no_figure_is_written_over_another() -> None:
    room, first = QRectF(0.0, 0.0, 300.0, 200.0), QRectF(50.0, 60.0, 100.0, 40.0)
    free, hidden = QRectF(50.0, 120.0, 80.0, 20.0), QRectF(60.0, 70.0, 80.0, 20.0)
    assert free_place(free, [first], room) == free
    below = free_place(hidden, [first], room)
    assert below.top() == 101.0 and below.left() == 60.0 and below.size() == hidden.size()
    low, tall = QRectF(50.0, 300.0, 100.0, 40.0), QRectF(0.0, 0.0, 300.0, 400.0)
    assert free_place(QRectF(60.0, 320.0, 80.0, 20.0), [low], tall).bottom() == 299.0, "not onto the corner texts"
    assert free_place(hidden, [room], room) == hidden, "where there is no room it stays on the film"


def test_the_second_of_two_figures_at_one_place_is_still_read(view: FilmView) -> None:
    distance(view, (100, 100), (200, 100))
    alone = view.canvas.grab().toImage()
    distance(view, (100, 98), (200, 98))
    both = view.canvas.grab().toImage()
    text = _bright_rows(both) - _bright_rows(alone)
    assert len(text) >= 8, "a further line of text below the first"


def _bright_rows(image: QImage) -> set[int]:
    """The rows under the measured line, in the middle of the pane, that hold white letters."""
    middle = image.width() // 2
    return {
        y for y in range(image.height()) for x in range(middle - 160, middle + 40) if image.pixelColor(x, y).red() > 235
    }


def test_measurements_speak_korean_on_a_korean_screen(view: FilmView) -> None:
    distance(view, (100, 100), (200, 100))
    set_language("ko")
    assert "검출기" in measured(view)[0][0]
