"""The chart of a recalibration: axes with names and units, a legend drawn as its points are, told apart without colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.theme.test_colour_blindness import MACHADO, SEEN_AT_A_GLANCE, apart
from ui.language import set_language
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.theme.palettes import PALETTES
from ui.views import reliability_view
from ui.views.reliability_view import LEGEND, ReliabilityView

BEFORE, AFTER = ((0.1, 0.3), (0.6, 0.9)), ((0.2, 0.2), (0.8, 0.8))


@pytest.fixture
def view(qtbot: QtBot) -> ReliabilityView:
    made = ReliabilityView()
    qtbot.addWidget(made)
    made.set_points(BEFORE, AFTER)
    made.resize(made.sizeHint())
    return made


def colour(image: QImage, place: QPointF) -> str:
    return image.pixelColor(place.toPoint()).name()


def test_points_stand_where_their_figures_are(view: ReliabilityView) -> None:
    box = view.frame()
    assert (box.width(), box.height()) == (240, 240)
    assert view.place(0, 0) == box.bottomLeft() and view.place(1, 1) == box.topRight()
    assert view.place(0.25, 0.75) == QPointF(box.left() + 60, box.top() + 60)


@pytest.mark.parametrize("theme", THEMES)
def test_legend_and_points_have_the_same_look_and_the_two_differ_without_colour(
    view: ReliabilityView, theme: str
) -> None:
    set_theme(QApplication.instance(), theme)  # type: ignore[arg-type]
    image = view.grab().toImage()
    before, after = view.place(*BEFORE[0]), view.place(*AFTER[0])
    in_legend = QPointF(view.frame().left() + 4, LEGEND / 2 - 2), QPointF(view.frame().left() + 124, LEGEND / 2 - 2)
    accent, ground = QColor(palette().accent).name(), QColor(palette().background).name()
    assert [colour(image, place) for place in (after, in_legend[1])] == [accent] * 2, "filled after"
    assert [colour(image, place) for place in (before, in_legend[0])] == [ground] * 2, "empty before"
    for vision in MACHADO:
        assert apart(PALETTES[theme].warning, PALETTES[theme].accent, vision) >= SEEN_AT_A_GLANCE
    for mark in (PALETTES[theme].warning, PALETTES[theme].accent):
        assert contrast_ratio(mark, PALETTES[theme].background) >= 3.0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"Predicted probability (%)", "Observed share (%)", "before", "after"}),
        ("ko", {"예측 확률 (%)", "관찰 비율 (%)", "보정 전", "보정 후"}),
    ],
)
def test_axes_are_named_with_their_unit_in_letters_of_twelve_pixels(
    view: ReliabilityView, language: str, words: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(language)
    said: dict[str, int] = {}
    draw = reliability_view.draw_text

    def heard(painter: QPainter, box: object, text: str, *rest: object) -> None:
        said[text] = painter.font().pixelSize()
        draw(painter, box, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reliability_view, "draw_text", heard)
    view.grab()
    assert words | {"0", "25", "50", "75", "100"} == set(said) and min(said.values()) >= 12
