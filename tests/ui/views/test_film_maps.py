"""The maps over a film: which can be chosen, what each says in words, and what is hidden."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from cdss.core.kinds import View
from cdss.records.assessment import Finding
from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.records.question import Occlusion
from cdss.session.panes import FilmPane
from ui.language import set_language
from ui.theme import palette
from ui.theme.colour_map import colour_table
from ui.views.film_heat import heat_rgba
from ui.views.film_maps import OCCLUSION, points, shown_maps
from ui.views.film_view import FilmView

SIDE = 128


def hot(row: int, column: int, value: float = 1.0, under: np.ndarray | None = None) -> np.ndarray:
    """A map of 14 x 14 cells, all nothing but one block of 2 x 2."""
    out = np.zeros((14, 14), np.float32) if under is None else under.copy()
    out[row : row + 2, column : column + 2] = value
    return out


def fused(values: np.ndarray, effect: float = 0.0421, sided: bool = True) -> FilmMap:
    return FilmMap(Method.GRAD_CAM, "pneumonia", values, sided=sided, effect=effect)


def pane(view: View = View.PA, signed: FilmMap | None = None) -> FilmPane:
    film = Film("built", np.full((SIDE, SIDE), 100.0, np.float32), Window(127.5, 256.0), view=view)
    sided = view is not View.LATERAL
    both = hot(12, 0, under=hot(0, 12, -0.8))
    shown = signed or fused(both, sided=sided)
    maps = {"edema": np.zeros((14, 14), np.float32), "pneumonia": hot(6, 10)}
    cam = ImageCam(maps, {"pneumonia": "left_middle"}, shown, sided=sided)
    return FilmPane(film, (Finding("edema", 0.2), Finding("pneumonia", 0.81)), cam, (), "credit")


def checked(values: np.ndarray, fall: float = 0.013, agreement: float = 0.72) -> Occlusion:
    return Occlusion("pneumonia", FilmMap(Method.OCCLUSION, "pneumonia", values, effect=fall), agreement, 36)


@pytest.fixture
def view(qtbot) -> FilmView:
    made = FilmView()
    qtbot.addWidget(made)
    made.resize(500, 480)
    made.show()
    made.set_pane(pane())
    return made


def said(shown: FilmPane) -> dict[str, str]:
    return {one.key: one.words for one in shown_maps(shown, "en", "Occlusion")}


def colour_at(view: FilmView, row: float, column: float) -> tuple[int, int, int]:
    rect = view.canvas.film_rect()
    at = QPoint(int(rect.x() + column / 14 * rect.width()), int(rect.y() + row / 14 * rect.height()))
    colour = view.canvas.grab().toImage().pixelColor(at)
    return colour.red(), colour.green(), colour.blue()


# words -------------------------------------------------------------------------------------------------------------------


def test_each_map_is_told_in_words_with_the_patients_side() -> None:
    words = said(pane())
    assert words["pneumonia"] == "Where the network looked for Pneumonia: patient's left, middle third."
    assert words["fused"] == (
        "For Pneumonia: patient's right, lower third. "
        "Against (striped blue): patient's left, upper third. This film against an average one: +4.2 points."
    )


def test_nothing_is_claimed_of_a_map_that_is_all_zero() -> None:
    assert said(pane())["edema"] == "No area spoke for Oedema."
    nothing = said(pane(signed=fused(np.zeros((14, 14), np.float32), effect=0.0004)))["fused"]
    assert nothing == (
        "No area spoke for or against Pneumonia. This film against an average one: 0.0 points, too little to draw."
    )
    against = said(pane(signed=fused(hot(0, 12, -1.0), effect=-0.02)))["fused"]
    assert against.startswith("No area spoke for Pneumonia. Against (striped blue): patient's left, upper third.")
    assert "−2.0 points" in against


def test_a_lateral_film_has_no_right_and_no_left() -> None:
    for words in said(pane(View.LATERAL)).values():
        assert "right" not in words and "left" not in words and "midline" not in words
    assert said(pane(View.LATERAL))["pneumonia"].endswith("middle third.")


def test_a_peak_on_the_midline_is_given_no_side() -> None:
    assert "near the midline, lower third" in said(pane(signed=fused(hot(12, 6))))["fused"]


def test_the_cross_check_gives_its_figure_and_says_when_the_methods_disagree() -> None:
    agreed = said(replace(pane(), occlusion=checked(hot(12, 0))))[OCCLUSION]
    assert agreed == (
        "Pneumonia falls most (−1.3 points) when this is covered: patient's right, lower third. "
        "Agrees with Grad-CAM (rank correlation 0.72, 36 patches)."
    )
    apart = said(replace(pane(), occlusion=checked(hot(0, 0, -1.0), agreement=-0.31)))[OCCLUSION]
    assert "falls nowhere" in apart and "rises most (striped blue)" in apart
    assert "Disagrees with Grad-CAM (rank correlation −0.31, 36 patches): rely on neither." in apart
    flat = said(replace(pane(), occlusion=checked(np.zeros((14, 14), np.float32), 0.0, math.nan)))[OCCLUSION]
    assert "less than 0.1 points" in flat and "Cannot be compared" in flat


@pytest.mark.parametrize(("value", "text"), [(0.0421, "+4.2"), (-0.013, "−1.3"), (0.0004, "0.0"), (-0.0004, "0.0")])
def test_points_are_signed_but_for_zero(value: float, text: str) -> None:
    assert points(value) == text


# colours -----------------------------------------------------------------------------------------------------------------

TABLES = colour_table(palette().heat), colour_table(palette().heat_against)


def test_what_speaks_against_is_blue_and_striped_and_what_speaks_for_is_neither() -> None:
    values = np.concatenate([np.full((8, 4), 1.0), np.full((8, 4), -1.0)], axis=1).astype(np.float32)
    rgba = heat_rgba(values, TABLES, 1.0).astype(int)
    favour, against = rgba[:, :96], rgba[:, 160:]
    assert (favour[..., 3] == 255).all() and (favour[..., 0] > favour[..., 2]).all()
    drawn = against[against[..., 3] > 0]
    assert len(drawn) == against[..., 3].size / 2
    assert (drawn[:, 2] > drawn[:, 0]).all()


def test_below_the_threshold_nothing_is_drawn_and_above_it_nothing_changes() -> None:
    values = np.linspace(0.0, 1.0, 64, dtype=np.float32).reshape(8, 8)
    every, most = heat_rgba(values, TABLES, 0.6), heat_rgba(values, TABLES, 0.6, least=0.5)
    kept = most[..., 3] > 0
    assert most[~kept].max() == 0 and (every[~kept][:, 3] <= 0.5 * 0.6 * 255 + 1).all()
    assert (most[kept] == every[kept]).all() and (every[kept][:, 3] >= 0.5 * 0.6 * 255 - 1).all()


# the view ----------------------------------------------------------------------------------------------------------------


def test_maps_are_chosen_by_keyboard_among_findings_and_the_explained_output(view: FilmView, qtbot) -> None:
    seen = []
    for _ in range(4):
        seen.append((view.map_button.text(), view.canvas.accessibleDescription()))
        qtbot.keyClick(view.canvas, Qt.Key.Key_M)
    assert [name for name, _ in seen] == ["Pneumonia ▾", "Oedema ▾", "Pneumonia ▾", "Pneumonia ▾"]
    assert [words for _, words in seen[:3]] == [said(pane())[key] for key in ("pneumonia", "edema", "fused")]
    assert seen[3] == seen[0]
    titles = [action.text() for action in view.map_menu.actions()]
    assert titles == ["Grad-CAM · Pneumonia   81 %", "Grad-CAM · Oedema   20 %", "Grad-CAM · Pneumonia"]


def test_the_threshold_slider_hides_what_is_weak_and_says_how_much(view: FilmView) -> None:
    view.set_pane(replace(pane(), cam=ImageCam({"pneumonia": hot(5, 2, 0.4, hot(8, 10))}, {})))
    view.legend.threshold.setValue(20)
    weak, strong = colour_at(view, 6, 3), colour_at(view, 9, 11)
    assert weak[0] > weak[2] + 5 and strong[0] > strong[2] + 10
    view.legend.threshold.setValue(60)
    assert colour_at(view, 6, 3) == colour_at(view, 6, 7)
    assert colour_at(view, 9, 11) == strong
    assert view.legend.threshold_label.text() == "Hide <60 %"


def test_with_the_map_off_nothing_is_described(view: FilmView, qtbot) -> None:
    assert view.canvas.accessibleDescription()
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert view.canvas.accessibleDescription() == ""


def test_the_cross_check_is_asked_for_once_and_shown_when_it_comes(view: FilmView, qtbot) -> None:
    with qtbot.waitSignal(view.cross_check_requested, timeout=1000):
        qtbot.mouseClick(view.legend.check_button, Qt.MouseButton.LeftButton)
    first = pane()
    view.set_pane(first)
    view.set_pane(replace(first, occluding=True))
    assert not view.legend.check_button.isEnabled() and "Covering" in view.legend.check_button.text()
    with qtbot.assertNotEmitted(view.cross_check_requested):
        qtbot.keyClick(view.canvas, Qt.Key.Key_X)
    view.set_pane(replace(first, occlusion=checked(hot(12, 0))))
    assert view.legend.check_button.isEnabled()
    assert view.heat_button.text() == "Occlusion"
    assert "rank correlation 0.72" in view.legend.words.text()
    qtbot.keyClick(view.canvas, Qt.Key.Key_M)
    assert view.heat_button.text() == "Grad-CAM"


def test_without_a_map_there_is_nothing_to_check(view: FilmView, qtbot) -> None:
    view.set_pane(replace(pane(), cam=None))
    with qtbot.assertNotEmitted(view.cross_check_requested):
        qtbot.keyClick(view.canvas, Qt.Key.Key_X)
    assert not view.legend.slider.isEnabled()


def test_the_bar_has_two_sides_only_for_a_map_that_can_speak_against(view: FilmView) -> None:
    assert (view.legend.low.text(), view.legend.high.text()) == ("low", "high")
    view.choose_map("fused")
    assert (view.legend.low.text(), view.legend.high.text()) == ("against", "for")
    image = view.legend.bar.grab().toImage()
    left, right = image.pixelColor(1, 4), image.pixelColor(54, 4)
    assert left.blue() > left.red() and right.red() > right.blue()


def test_the_words_follow_the_language(view: FilmView) -> None:
    set_language("ko")
    view.set_pane(pane())
    assert "환자의 왼쪽" in view.canvas.accessibleDescription()


def test_every_control_of_the_strip_has_an_accessible_name(view: FilmView) -> None:
    strip = view.legend
    for control in (strip.slider, strip.threshold, strip.check_button, view.map_button):
        assert control.accessibleName(), control
