"""The colours of one theme, named by what they mean, as ``#rrggbb``; every text stands 4.5:1 on its ground (WCAG 2.2 AA)."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.film_colours import Rgb

LevelColours = tuple[str, str]
"""Fill of a triage level's badge, and the colour of the text on it."""


@dataclass(frozen=True, slots=True)
class PaperColours:
    """The ECG paper: its ground, the lines of 1 mm and 5 mm, the trace, lead names, and the shading of attributed parts.

    ``opacity`` (0-1) of the strongest shade, of either sign: as visible on pale paper as on dark, and no cover for the trace.
    """

    ground: str
    minor: str
    major: str
    trace: str
    label: str
    shading: str
    opacity: float
    caliper: str


@dataclass(frozen=True, slots=True)
class BandColours:
    """NEWS2 points 0, 1, 2, 3: the ground behind a trend (``fills``), and line, value and chip on it (``lines``).

    0 points have no colour of their own: they are no all-clear (NEWS2 scores no high pressure below 220 mmHg).
    """

    fills: tuple[str, str, str, str]
    lines: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of a theme. ``up`` raises the risk, ``down`` lowers it, ``denied`` is what the note says not to be
    there, no direction of the risk; ``mark_…`` are grounds under the note's text.

    ``levels``: triage levels 1-5 (KTAS: blue, red, yellow, green, white). ``heat``: stops of the map over the film, low first;
    ``heat_against``: of what speaks against.
    """

    name: str
    dark: bool
    background: str
    surface: str
    raised: str
    track: str
    border: str
    control_border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_ground: str
    primary: str
    on_primary: str
    up: str
    down: str
    denied: str
    warning: str
    stop: str
    mark_up: str
    mark_down: str
    mark_denied: str
    selection: str
    levels: tuple[LevelColours, LevelColours, LevelColours, LevelColours, LevelColours]
    bands: BandColours
    paper: PaperColours
    heat: tuple[Rgb, ...]
    heat_against: tuple[Rgb, ...]
