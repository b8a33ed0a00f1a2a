"""A film beside an earlier one, looked at in the same way; and views that are kept as key images."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from cdss.core.kinds import View
from cdss.records.film import Film, Window
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_view import drag
from ui.views.film_pair import prior_of
from ui.views.film_view import FilmView


def film(source: str, year: int | None, side: int = 200, top: float = 255.0, view: View = View.PA) -> Film:
    pixels = np.tile(np.linspace(0, top, side, dtype=np.float32), (side, 1))
    taken = datetime(year, 3, 4, 5, 6) if year else None
    return Film(source, pixels, Window(top / 2.0, top, "LINEAR_EXACT"), view=view, acquired=taken)


NOW, BEFORE, LONG_BEFORE = film("now", 2026), film("before", 2024, 400, 4095.0), film("long", 2020)


def pane(shown: Film = NOW, *films: Film) -> FilmPane:
    return FilmPane(shown, (), None, (), "", films=films or (LONG_BEFORE, NOW, BEFORE))


@pytest.fixture
def view(qtbot) -> FilmView:
    made = FilmView()
    qtbot.addWidget(made)
    made.resize(900, 560)
    made.show()
    made.set_pane(pane())
    return made


def test_the_latest_earlier_film_of_the_same_plane_is_the_prior() -> None:
    lateral = film("side", 2025, view=View.LATERAL)
    assert prior_of(pane(NOW, LONG_BEFORE, lateral, NOW, BEFORE)) is BEFORE
    assert prior_of(pane(lateral, lateral, NOW)) is None
    assert prior_of(pane(NOW, NOW)) is None


def test_without_dates_any_other_film_is_beside_it_and_says_so(view: FilmView) -> None:
    undated = film("undated", None)
    view.set_pane(pane(NOW, NOW, undated))
    view.toggle_compare()
    assert view.pair.film is undated
    assert view.pair.prior.warning == "OTHER FILM, order not given"


def test_dates_with_and_without_a_zone_are_compared() -> None:
    zoned = replace(BEFORE, acquired=datetime(2025, 1, 1, tzinfo=UTC))
    assert prior_of(pane(NOW, NOW, zoned)) is zoned


def test_a_key_shows_the_earlier_film_beside_and_takes_it_away(view: FilmView, qtbot) -> None:
    alone = view.canvas.width()
    qtbot.keyClick(view.canvas, Qt.Key.Key_P)
    assert view.pair.film is BEFORE and view.pair.prior.isVisible()
    assert view.pair.prior.warning == "EARLIER FILM"
    assert view.pair.prior.corners[0] == "PA · 2024-03-04"
    assert "EARLIER" in view.pair.prior.accessibleName()
    qtbot.waitUntil(lambda: view.canvas.width() < alone)
    qtbot.keyClick(view.canvas, Qt.Key.Key_P)
    assert view.pair.film is None and not view.pair.prior.isVisible()


def test_a_later_film_is_named_as_later(view: FilmView) -> None:
    view.set_pane(pane(LONG_BEFORE, LONG_BEFORE, NOW))
    view.toggle_compare()
    assert view.pair.prior.warning == "LATER FILM"


def test_without_another_film_it_is_said(view: FilmView) -> None:
    view.set_pane(pane(NOW, NOW))
    view.toggle_compare()
    assert view.pair.film is None
    assert "There is no other film to compare with" in view.canvas.corners[2]


def test_zoom_pan_window_turn_and_inversion_are_linked_both_ways(view: FilmView, qtbot) -> None:
    view.toggle_compare()
    main, prior = view.canvas, view.pair.prior
    qtbot.waitUntil(lambda: abs(main.width() - prior.width()) <= 1)
    main.zoom_by(3.0)
    main.pan_by(40.0, -25.0)
    view.apply_preset(2)
    view.toggle_invert()
    view.tools.turn(1)
    # Twice as many pixels a side: half the scale, at the same film share.
    assert prior.zoom == pytest.approx(main.zoom / 2.0, rel=0.01)
    middle = QPointF(main.width() / 2.0, main.height() / 2.0)
    other = prior.to_widget().inverted()[0].map(middle)
    here = main.to_widget().inverted()[0].map(middle)
    assert (other.x() / 400, other.y() / 400) == pytest.approx((here.x() / 200, here.y() / 200), abs=0.01)
    assert prior.window_level.width / 4095.0 == pytest.approx(main.window_level.width / 255.0)
    assert prior.inverted and prior.turns == 1
    assert "turned 90°" in prior.warning
    drag(view_of_prior(view), QPointF(60, 60), QPointF(120, 90), Qt.MouseButton.LeftButton)
    assert main.window_level.width / 255.0 == pytest.approx(prior.window_level.width / 4095.0)


class view_of_prior:
    """What ``drag`` needs, of the film at the right."""

    def __init__(self, view: FilmView) -> None:
        self.canvas = view.pair.prior


def test_the_same_greys_stand_side_by_side(view: FilmView, qtbot) -> None:
    view.toggle_compare()
    qtbot.waitUntil(lambda: abs(view.canvas.width() - view.pair.prior.width()) <= 1)
    images = [canvas.grab().toImage() for canvas in (view.canvas, view.pair.prior)]
    for share in (0.2, 0.5, 0.8):
        greys = []
        for image, canvas in zip(images, (view.canvas, view.pair.prior), strict=True):
            rect = canvas.film_rect()
            at = QPointF(rect.x() + share * rect.width(), rect.y() + 0.3 * rect.height()).toPoint()
            greys.append(image.pixelColor(at).green())
        assert abs(greys[0] - greys[1]) <= 3


def test_another_patient_s_film_brings_its_own_prior(view: FilmView) -> None:
    view.toggle_compare()
    mine, yours = film("mine", 2022), film("yours", 2025)
    view.set_pane(pane(yours, mine, yours))
    assert view.pair.film is mine
    view.set_pane(pane(yours, yours))
    assert view.pair.film is None


def test_a_view_is_marked_as_key_image_and_found_again(view: FilmView, qtbot) -> None:
    told: list[int] = []
    view.marked.connect(lambda _source, marks: told.append(len(marks.keys)))
    view.canvas.zoom_by(3.0)
    view.canvas.pan_by(30.0, 20.0)
    view.apply_preset(2)
    view.toggle_invert()
    qtbot.keyClick(view.canvas, Qt.Key.Key_K)
    assert told == [1] and view.canvas.corners[1] == "★ key image 1 of 1"
    marked = view.canvas.grab().toImage()
    view.reset()
    assert view.canvas.corners[1] == "key images: 1"
    qtbot.keyClick(view.canvas, Qt.Key.Key_N)
    assert view.canvas.corners[1] == "★ key image 1 of 1"
    assert view.invert_button.isChecked()
    assert view.canvas.grab().toImage() == marked


def test_several_key_images_are_walked_and_unmarked(view: FilmView) -> None:
    view.tools.toggle_key()
    view.tools.turn(1)
    view.tools.toggle_key()
    view.tools.next_key()
    assert view.canvas.turns == 0 and view.canvas.corners[1] == "★ key image 1 of 2"
    view.tools.next_key()
    assert view.canvas.turns == 1
    view.tools.toggle_key()
    assert len(view.tools.marks.keys) == 1 and view.canvas.corners[1] == "key images: 1"


def test_key_images_come_back_with_the_film(view: FilmView) -> None:
    view.canvas.zoom_by(2.0)
    view.tools.toggle_key()
    marks = view.tools.marks
    view.set_pane(pane(BEFORE))
    assert view.canvas.corners[1] == ""
    view.set_pane(replace(pane(), marks=marks))
    view.tools.next_key()
    assert view.canvas.corners[1] == "★ key image 1 of 1"


def test_every_tool_stands_in_the_pane_s_menu_with_its_key_and_runs_from_there(view: FilmView) -> None:
    entries = dict(action.text().split("\t") for action in view.window_menu.actions() if not action.isSeparator())
    tools = {"D", "A", "T", "Del", "K", "N", "Z", "]", "[", "P", "PgDown", "PgUp"}
    assert tools <= set(entries.values())
    run = {action.text().split("\t")[-1]: action for action in view.window_menu.actions()}
    run["P"].trigger()
    assert view.pair.film is BEFORE
    run["]"].trigger()
    assert view.canvas.turns == 1
    run["T"].trigger()
    assert len(view.tools.marks.measures) == 1
    asked: list[int] = []
    view.film_stepped.connect(asked.append)
    run["PgDown"].trigger()
    assert asked == [1]


def ticked(view: FilmView) -> list[str]:
    view.window_menu.aboutToShow.emit()
    return [action.text().split("\t")[0] for action in view.window_menu.actions() if action.isChecked()]


def test_the_menu_ticks_the_window_and_what_is_switched_on(view: FilmView) -> None:
    assert ticked(view) == ["As stored"]
    view.apply_preset(3)
    view.toggle_invert()
    view.toggle_compare()
    assert ticked(view) == ["Lung", "Invert", "Compare with an earlier film"]
    view.canvas.set_window(Window(7.0, 13.0))
    view.toggle_invert()
    assert ticked(view) == ["Compare with an earlier film"], "dragged to none of the presets"
    assert view.window_menu.presets.isExclusive()
