"""The centre: the four evidence panes two by two, each its view, the designed empty pane, or blank while reading.

Where there is no room for four, one of them is in front and the others are a key or a click away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from cdss.session.panes import EcgPane, EmptyPane, FilmPane, GuidePane, NotePane, VitalsPane
from cdss.session.place import Pane
from ui.panels.pane_tabs import PaneTabs, mark_of
from ui.panels.tags_panel import TagsPanel
from ui.turns import Later, at_once, draw_in_turn
from ui.views.ecg_view import EcgView
from ui.views.empty_view import EmptyView
from ui.views.film_view import FilmView
from ui.views.film_window import WINDOW_PRESETS
from ui.views.guide_view import GuideView
from ui.views.moment_tag import Moment
from ui.views.note_view import NoteView
from ui.views.pane_view import PaneView
from ui.views.vitals_view import VitalsView

EvidencePane = FilmPane | EcgPane | NotePane | VitalsPane | EmptyPane | None
PLACES = {Pane.FILM: (0, 0), Pane.ECG: (0, 1), Pane.NOTE: (1, 0), Pane.VITALS: (1, 1)}
_COLUMNS = (3, 4)
_ROWS = (4, 3)
"""Film and ECG are what is looked at: they get the larger part of the height, the ECG, which is wide, of the width."""


LEAST_WIDTH, LEAST_HEIGHT = 700, 560
"""Pixels below which four panes would cut their words: a window of 1280 x 720, or one at 150 % on a screen of 1920 x 1080."""


class PaneStack(QStackedWidget):
    """One place of the centre: the evidence, the empty pane, or nothing."""

    def __init__(self, view: PaneView, empty: EmptyView) -> None:
        super().__init__()
        self.view, self.empty, self._blank = view, empty, QFrame()
        self._blank.setProperty("role", "pane")
        for widget in (self._blank, view, empty):
            self.addWidget(widget)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is shown."""
        return self.currentWidget() is self._blank

    def show_pane(self, pane: EvidencePane) -> None:
        """None is a blank pane: a case that is still being read shows nothing of the one before."""
        if pane is None:
            self.setCurrentWidget(self._blank)
            return
        shown: Any = self.empty if isinstance(pane, EmptyPane) else self.view
        shown.set_pane(pane)
        self.setCurrentWidget(shown)


class EvidencePanel(QWidget):
    """``maximise_requested`` with the pane that shall grow or shrink; ``reveal_requested`` as of ``PaneView``.

    ``vitals_entry_requested``, ``note_entry_requested``: the clinician wants to enter vital signs, or the triage entry.
    """

    maximise_requested = Signal(object)
    reveal_requested = Signal()
    vitals_entry_requested = Signal()
    note_entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.film, self.ecg, self.note, self.vitals = FilmView(), EcgView(), NoteView(), VitalsView()
        views = {Pane.FILM: self.film, Pane.ECG: self.ecg, Pane.NOTE: self.note, Pane.VITALS: self.vitals}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._grown: Pane | None = None
        self._front, self.tabs = Pane.FILM, PaneTabs()
        self.tabs.chosen.connect(self._to_front)
        self._stacks = {pane: PaneStack(view, EmptyView()) for pane, view in views.items()}
        for pane, stack in self._stacks.items():
            self._grid.addWidget(stack, PLACES[pane][0] + 1, PLACES[pane][1])
            for view in (stack.view, stack.empty):
                view.maximise_requested.connect(partial(self.maximise_requested.emit, pane))
            stack.view.reveal_requested.connect(self.reveal_requested)
        self.vitals.entry_requested.connect(self.vitals_entry_requested)
        self._stacks[Pane.VITALS].empty.entry_requested.connect(self.vitals_entry_requested)
        self.vitals.moment_pointed.connect(self._show_moment)
        self.note.entry_requested.connect(self.note_entry_requested)
        self._stacks[Pane.NOTE].empty.entry_requested.connect(self.note_entry_requested)
        self._grid.addWidget(self.tabs, 0, 0, 1, 2)
        self.guide, self._guided = GuideView(), False
        self._grid.addWidget(self.guide, 0, 0, 3, 2)
        self.show_maximised(None)

    @property
    def crowded(self) -> bool:
        """Whether there is no room for four panes."""
        return self.width() < LEAST_WIDTH or self.height() < LEAST_HEIGHT

    def minimumSizeHint(self) -> QSize:
        """One pane beside the decision on the smallest screen, 960 x 540, which is 1920 x 1080 at 200 %."""
        return QSize(330, 250)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """From four panes to one, or back."""
        super().resizeEvent(event)
        self._arrange()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the film, of the ECG and of the trends do, by their names in the action table."""
        film = self.film
        windows = {f"film_window_{i + 1}": partial(film.apply_preset, i) for i in range(1, len(WINDOW_PRESETS))}
        return windows | {
            "film_heat": film.toggle_heat,
            "film_next_map": film.next_map,
            "film_cross_check": film.request_cross_check,
            "film_invert": film.toggle_invert,
            "film_fit": film.canvas.fit,
            "film_actual": film.canvas.one_to_one,
            **film.tools.handlers(),
            "film_tags": self.open_film_tags,
            "film_compare": film.toggle_compare,
            "film_next": partial(film.step_film, 1),
            "film_previous": partial(film.step_film, -1),
            "film_reset": film.reset,
            **self.ecg.handlers(),
            **self.vitals.handlers(),
        }

    def open_film_tags(self) -> TagsPanel:
        """The DICOM tags of the film on screen, who the patient is hidden."""
        panel = TagsPanel(self.film.tags(), self.window())
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def place(self, pane: Pane) -> QWidget:
        """The widget at the place of ``pane``."""
        return self._stacks[pane]

    def show_pane(self, place: Pane, pane: EvidencePane, later: Later = at_once) -> None:
        """Hand ``pane`` to the view of ``place``, or to its empty pane. One that was blank is drawn in a turn of its own."""
        if pane is not None and self._stacks[place].is_blank:
            draw_in_turn(place.value, self._stacks[place], later)
        self._stacks[place].show_pane(pane)
        self.tabs.mark(place, mark_of(pane))

    def show_guide(self, pane: GuidePane | None) -> None:
        """In place of all panes what to do; None where there is evidence to show."""
        self._guided = pane is not None
        if pane is not None:
            self.guide.set_guide(pane)
        self._arrange()

    def draw_in_turns(self, later: Later) -> None:
        """Where all panes are about to change their size: draw one after the other, not all of them in one go."""
        for pane, stack in self._stacks.items():
            draw_in_turn(pane.value, stack, later)

    def show_maximised(self, place: Pane | None) -> None:
        """Let one pane fill the centre, or show as many as there is room for."""
        self._grown = place
        self._front = self._front if place in (None, Pane.DECISION) else place
        self._arrange()

    def _show_moment(self, moment: Moment | None) -> None:
        """The time cursor of the vital signs, in the panes of what has a time of its own."""
        self.film.show_moment(moment if self.film.canvas.read_by_network else None, "image")
        self.ecg.show_moment(moment, "ecg")
        self.note.show_moment(moment, "note")

    def _to_front(self, pane: Pane) -> None:
        self._front = pane
        self._arrange()

    def _arrange(self) -> None:
        """The row and the column of a pane that is alone take all the room."""
        place = self._grown or (self._front if self.crowded else None)
        self.guide.setVisible(self._guided)
        self.tabs.setVisible(self.crowded and self._grown is None and not self._guided)
        self.tabs.show_front(self._front)
        for pane, stack in self._stacks.items():
            stack.setVisible(place in (None, pane) and not self._guided)
        row, column = PLACES.get(place, (None, None)) if place else (None, None)
        for index in (0, 1):
            self._grid.setColumnStretch(index, _COLUMNS[index] if column in (None, index) else 0)
            self._grid.setRowStretch(index + 1, _ROWS[index] if row in (None, index) else 0)
