"""Colours, fonts and style sheet of the window; a theme is a frozen palette, nothing else changes with it."""

from ui.theme.current import BASE_PIXELS, FONT_FAMILIES, LEAST_PIXELS, THEMES, base_font, palette, set_theme
from ui.theme.palette import Palette
from ui.theme.stylesheet import set_role

__all__ = [
    "BASE_PIXELS",
    "FONT_FAMILIES",
    "LEAST_PIXELS",
    "THEMES",
    "Palette",
    "base_font",
    "palette",
    "set_role",
    "set_theme",
]
