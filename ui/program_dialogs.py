"""Opens the dialogs that show the program itself: settings with their pages, and what is known of program and model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from cdss.session.actions import Action, Imagined, MaximiseToggled
from cdss.session.report.actions import ReportToggled
from cdss.session.setting_actions import values_of
from cdss.session.settings import Value
from cdss.session.store import Store
from ui.main_window import MainWindow
from ui.panels.help_pages import open_about
from ui.panels.pages_panel import PagesPanel
from ui.panels.settings_panel import Pages, SettingsPanel
from ui.panels.shortcuts_page import ShortcutsPage
from ui.panels.tour_panel import TourPanel

DONE = "done"


class Dialogs:
    """``change``: gives a setting another value; ``bundle``: says in which folder the model is that answers.

    ``pages``: what others put below the rows of a section of the settings.
    """

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        change: Callable[[str, Value], None],
        bundle: Callable[[], Path],
        pages: Pages,
    ) -> None:
        self._store = store
        self._window = window
        self._change = change
        self._bundle = bundle
        self._pages = {**pages, "keys": self._keys}

    def open_settings(self, section: str | None = None) -> SettingsPanel:
        """The settings, kept in step with the state for as long as they are open; ``section``: the page to turn to."""
        panel = SettingsPanel(values_of(self._store.state.intent), self._pages, self._window)
        if section is not None:
            panel.show_section(section)
        panel.changed.connect(self._change)
        stop = self._store.listen(lambda _: self._follow(panel))
        panel.finished.connect(lambda *_: stop())
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def open_about(self) -> PagesPanel:
        """Version, hashes, model card, licences."""
        return open_about(self._bundle(), self._store.state.engine.model, self._window)

    def start_tour(self) -> TourPanel | None:
        """The guided tour, which is not offered again once it has ended; None while it is on screen already."""
        window = self._window
        if window.findChild(TourPanel) is not None:
            return None
        self._clear_the_view()
        decision, banner = window.decision, window.banner
        parts = {
            "banner": banner,
            "composite": banner.composite,
            "worklist": window.worklist,
            "evidence": window.evidence,
            "decision": decision,
            "accept": decision.override,
            "take": decision.accept,
            "what_if": decision.what_if,
            "menu": banner.menu_button,
        }
        tour = TourPanel(parts, window)
        tour.ended.connect(lambda: self._change("tour", DONE))
        tour.show()
        tour.show_step(0)
        return tour

    def offer_tour(self) -> TourPanel | None:
        """The tour at the first start; nothing where it was gone through or skipped before."""
        return None if self._store.state.intent.settings.tour == DONE else self.start_tour()

    def _clear_the_view(self) -> None:
        """What stands before the parts that the tour points at, or in their place, is closed; nothing of a patient is lost."""
        intent = self._store.state.intent
        closing: tuple[Action, ...] = (
            *((Imagined(None),) if intent.what_if is not None else ()),
            *((ReportToggled(),) if intent.report else ()),
            MaximiseToggled(None),
        )
        self._store.dispatch(*closing)
        for pages in self._window.findChildren(PagesPanel):
            pages.close()

    def _keys(self) -> QWidget:
        page = ShortcutsPage()
        page.changed.connect(lambda text: self._change("keys", text))
        return page

    def _follow(self, panel: SettingsPanel) -> None:
        panel.show_values(values_of(self._store.state.intent))
        for page in panel.findChildren(ShortcutsPage):
            page.refresh()
