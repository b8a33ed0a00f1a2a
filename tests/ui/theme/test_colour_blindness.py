"""Marks that stand beside a shape or a word can still be told apart by colour with protan, deutan and tritan vision.

Colour vision deficiency is simulated with the matrices of Machado, Oliveira & Fernandes (IEEE TVCG 2009) for severity 1.0, on
linear RGB; the difference is CIEDE76 in CIELAB (D65). About 2.3 is just noticeable (Mahy et al., Color Res Appl 1994); 10 is
seen at a glance.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from ui.theme import THEMES
from ui.theme.palette import Palette
from ui.theme.palettes import PALETTES

Floats = NDArray[np.float64]

MACHADO = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
SEEN_AT_A_GLANCE = 10.0
NOTICED = 5.0
XYZ = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
D65 = np.array((0.95047, 1.0, 1.08883))


def linear(colour: str) -> Floats:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(light: Floats) -> Floats:
    x = XYZ @ np.clip(light, 0, 1) / D65
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


def apart(one: str, other: str, vision: str) -> float:
    """How different two colours look with a kind of vision."""
    seen = [lab(np.array(MACHADO[vision]) @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.fixture(params=THEMES)
def colours(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


@pytest.fixture(params=sorted(MACHADO))
def vision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def closest(marks: dict[str, str], vision: str) -> tuple[float, tuple[str, str]]:
    return min((apart(marks[a], marks[b], vision), (a, b)) for a, b in combinations(marks, 2))


def test_simulated_grey_stays_grey_and_red_and_green_come_near() -> None:
    for matrix in MACHADO.values():
        assert np.allclose(np.array(matrix).sum(axis=1), 1.0, atol=1e-5)
    assert apart("#ff0000", "#808000", "protan") < 0.5 * float(
        np.linalg.norm(lab(linear("#ff0000")) - lab(linear("#808000")))
    )
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.1)


def test_the_five_levels_can_be_told_apart(colours: Palette, vision: str) -> None:
    """Each also bears its number and, wherever there is room, its word."""
    fills = {f"level {i}": fill for i, (fill, _) in enumerate(colours.levels, 1)}
    least, pair = closest(fills, vision)
    assert least >= SEEN_AT_A_GLANCE, (pair, least)


def test_what_raises_and_what_lowers_the_risk_can_be_told_apart(colours: Palette, vision: str) -> None:
    """Bars also point to different sides and bear a sign; words in the note are underlined differently."""
    assert apart(colours.up, colours.down, vision) >= SEEN_AT_A_GLANCE
    assert apart(colours.mark_up, colours.mark_down, vision) >= SEEN_AT_A_GLANCE


def test_what_is_denied_is_told_from_both_directions_of_the_risk(colours: Palette, vision: str) -> None:
    """It is underlined with dashes too, and its chip says "no"."""
    least, pair = closest({name: getattr(colours, name) for name in ("up", "down", "denied")}, vision)
    assert least >= SEEN_AT_A_GLANCE, (pair, least)
    least, pair = closest({name: getattr(colours, name) for name in ("mark_up", "mark_down", "mark_denied")}, vision)
    assert least >= SEEN_AT_A_GLANCE, (pair, least)


def test_signs_of_the_checks_can_be_told_apart(colours: Palette, vision: str) -> None:
    """They also are a cross, an exclamation mark and an i."""
    least, pair = closest({"stop": colours.stop, "warning": colours.warning, "information": colours.accent}, vision)
    assert least >= SEEN_AT_A_GLANCE, (pair, least)


def test_neighbouring_bands_of_news2_differ(colours: Palette, vision: str) -> None:
    """The points also stand beside each value."""
    for one, other in zip(colours.bands.lines, colours.bands.lines[1:], strict=False):
        assert apart(one, other, vision) >= NOTICED


def test_both_sides_of_the_heat_map_differ_where_they_are_strong(colours: Palette, vision: str) -> None:
    """What speaks against is also hatched or named in the legend."""
    strong = ["#{:02x}{:02x}{:02x}".format(*stops[-1]) for stops in (colours.heat, colours.heat_against)]
    assert apart(*strong, vision) >= SEEN_AT_A_GLANCE


def test_order_of_the_heat_map_is_kept_by_lightness(colours: Palette, vision: str) -> None:
    for stops in (colours.heat, colours.heat_against):
        seen = [lab(np.array(MACHADO[vision]) @ linear("#{:02x}{:02x}{:02x}".format(*stop)))[0] for stop in stops]
        assert seen == sorted(seen, reverse=True)
