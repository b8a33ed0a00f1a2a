"""A map is drawn as strongly as its finding is probable, and not by itself where it is improbable: its values stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from cdss.records.assessment import Finding
from cdss.report.evidence import film_blocks, printed_map
from cdss.report.record import Paragraph
from cdss.session.explanation.film_maps import FAINTEST, FULL_FROM, shown_maps, strength_of
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_maps import SIDE, TABLES, fused, hot, pane
from ui.report.film_picture import map_image
from ui.views.film_heat import heat_rgba
from ui.views.film_view import FilmView


def improbable(chance: float = 0.06) -> FilmPane:
    return replace(pane(), findings=(Finding("edema", 0.01), Finding("pneumonia", chance)))


@pytest.fixture
def view(shown_at) -> FilmView:
    return shown_at(FilmView(), 500, 480)


def redness(view: FilmView) -> int:
    """How red the film is where the map of the pneumonia has its peak."""
    rect = view.canvas.film_rect()
    at = QPoint(int(rect.x() + 11 / 14 * rect.width()), int(rect.y() + 7 / 14 * rect.height()))
    colour = view.canvas.grab().toImage().pixelColor(at)
    return colour.red() - colour.blue()


def test_the_colours_reach_their_top_from_likely_on_and_never_vanish() -> None:
    assert [strength_of(p, FULL_FROM) for p in (0.9, 0.66)] == [1.0, 1.0]
    assert strength_of(0.33, FULL_FROM) == pytest.approx(0.5)
    assert strength_of(0.0001, FULL_FROM) == FAINTEST


def test_a_map_of_six_percent_is_drawn_faint_and_its_values_are_left_alone() -> None:
    found = {one.key: one for one in shown_maps(improbable(), "en", "Occlusion")}["pneumonia"]
    likely = {one.key: one for one in shown_maps(pane(), "en", "Occlusion")}["pneumonia"]
    assert (found.strength, likely.strength) == (FAINTEST, 1.0)
    assert np.array_equal(found.map.values, likely.map.values) and found.map.values.max() == 1.0
    assert found.words.startswith("Only 6 %, drawn faint: the map shows where, not how likely.")
    assert found.brief.startswith("Only 6 %")


def test_reach_scales_colour_and_opacity_and_hides_nothing_more() -> None:
    values = hot(6, 10)
    full, faint = heat_rgba(values, TABLES, 1.0, 0.2), heat_rgba(values, TABLES, 1.0, 0.2, reach=0.2)
    assert full[..., 3].max() == 255 and faint[..., 3].max() == 51
    assert np.array_equal(faint[..., 3] > 0, full[..., 3] > 0)


def test_an_improbable_finding_is_not_drawn_before_it_is_asked_for(view: FilmView, qtbot) -> None:
    view.set_pane(improbable())
    assert not view.heat_button.isChecked() and view.heat_button.isEnabled()
    assert redness(view) == 0
    assert view.legend.words.text().startswith("Not drawn: the likeliest finding, Pneumonia, is at 6 % only.")
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert view.heat_button.isChecked()
    assert view.legend.words.text().startswith("Only 6 %")
    assert view.legend.bar.reach == FAINTEST
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert not view.heat_button.isChecked() and redness(view) == 0
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert view.heat_button.isChecked()


def test_a_likely_finding_is_drawn_by_itself_and_more_strongly(view: FilmView) -> None:
    view.set_pane(pane())
    assert view.heat_button.isChecked() and view.legend.bar.reach == 1.0
    strong = redness(view)
    view.set_pane(improbable())
    view.choose_map("pneumonia")
    assert 0 < abs(redness(view)) < strong / 2


def test_the_next_film_begins_anew_and_a_map_that_was_put_away_stays_away(view: FilmView) -> None:
    view.set_pane(improbable())
    view.toggle_heat()
    other = improbable()
    view.set_pane(replace(other, film=replace(other.film, source="other")))
    assert not view.heat_button.isChecked(), "asked for on one film is not asked for on the next"
    view.set_pane(pane())
    assert view.heat_button.isChecked()
    view.toggle_heat()
    likely = pane()
    view.set_pane(replace(likely, film=replace(likely.film, source="third")))
    assert not view.heat_button.isChecked()


def test_choosing_a_map_draws_it_also_after_it_was_put_away(view: FilmView) -> None:
    view.set_pane(pane())
    view.toggle_heat()
    view.set_pane(improbable())
    view.choose_map("pneumonia")
    assert view.heat_button.isChecked() and redness(view) != 0


def test_a_small_effect_on_the_output_is_drawn_faint_too() -> None:
    values = hot(12, 0, under=hot(0, 12, -0.8))
    drawn = [
        {one.key: one.strength for one in shown_maps(pane(signed=fused(values, effect=e)), "en", "O")}["fused"]
        for e in (0.25, -0.05, 0.003)
    ]
    assert drawn == [1.0, pytest.approx(0.5), FAINTEST]


def test_the_printed_map_is_as_faint_as_on_screen(qapp) -> None:
    def hottest(shown: FilmPane) -> int:
        one = {m.key: m for m in shown_maps(shown, "en", "O")}["pneumonia"]
        image = map_image(shown.film, one, "en")
        colour = image.pixelColor(round(11 / 14 * image.width()), round(7 / 14 * image.width()))
        return abs(colour.red() - colour.blue())

    assert SIDE < 700 and hottest(improbable()) < hottest(pane()) / 2


def test_an_improbable_map_is_not_printed_where_there_is_no_other() -> None:
    alone = replace(improbable(), cam=replace(improbable().cam, fused=None))
    assert printed_map(alone, "en") is None
    said = [block.text for block in film_blocks(alone, "en") if isinstance(block, Paragraph)]
    assert said[0].startswith("No map: no finding of this film is even possible")
    likely = replace(pane(), cam=replace(pane().cam, fused=None))
    shown = printed_map(likely, "en")
    assert shown is not None and shown.key == "pneumonia"
