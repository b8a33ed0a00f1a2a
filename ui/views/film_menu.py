"""The menu of the film's pane: windows, how the film lies, and the tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.views.choice import Choice
from ui.views.film_canvas import FilmCanvas
from ui.views.film_tools import FilmTools
from ui.views.film_window import WINDOW_PRESETS, preset_window


class HasFilm(Protocol):
    """The film's pane as its menu sees it."""

    canvas: FilmCanvas
    tools: FilmTools
    comparing: bool

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


class FilmMenu(QMenu):
    """The window and what is turned round or stands beside the film bear a tick; ``view`` is asked as the menu opens."""

    def __init__(self, view: HasFilm, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.presets = Choice(self, range(len(WINDOW_PRESETS)), _preset_text)
        self.presets.chosen.connect(view.apply_preset)
        self._entries: list[QAction] = []
        self.aboutToShow.connect(self.mark)

    def fill(self) -> None:
        """Every entry anew in the language of the screen."""
        view = self._view
        for old in self._entries:
            self.removeAction(old)
            old.deleteLater()
        self._entries = []
        self.presets.retranslate()
        self._part()
        self.inverted = self._add(QCoreApplication.translate("FilmView", "Invert"), "I", view.toggle_invert)
        self._add(QCoreApplication.translate("FilmView", "Fit to the pane"), "F", view.canvas.fit)
        self._add(QCoreApplication.translate("FilmView", "Actual pixels"), "O", view.canvas.one_to_one)
        self._add(QCoreApplication.translate("FilmView", "Reset"), "R", view.reset)
        self._part()
        words = QCoreApplication.translate("FilmView", "Compare with an earlier film")
        self.compared = self._add(words, "P", view.toggle_compare)
        self._add(QCoreApplication.translate("FilmView", "Next film"), "PgDown", partial(view.step_film, 1))
        self._add(QCoreApplication.translate("FilmView", "Previous film"), "PgUp", partial(view.step_film, -1))
        self._part()
        for text, key, run in view.tools.entries():
            self._add(text, key, run)
        for switch in (self.inverted, self.compared):
            switch.setCheckable(True)
        self.mark()

    def mark(self) -> None:
        """Tick what is chosen now; no window where it was dragged to none of these."""
        canvas = self._view.canvas
        levels, shown = canvas.levels, canvas.window_level
        same = (i for i, one in enumerate(WINDOW_PRESETS) if levels is not None and preset_window(levels, one) == shown)
        self.presets.mark(next(same, None))
        self.inverted.setChecked(canvas.inverted)
        self.compared.setChecked(self._view.comparing)

    def _add(self, text: str, key: str, run: Callable[[], object]) -> QAction:
        action = self.addAction(f"{text}\t{key}")
        action.triggered.connect(lambda _checked=False: run())
        self._entries.append(action)
        return action

    def _part(self) -> None:
        self._entries.append(self.addSeparator())


class MapMenu(QMenu):
    """The maps of a film, the one that is ``shown`` (its key) with a tick. ``chosen`` with the key of a map."""

    chosen = Signal(object)

    def __init__(self, shown: Callable[[], str | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._maps = Choice(self, (), str)
        self.aboutToShow.connect(lambda: self._maps.mark(shown()))

    def offer(self, titles: Mapping[str, str]) -> None:
        """Titles by their keys, in the place of those before."""
        self.clear()
        self._maps.deleteLater()
        self._maps = Choice(self, titles, lambda key: titles[str(key)])
        self._maps.chosen.connect(self.chosen)


def _preset_text(index: object) -> str:
    assert isinstance(index, int)
    return f"{preset_name(WINDOW_PRESETS[index].name)}\t{index + 1}"


def preset_name(name: str) -> str:
    """The name of a window in the language of the screen."""
    return {
        "as_stored": QCoreApplication.translate("FilmView", "As stored"),
        "full_range": QCoreApplication.translate("FilmView", "Full range"),
        "contrast": QCoreApplication.translate("FilmView", "Contrast (1–99 % of pixels)"),
        "lung": QCoreApplication.translate("FilmView", "Lung"),
        "mediastinum": QCoreApplication.translate("FilmView", "Mediastinum"),
    }[name]
