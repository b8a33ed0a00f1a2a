"""Runs the application for the options of the command line."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cdss.core.paths import demo_dir
from cdss.database.records import FILE_NAME
from cdss.engine.birth import Born
from cdss.session.actions import LanguageChosen, MaximiseToggled, ThemeChosen
from cdss.session.place import Pane
from cdss.session.state import SessionState
from cdss.session.store import Store
from ui.app import App, make_client
from ui.controllers.cases import startup_cases
from ui.controllers.screenshot import TIMEOUT_SECONDS, failure, settled
from ui.language import language
from ui.main_window import MainWindow
from ui.measure import Measurement
from ui.opened import Application, take
from ui.opening import kept_in
from ui.play import Play
from ui.pulse import WatchedStore
from ui.soak import Soak
from ui.theme import palette

SETTLE_MS = 250
"""Time for the last repaint and layout after the state has settled."""


def run(options: argparse.Namespace, window: MainWindow, born: Born | None = None) -> int:
    """Fill ``window`` and show it until it is closed, take its picture, or have the program play a clinician.

    ``born``: the process that becomes the engine's. Returns the exit code.
    """
    if not options.soak:
        return _run(options, window, born, kept_in(options))
    with tempfile.TemporaryDirectory(prefix="triagelens-") as home:
        return _run(options, window, born, lambda: Path(home) / FILE_NAME, Path(home))


def _run(
    options: argparse.Namespace,
    window: MainWindow,
    born: Born | None,
    kept: Callable[[], Path] | None,
    home: Path | None = None,
) -> int:
    client, absent = make_client(options.device, born)
    store = WatchedStore() if options.measure or home else Store()
    store.dispatch(LanguageChosen(language()), ThemeChosen(palette().name))
    window.fill()
    app = App(client, absent, store, kept, window)
    sys.excepthook = app.report
    app.set_look(options.lang, options.theme)
    app.forget_pin = options.forget_pin
    if options.panel:
        app.store.dispatch(MaximiseToggled(Pane(options.panel)))
    window.worklist.list.setFocus()
    play: Photographer | Play | None = None
    if isinstance(store, WatchedStore):
        named = tuple(path.resolve() for path in options.cases)
        cases = named or startup_cases((), demo_dir())
        play = Soak(app, store, cases, options.soak, home) if home else Measurement(app, store, cases)
        QTimer.singleShot(0, play.start)
    else:
        play = Photographer(app, options.screenshot) if options.screenshot else None
        QTimer.singleShot(0, partial(_start, app, tuple(options.cases), play))
        if kept is not None:
            offer_tour(app)
    qt = QApplication.instance()
    if isinstance(qt, Application):
        qt.hear(partial(take, app))
    code = QApplication.exec() if window.isVisible() else 0  # closed while it opened, it would never end
    app.close()
    return play.code if play else code


def _start(app: App, cases: tuple[Path, ...], photographer: Photographer | None) -> None:
    app.start(cases)
    if photographer is not None:
        photographer.watch()


def offer_tour(app: App) -> None:
    """Offer the guided tour with the first patient on screen, once in the life of the session file."""

    def look(state: SessionState) -> None:
        if state.selected is not None and state.selected.case is not None:
            stop()
            QTimer.singleShot(0, app.window, app.dialogs.offer_tour)

    stop = app.store.listen(look)


class Photographer:
    """Waits until the screen has settled, writes the picture, and ends the program. ``code`` is the exit code."""

    def __init__(self, app: App, target: Path) -> None:
        self.code = 1
        self._app = app
        self._target = target
        self._taking = False
        self._stop: Callable[[], None] | None = None

    def watch(self) -> None:
        """Begin; the cases have been named to the store, which until then is settled for want of any."""
        self._stop = self._app.store.listen(self._look)
        QTimer.singleShot(TIMEOUT_SECONDS * 1000, self._app.window, self._take)
        self._look(self._app.store.state)

    def _look(self, state: SessionState) -> None:
        if not self._taking and settled(state):
            self._taking = True
            QTimer.singleShot(SETTLE_MS, self._app.window, self._take)

    def _take(self) -> None:
        assert self._stop is not None
        self._stop()
        self._app.turns.finish()
        words = failure(self._app.store.state)
        if not self._app.window.grab().save(str(self._target), "PNG"):
            words = f"The picture could not be written to {self._target}."
        if words:
            print(words, file=sys.stderr)
        self.code = 1 if words else 0
        self._app.window.close()
        QApplication.quit()
