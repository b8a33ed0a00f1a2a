"""Text of every theme can be read, and every theme has the whole style sheet."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from ui.theme import THEMES, base_font, palette, set_theme
from ui.theme.contrast import contrast_ratio
from ui.theme.palette import Palette
from ui.theme.palettes import PALETTES
from ui.theme.stylesheet import stylesheet
from ui.views.painting import blended
from ui.views.pane_view import tool_button

TEXTS = ("text", "muted", "faint", "accent", "up", "down", "denied", "warning", "stop")


@pytest.fixture(params=THEMES)
def colours(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_agrees_with_published_values(one: str, other: str, ratio: float) -> None:
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("token", TEXTS)
@pytest.mark.parametrize("ground", ["background", "surface", "raised"])
def test_text_is_readable_on_every_ground(colours: Palette, token: str, ground: str) -> None:
    assert contrast_ratio(getattr(colours, token), getattr(colours, ground)) >= 4.5


def test_text_is_readable_on_marks_buttons_and_selection(colours: Palette) -> None:
    for ground in (colours.mark_up, colours.mark_down, colours.mark_denied, colours.accent_ground, colours.selection):
        assert contrast_ratio(colours.text, ground) >= 4.5
    assert contrast_ratio(colours.on_primary, colours.primary) >= 4.5


def test_level_badges_are_readable_and_seen(colours: Palette) -> None:
    for fill, text in colours.levels:
        assert contrast_ratio(fill, text) >= 4.5


def test_lines_stand_out_on_their_bands(colours: Palette) -> None:
    for line in colours.bands.lines:
        assert contrast_ratio(line, colours.surface) >= 4.5
        assert all(contrast_ratio(line, fill) >= 4.5 for fill in colours.bands.fills)


def test_trace_and_lead_names_are_readable_on_the_paper(colours: Palette) -> None:
    paper = colours.paper
    assert contrast_ratio(paper.trace, paper.ground) >= 7.0
    assert contrast_ratio(paper.trace, paper.major) >= 4.5
    assert contrast_ratio(paper.label, paper.ground) >= 4.5
    assert contrast_ratio(paper.caliper, paper.ground) >= 4.5


def shade_contrasts(colours: Palette, *others: str) -> list[float]:
    """Contrast of the strongest shades, for and against, with ``others``."""
    paper = colours.paper
    shades = [blended(colour, paper.ground, paper.opacity).name() for colour in (paper.shading, colours.down)]
    return [contrast_ratio(shade, other) for shade in shades for other in others]


def test_both_shades_are_seen_on_the_paper_and_the_trace_on_them(colours: Palette) -> None:
    paper = colours.paper
    assert min(shade_contrasts(colours, paper.ground)) >= 3.4 and min(shade_contrasts(colours, paper.trace)) >= 3.5


def test_shades_are_seen_on_pale_paper_as_well_as_on_dark() -> None:
    light, dark = (shade_contrasts(PALETTES[name], PALETTES[name].paper.ground) for name in ("light", "dark"))
    assert all(pale >= deep for pale, deep in zip(light, dark, strict=True))


def test_controls_have_a_visible_outline(colours: Palette) -> None:
    assert contrast_ratio(colours.accent, colours.surface) >= 3.0


@pytest.mark.parametrize(("level", "hue"), [(1, "blue"), (2, "red"), (4, "green")])
def test_triage_levels_keep_their_official_colours(colours: Palette, level: int, hue: str) -> None:
    fill = QColor(colours.levels[level - 1][0])
    parts = {"red": fill.red(), "green": fill.green(), "blue": fill.blue()}
    assert max(parts, key=parts.__getitem__) == hue


def test_style_sheet_has_every_token_filled(colours: Palette) -> None:
    assert "$" not in stylesheet(colours)


def test_setting_a_theme_changes_palette_and_style(qapp) -> None:
    try:
        set_theme(qapp, "light")
        assert palette().name == "light"
        assert qapp.palette().window().color() == QColor(palette().background)
        assert palette().surface in qapp.styleSheet()
    finally:
        set_theme(qapp, "dark")


def test_an_unknown_theme_is_refused_by_name(qapp) -> None:
    with pytest.raises(ValueError, match="sepia"):
        set_theme(qapp, "sepia")


@pytest.mark.parametrize("theme", THEMES)
def test_a_button_that_is_on_but_cannot_be_used_is_not_lit(qapp: QApplication, qtbot: QtBot, theme: str) -> None:
    try:
        set_theme(qapp, theme)
        button = tool_button("Map", checkable=True)
        qtbot.addWidget(button)
        button.setChecked(True)
        assert _ground(button) == palette().accent_ground
        button.setEnabled(False)
        assert _ground(button) == palette().raised
    finally:
        set_theme(qapp, "dark")


def _ground(button: QToolButton) -> str:
    return button.grab().toImage().pixelColor(button.width() // 2, 4).name()


@pytest.mark.parametrize(
    "text", ["Risk 7.2 / 10 (90 % interval 5.8-8.3)", "위험도 7.2 / 10 (체온 39.0 °C, 의식 C)", "finding: film"]
)
def test_every_glyph_of_a_text_has_its_character_so_that_a_pdf_can_be_searched_and_copied(
    qapp: QApplication, text: str
) -> None:
    layout = QTextLayout(text, base_font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    for run in layout.glyphRuns():
        assert set(run.glyphIndexes()) <= set(QRawFont.glyphIndexesForString(run.rawFont(), text))
