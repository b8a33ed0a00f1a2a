"""The menu of the film's pane: windows, how the film lies, and the tools."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.views.film_canvas import FilmCanvas
from ui.views.film_tools import FilmTools
from ui.views.film_window import WINDOW_PRESETS


class HasFilm(Protocol):
    """The film's pane as its menu sees it."""

    canvas: FilmCanvas
    tools: FilmTools

    def apply_preset(self, index: int) -> None:
        """Window ``index`` of ``WINDOW_PRESETS``."""

    def toggle_invert(self) -> None:
        """Turn the greys round, or back."""

    def reset(self) -> None:
        """The film as stored."""

    def toggle_compare(self) -> None:
        """Another film of the patient beside this one, or this one alone again."""

    def step_film(self, by: int) -> None:
        """Ask for the next (1) or previous (-1) film of the patient."""


def fill_menu(menu: QMenu, view: HasFilm) -> None:
    """Fill ``menu`` anew in the language of the screen."""
    menu.clear()
    for index, preset in enumerate(WINDOW_PRESETS):
        _entry(menu, preset_name(preset.name), str(index + 1), partial(view.apply_preset, index))
    menu.addSeparator()
    _entry(menu, QCoreApplication.translate("FilmView", "Invert"), "I", view.toggle_invert)
    _entry(menu, QCoreApplication.translate("FilmView", "Fit to the pane"), "F", view.canvas.fit)
    _entry(menu, QCoreApplication.translate("FilmView", "Actual pixels"), "O", view.canvas.one_to_one)
    _entry(menu, QCoreApplication.translate("FilmView", "Reset"), "R", view.reset)
    menu.addSeparator()
    _entry(menu, QCoreApplication.translate("FilmView", "Compare with an earlier film"), "P", view.toggle_compare)
    _entry(menu, QCoreApplication.translate("FilmView", "Next film"), "PgDown", partial(view.step_film, 1))
    _entry(menu, QCoreApplication.translate("FilmView", "Previous film"), "PgUp", partial(view.step_film, -1))
    menu.addSeparator()
    for text, key, run in view.tools.entries():
        _entry(menu, text, key, run)


def preset_name(name: str) -> str:
    """The name of a window in the language of the screen."""
    return {
        "as_stored": QCoreApplication.translate("FilmView", "As stored"),
        "full_range": QCoreApplication.translate("FilmView", "Full range"),
        "contrast": QCoreApplication.translate("FilmView", "Contrast (1–99 % of pixels)"),
        "lung": QCoreApplication.translate("FilmView", "Lung"),
        "mediastinum": QCoreApplication.translate("FilmView", "Mediastinum"),
    }[name]


def _entry(menu: QMenu, text: str, key: str, run: Callable[[], object]) -> None:
    action = QAction(f"{text}\t{key}", menu)
    action.triggered.connect(lambda _checked=False: run())
    menu.addAction(action)
