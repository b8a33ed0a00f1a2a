"""Every pair of text and ground that the style sheets and the painted views really use stands 4.5:1 in every theme."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from cdss.records.assessment import Acuity
from cdss.records.film_heat import colour_table
from cdss.records.identity import Arrival, Patient
from cdss.session.panes import BannerPane
from ui.theme import THEMES, palette, set_theme
from ui.theme.contrast import contrast_ratio, luminance
from ui.theme.palette import Palette
from ui.theme.palettes import PALETTES
from ui.theme.qt_palette import qt_palette
from ui.views.banner_view import BannerView
from ui.views.painting import blended, level_outline

LEVELS = range(1, 6)


def rules() -> list[tuple[str, dict[str, str]]]:
    """(selector, properties) of every rule of the style sheets, tokens unfilled."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted((resources_dir() / "themes").glob("*.qss")))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        found.append((selector.strip(), {key.strip(): value.strip() for key, value in pairs}))
    return found


@pytest.fixture(params=THEMES)
def colours(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


def test_text_stands_out_on_the_ground_of_its_own_rule(colours: Palette) -> None:
    tokens, checked = asdict(colours), 0
    for selector, body in rules():
        ink, ground = body.get("color", ""), body.get("background", "")
        if ink.startswith("$") and ground.startswith("$"):
            checked += 1
            ratio = contrast_ratio(tokens[ink[1:]], tokens[ground[1:]])
            assert ratio >= 4.5, f"{selector}: {ink} on {ground} is {ratio:.2f}"
    assert checked >= 8


def test_every_text_colour_of_a_style_sheet_can_be_read_on_all_three_grounds(colours: Palette) -> None:
    tokens = asdict(colours)
    inks = {body["color"][1:] for _, body in rules() if body.get("color", "").startswith("$")} - {"on_primary"}
    for ink in inks:
        for ground in ("background", "surface", "raised"):
            assert contrast_ratio(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)


def test_focus_can_be_seen_where_it_is_shown(colours: Palette) -> None:
    focus = [body for selector, body in rules() if ":focus" in selector and "border" in body]
    assert any("$accent" in body["border"] for body in focus)
    for ground in (colours.background, colours.surface, colours.raised):
        assert contrast_ratio(colours.accent, ground) >= 3.0


@pytest.mark.parametrize("level", LEVELS)
def test_words_in_the_banner_stand_out_on_the_tint_of_the_level(colours: Palette, level: int) -> None:
    tint = blended(colours.levels[level - 1][0], colours.background, 0.22).name()
    assert contrast_ratio(colours.text, tint) >= 4.5


@pytest.mark.parametrize("share", [0.0, 0.05, 0.10])
def test_words_of_a_hovered_or_selected_row_stay_readable(colours: Palette, share: float) -> None:
    ground = blended(colours.accent, colours.surface, share).name()
    for ink in ("text", "muted", "stop"):
        assert contrast_ratio(getattr(colours, ink), ground) >= 4.5


def test_chips_of_the_worklist_stay_readable(colours: Palette) -> None:
    there = blended(colours.accent, colours.surface, 0.22).name()
    assert contrast_ratio(colours.text, there) >= 4.5
    for ink in (colours.faint, colours.stop):
        assert contrast_ratio(ink, colours.surface) >= 4.5


def test_figures_of_bars_stay_readable_and_raising_is_told_from_lowering(colours: Palette) -> None:
    for ink in (colours.up, colours.down):
        assert contrast_ratio(ink, colours.surface) >= 4.5
    apart = [abs(a - b) for a, b in zip(QColor(colours.up).getRgb(), QColor(colours.down).getRgb(), strict=True)]
    assert apart[2] > 60, "blue differs, which red-green blindness keeps"


def test_bars_can_be_seen_on_their_track(colours: Palette) -> None:
    for bar in (colours.accent, colours.up, colours.down, colours.text):
        assert contrast_ratio(bar, colours.track) >= 3.0


def test_no_two_levels_share_a_fill_and_none_is_lost_on_the_ground(qapp: QApplication, colours: Palette) -> None:
    assert len({fill for fill, _ in colours.levels}) == 5
    set_theme(qapp, colours.name)
    for level in LEVELS:
        edge = level_outline(level).name()
        fill = colours.levels[level - 1][0]
        best = max(contrast_ratio(fill, colours.surface), contrast_ratio(edge, colours.surface))
        assert best >= 1.7, f"level {level} cannot be told from the ground"


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
    ],
    ids=lambda role: role.name,
)
def test_what_the_system_draws_is_readable_too(
    qapp: QApplication, colours: Palette, ink: QPalette.ColorRole, ground: QPalette.ColorRole
) -> None:
    made = qt_palette(colours)
    assert contrast_ratio(made.color(ink).name(), made.color(ground).name()) >= 4.5
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    assert contrast_ratio(disabled, colours.surface) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("field", [QLineEdit, QPlainTextEdit])
def test_what_an_empty_field_asks_for_is_readable(
    qapp: QApplication, qtbot: QtBot, theme: str, field: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    set_theme(qapp, theme)
    asked = field()
    qtbot.addWidget(asked)
    asked.show()
    ink = asked.palette().color(QPalette.ColorRole.PlaceholderText)
    assert (ink.name(), ink.alpha()) == (palette().faint, 255)
    assert contrast_ratio(ink.name(), palette().surface) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_theme_is_what_is_painted(qapp: QApplication, qtbot: QtBot, theme: str) -> None:
    set_theme(qapp, theme)
    banner = BannerView()
    qtbot.addWidget(banner)
    banner.resize(1600, 56)
    banner.set_pane(BannerPane("d", Patient(), Arrival(), "", False, Acuity(1, (1.0, 0.0, 0.0, 0.0, 0.0)), None, False))
    banner.show()
    image = banner.grab().toImage()
    assert image.pixelColor(1590, 3) == QColor(palette().background)
    blue = QColor(palette().levels[0][0])
    assert any(image.pixelColor(x, 28) == blue for x in range(image.width()))


@pytest.mark.parametrize("theme", THEMES)
def test_the_main_button_has_the_primary_ground_only_while_it_can_be_pressed(
    qapp: QApplication, qtbot: QtBot, theme: str
) -> None:
    set_theme(qapp, theme)
    button = QPushButton()
    button.setObjectName("primaryButton")
    qtbot.addWidget(button)
    button.resize(80, 30)
    for enabled, ground in ((True, palette().primary), (False, palette().raised)):
        button.setEnabled(enabled)
        assert button.grab().toImage().pixelColor(40, 15) == QColor(ground)


def test_a_new_theme_repaints_what_is_on_screen(qapp: QApplication, qtbot: QtBot) -> None:
    frame = QWidget()
    frame.setObjectName("decisionPanel")
    label = QLabel("text", frame)
    qtbot.addWidget(frame)
    frame.show()
    seen = set()
    for theme in THEMES:
        set_theme(qapp, theme)
        QApplication.processEvents()
        seen.add(label.palette().color(QPalette.ColorRole.WindowText).name())
    assert seen == {PALETTES[theme].text for theme in THEMES}


def test_the_order_of_the_heat_can_be_followed_without_telling_red_from_green(colours: Palette) -> None:
    """Pale yellow, orange, red, dark red: blue falls from end to end, so that order is kept without red and green."""
    table = colour_table(colours.heat).astype(int)
    assert table[0, 2] > table[-1, 2] + 100
    assert (table[:, 2][85:] <= table[85, 2]).all()


@pytest.mark.parametrize(
    ("colour", "value"), [("#000000", 0.0), ("#ffffff", 1.0), ("#ff0000", 0.2126), ("#808080", 0.2159)]
)
def test_luminance_agrees_with_published_values(colour: str, value: float) -> None:
    assert luminance(colour) == pytest.approx(value, abs=1e-4)
    assert contrast_ratio(colour, colour) == 1.0
