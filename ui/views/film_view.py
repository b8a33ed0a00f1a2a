"""The chest film: window and level, zoom, pan, inversion, and the map of where the network looked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from cdss.core.kinds import Modality
from cdss.core.sentences import sentence
from cdss.records.dicom_tags import DicomTag
from cdss.records.film_heat import colour_table
from cdss.records.film_marks import FilmMarks
from cdss.session.explanation.film_maps import OCCLUSION, ShownMap, shown_maps
from cdss.session.panes import FilmPane
from ui.language import language
from ui.theme import palette
from ui.views.attribution_button import AttributionButton
from ui.views.canvas_keys import canvas_keys
from ui.views.film_canvas import FilmCanvas
from ui.views.film_corners import corners_of, sides_of, turned_words
from ui.views.film_heat import HeatPicture
from ui.views.film_legend import HeatLegend
from ui.views.film_levels import film_levels
from ui.views.film_menu import FilmMenu, MapMenu
from ui.views.film_pair import FilmPair, prior_of
from ui.views.film_tips import heat_tip, no_findings, undrawn_words
from ui.views.film_tools import FilmTools
from ui.views.film_window import WINDOW_PRESETS, preset_window
from ui.views.finding_items import finding_items
from ui.views.foot_line import FootItem, FootLine
from ui.views.pane_view import PaneView, tool_button
from ui.views.plain import plain_tip

_PAN_STEP = 40.0
_NARROW, _ROOMY = 390, 430
"""Widths in pixels below which the title needs the place of two tools, or of one, that the window menu has as well."""


class FilmView(PaneView):
    """Shows a ``FilmPane``; ``cross_check_requested``: the clinician wants the map checked by occlusion.

    Keys: I invert, G heat map, M next map, X cross-check, 1-5 windows, F fit, O 1:1, R reset,
    arrows pan, plus and minus zoom, and those of ``FilmTools``. ``marked``: what is marked on a film, by its source;
    ``film_stepped``: the next (1) or previous (-1) film of the patient is wanted.
    """

    cross_check_requested = Signal()
    marked = Signal(str, object)
    film_stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: FilmPane | None = None
        self._maps: tuple[ShownMap, ...] = ()
        self._chosen: str | None = None
        self._asked = False
        self._picture = HeatPicture()
        self.canvas = FilmCanvas()
        self.tools = FilmTools(self.canvas)
        self.pair = FilmPair(self.canvas)
        self.comparing = False
        self.foot = FootLine()
        self.heat_button = AttributionButton("Grad-CAM")
        self.map_button = tool_button()
        self.map_menu = MapMenu(lambda: self._chosen, self)
        self.window_button = tool_button()
        self.window_menu = FilmMenu(self, self)
        self.invert_button = tool_button("◐", "icon", checkable=True)
        self.actual_button = tool_button("1:1")
        self.legend = HeatLegend()
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_pane(self, pane: FilmPane) -> None:
        """Show ``pane``; zoom, window and chosen map stay while the film is the same.

        A cross-check that has just come is shown at once: the clinician asked for it.
        """
        if pane is self._pane:
            return
        old, self._pane, self.patient = self._pane, pane, pane.key
        if old is None or old.film is not pane.film:
            self._chosen, self._asked = None, False
            self.invert_button.setChecked(False)
            self.canvas.set_film(film_levels(pane.film))
        elif pane.occlusion is not None and pane.occlusion is not old.occlusion:
            self._chosen = OCCLUSION
        self.canvas.read_by_network = pane.assessed
        self.tools.set_marks(pane.marks, old is None or old.film is not pane.film)
        self.set_issues(pane.issues)
        self._compare()
        self._show_words()
        self._show_heat()

    def step_film(self, by: int) -> None:
        """Ask for the next (1) or previous (-1) film of the patient."""
        self.film_stepped.emit(by)

    def toggle_compare(self) -> None:
        """Another film of the patient beside this one, an earlier one if there is one; or this one alone again."""
        self.comparing = not self.comparing
        self._compare()
        self._show_corners()

    def tags(self) -> tuple[DicomTag, ...]:
        """The DICOM tags of the film on screen; none where its file has none."""
        return self._pane.film.tags if self._pane is not None else ()

    def toggle_invert(self) -> None:
        """Turn the greys round, or back."""
        self.invert_button.toggle()

    def toggle_heat(self) -> None:
        """Heat map on or off; off leaves the film untouched. Where it is hidden as failed, ask for it."""
        self.heat_button.click()

    def apply_preset(self, index: int) -> None:
        """Window ``index`` of ``WINDOW_PRESETS``."""
        if self.canvas.levels is not None and 0 <= index < len(WINDOW_PRESETS):
            self.canvas.set_window(preset_window(self.canvas.levels, WINDOW_PRESETS[index]))

    def choose_map(self, key: str) -> None:
        """Show this map: a finding's by its code, ``FUSED``, or ``OCCLUSION``."""
        self._chosen, self._asked = key, True
        self.heat_button.want()
        self._show_heat()

    def _ask_map(self) -> None:
        """Draw the map also of a finding that is not even possible: the user asked for it."""
        self._asked = True
        self._show_heat()

    def next_map(self) -> None:
        """Show the map after the one that is shown; after the last, the first."""
        keys = [shown.key for shown in self._maps]
        if keys:
            self.choose_map(keys[(keys.index(self._chosen) + 1) % len(keys) if self._chosen in keys else 0])

    def request_cross_check(self) -> None:
        """Ask for the occlusion of the explained output, where there is a map to check and none is on its way."""
        if self._shown() is not None and self._pane is not None and not self._pane.occluding:
            self.cross_check_requested.emit()

    def reset(self) -> None:
        """The film as stored: its own window, upright, not inverted, fitted."""
        self.invert_button.setChecked(False)
        self.canvas.turn_to(0)
        self.apply_preset(0)
        self.canvas.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of this view."""
        digit = event.key() - Qt.Key.Key_1
        action = _keys(self).get(Qt.Key(event.key()))
        if action is not None:
            action()
        elif 0 <= digit < len(WINDOW_PRESETS):
            self.apply_preset(digit)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the title whole."""
        super().resizeEvent(event)
        self.invert_button.setVisible(self.width() >= _NARROW)
        self.actual_button.setVisible(self.width() >= _ROOMY)

    def restyle(self) -> None:
        """Colours of the heat map come from the theme."""
        self._show_heat()

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.title.setText(self.tr("X-RAY"))
        self.heat_button.setAccessibleName(self.tr("Heat map of where the network looked"))
        self.window_button.setText(self.tr("W/L") + " ▾")
        self.window_button.setToolTip(self.tr("Window and level: drag with the left button, or choose"))
        self.window_button.setAccessibleName(self.tr("Window and level"))
        self.invert_button.setToolTip(self.tr("Invert (I)"))
        self.invert_button.setAccessibleName(self.tr("Invert the film"))
        self.actual_button.setToolTip(self.tr("One film pixel on one screen pixel (O)"))
        self.actual_button.setAccessibleName(self.tr("Actual pixels"))
        self.window_menu.fill()
        self._show_words()
        self._show_heat()

    def _lay_out(self) -> None:
        for tool in (self.heat_button, self.map_button):
            self.add_tool(tool)
        self.header.row.addStretch(1)
        for tool in (self.window_button, self.invert_button, self.actual_button):
            self.add_tool(tool)
        for button, menu in ((self.map_button, self.map_menu), (self.window_button, self.window_menu)):
            button.setMenu(menu)
            button.setPopupMode(button.ToolButtonPopupMode.InstantPopup)
        self.set_body(self.pair, self.legend)
        self.add_foot(self.foot)

    def _connect(self) -> None:
        self.map_menu.chosen.connect(self.choose_map)
        self.heat_button.toggled.connect(self._show_heat)
        self.heat_button.asked.connect(self._ask_map)
        self.heat_button.reveal_requested.connect(self.reveal_requested)
        self.invert_button.toggled.connect(self.canvas.set_inverted)
        self.actual_button.clicked.connect(self.canvas.one_to_one)
        self.legend.changed.connect(self._show_heat)
        self.legend.cross_check_requested.connect(self.request_cross_check)
        self.canvas.changed.connect(self._show_corners)
        for canvas in (self.canvas, self.pair.prior):
            canvas.maximise_requested.connect(self.maximise_requested)
        self.tools.changed.connect(self._show_corners)
        self.tools.marked.connect(self._marked)

    def _show_words(self) -> None:
        if self._pane is None:
            return
        self._show_corners()
        items = finding_items(Modality.IMAGE, self._pane.findings, self._pane.conditions)
        alone = FootItem(self.tr("Film alone:"))
        self.foot.set_items((alone, *items) if items else (no_findings(self._pane),))
        if items:
            self.foot.setToolTip("\n".join((self.foot.toolTip(), sentence("report_film_base", {}, language()))))
        self.title.setToolTip(plain_tip(self._pane.credit))
        self._fill_map_menu(self._pane)

    def _fill_map_menu(self, pane: FilmPane) -> None:
        self._maps = shown_maps(pane, language(), self.tr("Occlusion"))
        self.map_menu.offer({shown.key: shown.title for shown in self._maps})
        keys = [shown.key for shown in self._maps]
        if self._chosen not in keys:
            self._chosen = keys[0] if keys else None

    def _shown(self) -> ShownMap | None:
        """The map that is chosen; None where there is none."""
        return next((shown for shown in self._maps if shown.key == self._chosen), None)

    def _show_corners(self) -> None:
        if self._pane is None:
            return
        film, canvas = self._pane.film, self.canvas
        alone = self.comparing and self.pair.film is None
        hint = self.tools.hint() or (self.tr("There is no other film to compare with") if alone else "")
        canvas.corners = corners_of(self._pane, canvas, hint, self.tools.key_words())
        canvas.sides, canvas.warning = sides_of(film), turned_words(canvas.turns)
        self.invert_button.setChecked(canvas.inverted)
        self.pair.say()
        canvas.setAccessibleName(", ".join(filter(None, (self.tr("Chest X-ray"), canvas.warning, self.tools.words()))))
        canvas.update()

    def _compare(self) -> None:
        prior = prior_of(self._pane) if self._pane is not None and self.comparing else None
        self.pair.compare(prior)

    def _marked(self, marks: FilmMarks) -> None:
        if self._pane is not None:
            self.marked.emit(self._pane.film.source, marks)

    def _show_heat(self) -> None:
        shown, pane = self._shown(), self._pane
        waits = shown is not None and shown.doubtful and not self._asked
        self.heat_button.offer(shown is not None, bool(pane and pane.hidden), waits)
        on = shown is not None and self.heat_button.isChecked()
        self.set_drawn(on)
        tip = heat_tip(pane, shown is not None)
        self.heat_button.setToolTip(tip)
        self.map_button.setVisible(shown is not None)
        self.canvas.setAccessibleDescription(shown.words if shown is not None and on else "")
        if shown is not None and on:
            self.legend.show_map(shown.words, shown.signed, on, shown.brief, shown.strength)
        else:
            words, brief = undrawn_words(shown, self.heat_button, tip)
            self.legend.show_map(words, signed=False, drawn=False, brief=brief)
        self.legend.set_check(shown is not None, pane is not None and pane.occluding)
        self.canvas.set_heat(self._heat(shown) if shown is not None and on else None)
        if shown is not None:
            self.heat_button.setText(shown.method)
            self.map_button.setText(_shortened(shown.name) + " ▾")
            named = self.tr("Map that is shown: %1").replace("%1", f"{shown.method} · {shown.name}")
            self.map_button.setAccessibleName(named)
            self.map_button.setToolTip(named + "\n" + self.tr("Press M for the next map"))

    def _heat(self, shown: ShownMap) -> QImage:
        tables = colour_table(palette().heat), colour_table(palette().heat_against)
        return self._picture.image(shown.map.values, tables, self.legend.opacity, self.legend.least, shown.strength)


def _keys(view: FilmView) -> dict[Qt.Key, Callable[[], object]]:
    canvas = view.canvas
    return {
        Qt.Key.Key_I: view.toggle_invert,
        Qt.Key.Key_G: view.toggle_heat,
        Qt.Key.Key_M: view.next_map,
        Qt.Key.Key_X: view.request_cross_check,
        Qt.Key.Key_F: canvas.fit,
        Qt.Key.Key_O: canvas.one_to_one,
        Qt.Key.Key_R: view.reset,
        Qt.Key.Key_PageDown: partial(view.step_film, 1),
        Qt.Key.Key_PageUp: partial(view.step_film, -1),
        Qt.Key.Key_P: view.toggle_compare,
        **view.tools.keys(),
        **canvas_keys(canvas, _PAN_STEP),
    }


def _shortened(text: str, letters: int = 12) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"
