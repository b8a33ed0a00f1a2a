"""Takes the place of everything in a window: what is behind it is neither seen nor reached, also by title, keys and drops."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

NAME = "TriageLens"

STAYING = ("quit", "language", "theme")
"""Actions, by their object names, that show nothing of a patient and stay while the window is covered."""


class Cover:
    """The central widget of ``window``: ``content``, or the page that covers it."""

    def __init__(self, window: QMainWindow, content: QWidget) -> None:
        self._window, self._stack = window, QStackedWidget()
        self._patient, self._covered = "", False
        self._page: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._above: list[QWidget] = []
        self._stack.addWidget(content)
        window.setCentralWidget(self._stack)
        self._title()

    def set_page(self, page: QWidget) -> None:
        """What covers the window."""
        self._page = page
        self._stack.addWidget(page)

    def set_patient(self, patient: str) -> None:
        """Who is on screen, for the title."""
        self._patient = patient
        self._title()

    def set_covered(self, covered: bool, actions: Iterable[QAction]) -> None:
        """Show nothing but the page; or all as it was, with its focus. ``actions``: those of the window."""
        if covered == self._covered or self._page is None:
            return
        focus = self._window.focusWidget()
        self._covered = covered
        if covered:
            self._put_away()
        self._stack.setCurrentIndex(1 if covered else 0)
        self._window.setAcceptDrops(not covered)
        for action in actions:
            action.setEnabled(not covered or action.objectName() in STAYING)
        self._title()
        if covered:
            self._focus_before = focus
            self._page.setFocus()
            return
        above, self._above = self._above, []
        for widget in above:
            if isValid(widget):
                widget.show()
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus()

    def _put_away(self) -> None:
        """What lies above the content, such as the tour, would lie above the page too."""
        inside = [w for w in self._window.children() if isinstance(w, QWidget) and not w.isWindow()]
        self._above = [w for w in inside if w.isVisible() and w is not self._stack]
        for widget in self._above:
            widget.hide()

    def _title(self) -> None:
        shown = "" if self._covered else self._patient
        self._window.setWindowTitle(f"{shown} – {NAME}" if shown else NAME)
