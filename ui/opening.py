"""Opens the window as a frame before the program is loaded, in the looks and the text size of the last session."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from cdss.core.paths import user_dir
from cdss.database.peek import kept_setting
from cdss.database.records import FILE_NAME
from cdss.session.settings import SETTINGS
from ui.language import set_language
from ui.main_window import MainWindow
from ui.opened import Application
from ui.theme import set_theme
from ui.views.opening_view import OpeningView

NO_STORE = "CDSS_NO_STORE"
"""Set to anything but nothing, it does what ``--no-store`` does."""

SCALE = "QT_SCALE_FACTOR"

PAINTED_WITHIN_S = 0.5
"""How long the first picture is waited for: a window that is opened out of sight is not painted."""


def open_window(options: argparse.Namespace) -> MainWindow:
    """The window, on the screen and painted, without its panes. Makes Qt's application where there is none."""
    kept = kept_in(options)
    scaled = set_text_size(kept)
    qt = QApplication.instance() or Application(["TriageLens"])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("TriageLens")
    qt.setDesktopFileName("org.triagelens.TriageLens")  # by which desktops know the window's icon and name
    set_language(options.lang or kept_look(kept, "language"))
    set_theme(qt, options.theme or kept_look(kept, "theme"))
    page = OpeningView()
    window = MainWindow(page)
    size = QSize(*options.size)
    window.resize(size.boundedTo(qt.primaryScreen().availableSize()) if scaled else size)
    window.show()
    ends = time.monotonic() + PAINTED_WITHIN_S
    while not page.painted and time.monotonic() < ends:
        qt.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return window


def kept_in(options: argparse.Namespace) -> Callable[[], Path] | None:
    """Says which file the session is kept in; None for pictures, measurements, and where the user wants nothing kept."""
    playing = options.screenshot or options.measure or options.soak
    if playing or options.no_store or os.environ.get(NO_STORE):
        return None
    return lambda: user_dir() / FILE_NAME


def kept_look(kept: Callable[[], Path] | None, name: str) -> str:
    """The setting ``name`` of the last session, as ordinary where there was none."""
    setting = SETTINGS[name]
    text = kept_setting(kept(), name) if kept is not None else None
    value = setting.value(text) if text is not None else None
    return str(value if value is not None else setting.default)


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
