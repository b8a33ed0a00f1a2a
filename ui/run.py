"""Runs the application for the options of the command line."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication

from cdss.core.paths import demo_dir, user_dir
from cdss.database.peek import kept_setting
from cdss.database.records import FILE_NAME
from cdss.session.actions import MaximiseToggled
from cdss.session.settings import SETTINGS
from cdss.session.state import Pane, SessionState
from cdss.session.store import Store
from ui.app import App, make_client
from ui.controllers.cases import startup_cases
from ui.controllers.screenshot import TIMEOUT_SECONDS, failure, settled
from ui.measure import Measurement
from ui.opened import Application, take
from ui.play import Play
from ui.pulse import WatchedStore
from ui.soak import Soak

NO_STORE = "CDSS_NO_STORE"
"""Set to anything but nothing, it does what ``--no-store`` does."""

SCALE = "QT_SCALE_FACTOR"

SETTLE_MS = 250
"""Time for the last repaint and layout after the state has settled."""


def run(options: argparse.Namespace) -> int:
    """Show the window until it is closed, take its picture, or have the program play a clinician; returns the exit code."""
    if not options.soak:
        return _run(options, kept_in(options))
    with tempfile.TemporaryDirectory(prefix="triagelens-") as home:
        return _run(options, lambda: Path(home) / FILE_NAME, Path(home))


def _run(options: argparse.Namespace, kept: Callable[[], Path] | None, home: Path | None = None) -> int:
    scaled = set_text_size(kept)
    qt = QApplication.instance() or Application(["TriageLens"])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("TriageLens")
    qt.setDesktopFileName("org.triagelens.TriageLens")  # by which desktops know the window's icon and name
    client, absent = make_client(options.device)
    store = WatchedStore() if options.measure or home else Store()
    app = App(client, absent, store, kept)
    if isinstance(qt, Application):
        qt.handed_over.connect(partial(take, app))
    sys.excepthook = app.report
    app.set_look(options.lang, options.theme)
    app.forget_pin = options.forget_pin
    if options.panel:
        app.store.dispatch(MaximiseToggled(Pane(options.panel)))
    size = QSize(*options.size)
    app.window.resize(size.boundedTo(qt.primaryScreen().availableSize()) if scaled else size)
    app.window.show()
    app.window.worklist.list.setFocus()
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
    code = qt.exec()
    app.close()
    return play.code if play else code


def _start(app: App, cases: tuple[Path, ...], photographer: Photographer | None) -> None:
    app.start(cases)
    if photographer is not None:
        photographer.watch()


def kept_in(options: argparse.Namespace) -> Callable[[], Path] | None:
    """Says which file the session is kept in; None for pictures, measurements, and where the user wants nothing kept."""
    playing = options.screenshot or options.measure
    if playing or options.no_store or os.environ.get(NO_STORE):
        return None
    return lambda: user_dir() / FILE_NAME


def set_text_size(kept: Callable[[], Path] | None) -> bool:
    """Have everything drawn at the size that was set; whether it is another than the ordinary one.

    Before Qt is started. A size that is set from outside, in Qt's own variable, is left alone.
    """
    if kept is None or SCALE in os.environ:
        return False
    text = kept_setting(kept(), "text_percent")
    percent = SETTINGS["text_percent"].value(text) if text is not None else None
    if not isinstance(percent, int) or percent == SETTINGS["text_percent"].default:
        return False
    os.environ[SCALE] = str(percent / 100)
    return True


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
