"""The maps over a film: which can be chosen, what each says in words, and what is hidden."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import View
from cdss.core.sentences import LANGUAGES
from cdss.records.assessment import Finding
from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_heat import colour_table, heat_rgba
from cdss.records.film_map import FilmMap
from cdss.records.question import Occlusion
from cdss.session.explanation.film_maps import OCCLUSION, points, shown_maps
from cdss.session.panes import FilmPane
from ui.language import set_language
from ui.theme import palette
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
    assert words["pneumonia"] == (
        "Where the network looked for Pneumonia: patient's left, middle third. "
        "Probability 81 %: the map shows where, not how likely."
    )
    assert words["fused"] == (
        "Pneumonia: +4.2 points vs an average film. For: patient's right, lower third. "
        "Against (striped): patient's left, upper third."
    )


def test_nothing_is_claimed_of_a_map_that_is_all_zero() -> None:
    assert said(pane())["edema"] == "No area spoke for Oedema."
    nothing = said(pane(signed=fused(np.zeros((14, 14), np.float32), effect=0.0004)))["fused"]
    assert nothing == (
        "Pneumonia: 0.0 points vs an average film. Too little to draw: no area spoke for it or against it."
    )
    against = said(pane(signed=fused(hot(0, 12, -1.0), effect=-0.02)))["fused"]
    assert against == (
        "Pneumonia: −2.0 points vs an average film. No area spoke for it. Against (striped): patient's left, upper third."
    )


def test_a_zone_that_speaks_for_and_against_is_named_once() -> None:
    both = hot(0, 11, 1.0, under=hot(2, 11, -0.8))
    assert said(pane(signed=fused(both)))["fused"] == (
        "Pneumonia: +4.2 points vs an average film. "
        "What speaks for and what speaks against (striped) lie side by side in one zone: patient's left, upper third."
    )


def test_a_lateral_film_has_no_right_and_no_left() -> None:
    for words in said(pane(View.LATERAL)).values():
        assert "right" not in words and "left" not in words and "midline" not in words
    assert said(pane(View.LATERAL))["pneumonia"].startswith("Where the network looked for Pneumonia: middle third.")


def test_a_peak_on_the_midline_is_given_no_side() -> None:
    assert "near the midline, lower third" in said(pane(signed=fused(hot(12, 6))))["fused"]


def test_the_cross_check_gives_its_figure_and_says_when_the_methods_disagree() -> None:
    agreed = said(replace(pane(), occlusion=checked(hot(12, 0))))[OCCLUSION]
    assert agreed == (
        "Agrees with Grad-CAM (rank correlation 0.72, 36 patches). "
        "Covering this lowers Pneumonia most (−1.3 points): patient's right, lower third."
    )
    apart = said(replace(pane(), occlusion=checked(hot(0, 0, -1.0), agreement=-0.31)))[OCCLUSION]
    assert apart == (
        "Disagrees with Grad-CAM (rank correlation −0.31, 36 patches): rely on neither. "
        "Covering lowers Pneumonia nowhere. Raises it most (striped): patient's right, upper third."
    )
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


def test_below_the_threshold_nothing_is_drawn_and_the_peak_stays_as_it_was() -> None:
    values = np.linspace(0.0, 1.0, 64, dtype=np.float32).reshape(8, 8)
    every, most = heat_rgba(values, TABLES, 0.6), heat_rgba(values, TABLES, 0.6, least=0.5)
    weak = every[..., 3] < 0.5 * 0.6 * 255 - 1
    strong = every[..., 3] > 0.52 * 0.6 * 255
    assert most[weak].max() == 0 and most[strong][:, 3].min() > 0
    assert (most[-1, -1] == every[-1, -1]).all() and every[-1, -1, 3] == round(0.6 * 255)


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
    view.set_pane(pane(signed=fused(hot(12, 0, under=hot(0, 12, -0.8)), effect=0.2)))
    view.choose_map("fused")
    assert (view.legend.low.text(), view.legend.high.text()) == ("against", "for")
    image = view.legend.bar.grab().toImage()
    left, right = image.pixelColor(1, 4), image.pixelColor(54, 4)
    assert left.blue() > left.red() and right.red() > right.blue()


def test_the_words_follow_the_language(view: FilmView) -> None:
    set_language("ko")
    view.set_pane(pane())
    assert "환자의 왼쪽" in view.canvas.accessibleDescription()


def test_the_strip_follows_the_language_at_once(view: FilmView) -> None:
    set_language("ko")
    QApplication.processEvents()
    assert "20%" in view.legend.threshold_label.text() and "Hide" not in view.legend.threshold_label.text()
    assert view.legend.opacity_label.text() != "Opacity"


def test_every_control_of_the_strip_has_an_accessible_name(view: FilmView) -> None:
    strip = view.legend
    for control in (strip.slider, strip.threshold, strip.check_button, view.map_button):
        assert control.accessibleName(), control


def test_the_film_does_not_move_when_maps_change_come_or_go(view: FilmView, qtbot) -> None:
    where = view.canvas.film_rect()
    for key in (Qt.Key.Key_M, Qt.Key.Key_M, Qt.Key.Key_G):
        qtbot.keyClick(view.canvas, key)
        QApplication.processEvents()
        assert view.canvas.film_rect() == where
    view.set_pane(replace(pane(), film=view._pane.film, cam=None))
    QApplication.processEvents()
    assert view.canvas.film_rect() == where


def test_words_that_do_not_fit_are_said_in_brief_and_are_whole_in_the_tool_tip(view: FilmView) -> None:
    words = view.legend.words
    words.set_text("a word " * 60, "brief")
    assert words.line() == "brief"
    assert words.toolTip() == words.accessibleName() == "a word " * 60
    words.set_text("a word " * 60)
    assert words.line().startswith("a word") and words.line().endswith("…")
    words.set_text("short", "brief")
    assert words.line() == "short"


def briefly(shown: FilmPane, language: str = "en") -> dict[str, str]:
    return {one.key: one.brief for one in shown_maps(shown, language, "Occlusion")}


def test_what_is_said_in_brief_keeps_side_direction_and_figure() -> None:
    words = briefly(replace(pane(), occlusion=checked(hot(12, 0))))
    assert words["pneumonia"] == "Looked at patient's left, middle third · 81 %"
    assert words["edema"] == "No area spoke for it."
    assert words["fused"] == "+4.2 points · for: right lower · against: left upper"
    assert words[OCCLUSION] == "Agrees with Grad-CAM (ρ 0.72) · for: right lower"
    assert briefly(pane(), "ko")["fused"] == "+4.2%p 변화 · 높임: 우하부 · 낮춤: 좌상부"
    assert briefly(pane(signed=fused(hot(12, 6))))["fused"].endswith("for: midline lower")


def test_a_disagreement_is_said_in_brief_without_the_places_it_takes_back() -> None:
    apart = replace(pane(), occlusion=checked(hot(0, 0, -1.0), agreement=-0.31))
    assert briefly(apart)[OCCLUSION] == "Disagrees with Grad-CAM (ρ −0.31): rely on neither"
    flat = replace(pane(), occlusion=checked(np.zeros((14, 14), np.float32), 0.0, math.nan))
    assert briefly(flat)[OCCLUSION] == "Cannot be compared with Grad-CAM"


def test_a_lateral_film_has_no_side_in_brief_either() -> None:
    for words in briefly(pane(View.LATERAL)).values():
        assert "right" not in words and "left" not in words and "midline" not in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [330, 348, 400, 460, 700])
def test_the_controls_fit_at_any_width_and_go_with_the_map(view: FilmView, qtbot, width: int, language: str) -> None:
    set_language(language)
    view.resize(width, 460)
    view.set_pane(replace(pane(), occluding=True))
    for busy in (True, False):
        view.set_pane(replace(pane(), occluding=busy))
        QApplication.processEvents()
        strip = view.legend
        for part in (strip.low, strip.high, strip.threshold_label, strip.check_button):
            assert part.width() >= part.sizeHint().width(), part.text()
        assert strip.rect().contains(strip.controls.geometry())
    qtbot.keyClick(view.canvas, Qt.Key.Key_G)
    assert not view.legend.check_button.isVisible() and "(G)" in view.legend.words.text()


def test_the_button_of_the_map_tells_its_whole_name(view: FilmView) -> None:
    view.choose_map("fused")
    assert "Grad-CAM · Pneumonia" in view.map_button.toolTip()


def test_the_menu_ticks_the_map_that_is_drawn(view: FilmView) -> None:
    def ticked() -> list[str]:
        view.map_menu.aboutToShow.emit()
        return [action.text() for action in view.map_menu.actions() if action.isChecked()]

    assert ticked() == ["Grad-CAM · Pneumonia   81 %"]
    view.map_menu.actions()[1].trigger()
    assert ticked() == ["Grad-CAM · Oedema   20 %"] and view.map_button.text() == "Oedema ▾"
