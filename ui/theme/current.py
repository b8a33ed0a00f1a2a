"""The theme in use: one place that holds it and puts it on the application.

Painted views ask ``palette()`` each time they paint; a new style sheet sends ``StyleChange`` to every widget, which repaints it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from ui.theme.palette import Palette
from ui.theme.palettes import DARK, PALETTES
from ui.theme.qt_palette import qt_palette
from ui.theme.stylesheet import stylesheet

THEMES: tuple[str, ...] = tuple(PALETTES)
"""Names of the themes, the default first."""

FONT_FAMILIES: tuple[str, ...] = (
    "Inter",
    "Segoe UI",
    ".AppleSystemUIFont",
    "Noto Sans",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "DejaVu Sans",
)
"""Tried in this order for each character: Latin faces of each system first, then the Korean ones."""

BASE_PIXELS = 13
"""Size of ordinary text in device-independent pixels."""

LEAST_PIXELS = 12
"""Nothing on the screen is written smaller."""


@dataclass
class _Current:
    palette: Palette = DARK


_current = _Current()


def palette() -> Palette:
    """The colours now."""
    return _current.palette


def set_theme(app: QApplication, name: str) -> None:
    """Show the program in the theme ``name``; ``ValueError`` for an unknown one. Sets font, colours and style sheet."""
    if name not in PALETTES:
        raise ValueError(f"unknown theme {name!r}, known: {', '.join(PALETTES)}")
    if _current.palette is PALETTES[name] and app.styleSheet():
        return  # it takes long, for every widget
    _current.palette = PALETTES[name]
    app.setStyle("Fusion")
    app.setFont(base_font())
    app.setPalette(qt_palette(_current.palette))
    app.setStyleSheet(stylesheet(_current.palette))


_NOT_IN_UNICODE = (QFont.Tag("locl"), QFont.Tag("liga"))
"""Features of a font that exchange glyphs for others without a character of their own.

Noto Sans CJK has such digits and full stops: text copied from a PDF, or searched for in it, would lack every figure.
"""


def base_font(pixels: int = BASE_PIXELS) -> QFont:
    """The program's font at ``pixels``."""
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(pixels)
    for feature in _NOT_IN_UNICODE:
        font.setFeature(feature, 0)
    return font
