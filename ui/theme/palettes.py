"""The three themes: dark (the default, for a dim reading place), light, and high contrast.

Triage colours are those of KTAS (1 blue, 2 red, 3 yellow, 4 green, 5 white), in shades that can be read. The maps over
the film run from pale yellow to dark red, each step darker, and from pale to dark blue for what speaks against: both orders
and the two sides can be told without telling red from green (ColorBrewer's YlOrRd and Blues; Harrower & Brewer 2003).
"""

from __future__ import annotations

from cdss.records.film_colours import HEAT, HEAT_AGAINST
from ui.theme.palette import BandColours, Palette, PaperColours

DARK = Palette(
    name="dark",
    dark=True,
    background="#0f131a",
    surface="#141922",
    raised="#1b222e",
    track="#1e2632",
    border="#263040",
    control_border="#3a4658",
    text="#eef2f8",
    muted="#a3afc0",
    faint="#8493a8",
    accent="#5ba6ff",
    accent_ground="#1d3a5f",
    primary="#2b6fd6",
    on_primary="#ffffff",
    up="#ff8b6b",
    down="#5fc9d8",
    denied="#dd9cff",
    warning="#f2c14e",
    stop="#ff6b70",
    mark_up="#9c3f2b",
    mark_down="#1f6470",
    mark_denied="#5b3f8c",
    selection="#2b5fa8",
    levels=(
        ("#5b9dff", "#071120"),
        ("#ff5a5f", "#1c0405"),
        ("#f2c14e", "#1d1503"),
        ("#52c08a", "#04160d"),
        ("#dfe4ec", "#10141b"),
    ),
    bands=BandColours(
        fills=("#222b38", "#3a3216", "#452a19", "#471c21"),
        lines=("#c6cedb", "#f2c14e", "#ff9f52", "#ff8080"),
    ),
    paper=PaperColours(
        ground="#170f12",
        minor="#2c191d",
        major="#512a2f",
        trace="#f4f4f4",
        label="#ffb9a6",
        shading="#ff7a50",
        opacity=0.62,
        caliper="#6cc5ff",
    ),
    heat=HEAT,
    heat_against=HEAT_AGAINST,
)

LIGHT = Palette(
    name="light",
    dark=False,
    background="#eef1f5",
    surface="#ffffff",
    raised="#f3f5f8",
    track="#dfe4ea",
    border="#d3d9e1",
    control_border="#99a4b3",
    text="#131922",
    muted="#4c5768",
    faint="#5b6675",
    accent="#1659b8",
    accent_ground="#d9e8fb",
    primary="#1a5fc4",
    on_primary="#ffffff",
    up="#b4321c",
    down="#0e6a7a",
    denied="#7a1fa2",
    warning="#6b4400",
    stop="#b81a22",
    mark_up="#f6b6a3",
    mark_down="#a8dbe3",
    mark_denied="#e2b4fa",
    selection="#bcd6f8",
    levels=(
        ("#1d56c9", "#ffffff"),
        ("#c81e1e", "#ffffff"),
        ("#f2b90c", "#1d1503"),
        ("#157a45", "#ffffff"),
        ("#ffffff", "#131922"),
    ),
    bands=BandColours(
        fills=("#eaeef4", "#fdf3d0", "#fde3cc", "#fbd9d9"),
        lines=("#36404f", "#75560c", "#993d00", "#b01c22"),
    ),
    paper=PaperColours(
        ground="#fffaf8",
        minor="#f7dcd6",
        major="#e8a99f",
        trace="#101010",
        label="#8c2f1c",
        shading="#c8400a",
        opacity=0.85,
        caliper="#1659b8",
    ),
    heat=HEAT,
    heat_against=HEAT_AGAINST,
)

HIGH_CONTRAST = Palette(
    name="high_contrast",
    dark=True,
    background="#000000",
    surface="#000000",
    raised="#0d0d0d",
    track="#262626",
    border="#8a8a8a",
    control_border="#ffffff",
    text="#ffffff",
    muted="#e4e4e4",
    faint="#cfcfcf",
    accent="#7fd0ff",
    accent_ground="#00406b",
    primary="#005fcc",
    on_primary="#ffffff",
    up="#ffa287",
    down="#7fe9f7",
    denied="#e6a8ff",
    warning="#ffe066",
    stop="#ff9a9e",
    mark_up="#8a2b16",
    mark_down="#0b5662",
    mark_denied="#55308f",
    selection="#0057b8",
    levels=(
        ("#7fb4ff", "#000000"),
        ("#ff7a7e", "#000000"),
        ("#ffe066", "#000000"),
        ("#6df0ae", "#000000"),
        ("#ffffff", "#000000"),
    ),
    bands=BandColours(
        fills=("#1c1c1c", "#332b00", "#3d2000", "#420a0e"),
        lines=("#f2f2f2", "#ffe066", "#ffb066", "#ff9a9e"),
    ),
    paper=PaperColours(
        ground="#000000",
        minor="#3a2020",
        major="#8a4040",
        trace="#ffffff",
        label="#ffd0c2",
        shading="#ff7a50",
        opacity=0.62,
        caliper="#7fd0ff",
    ),
    heat=HEAT,
    heat_against=HEAT_AGAINST,
)

PALETTES: dict[str, Palette] = {p.name: p for p in (DARK, LIGHT, HIGH_CONTRAST)}
"""Every theme by its name, the default first."""
