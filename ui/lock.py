"""Locks the screen when it is not used, or at once; behind the cover everything stays as it was and the engine works on."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from cdss.core.data_key import Guard
from cdss.core.pin import pause_after, pin_fits, pin_hash
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.session.actions import Remarked
from cdss.session.lock_actions import GuardKnown, Locked, PinMistyped, PinSet, Unlocked, cannot_open, wrong_pins
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store
from ui.actions import translated
from ui.beside import Beside, Post
from ui.language import language
from ui.main_window import MainWindow
from ui.panels.confirm_panel import ConfirmPanel
from ui.panels.lock_panel import LockPanel
from ui.panels.pin_panel import PinPanel
from ui.views.page_button import page_button

LOOK_MS = 1000
"""How often the time without use, and the pause after a wrong PIN, are looked at."""

_USE = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove),
        *(QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TabletPress),
    }
)
"""What counts as use."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoreKey:
    """What the lock does with the key of the kept session.

    ``unseal``: opens a session that lies under the PIN, and says whether it was the one. ``guard``: wraps the key under a new PIN
    (empty: under none), if it is to be, and gives back what protects it then; raises ``OSError``. ``start_anew``: begins a new
    session beside one that nobody can open.
    """

    unseal: Callable[[str, Callable[[bool], None]], None]
    guard: Callable[[str], str]
    start_anew: Callable[[], object]


class Lock(QObject):
    """``post`` has a call made in the GUI thread; ``key``: None where no session is kept.

    ``clock``: seconds that only go forward.
    """

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        post: Post,
        key: StoreKey | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._key, self._clock = store, window, key, clock
        self.panel = LockPanel()
        window.cover.set_page(self.panel)
        self.panel.entered.connect(self.try_pin)
        self.panel.anew_asked.connect(self.ask_anew)
        self._used, self._free_at, self._tried, self._checking = clock(), 0.0, False, False
        self._covered, self._watching = False, False
        self._put_away: list[QWidget] = []
        self._checker = Beside(post, "check-pin")
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        store.listen(self._follow)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the lock do."""
        return {"lock": self.lock, "set_pin": self.ask_pin, "start_anew": self.ask_anew}

    def stop(self) -> None:
        """End timer, filter and thread."""
        self._timer.stop()
        self._watch(False)
        self._checker.stop()

    def page(self) -> QWidget:
        """What stands below the settings of the lock: where its PIN is set, and what protects what is on the disk."""
        guard = self._store.state.guard
        said = sentence(f"key_guard_{guard}", {}, language()) if guard else ""
        return page_button(translated("Set the PIN of the lock…"), self.ask_pin, said)

    def lock(self) -> PinPanel | None:
        """Cover the screen now; where there is no PIN yet, ask for one."""
        self._store.dispatch(Locked())
        return None if self._store.state.locked else self.ask_pin()

    def look(self) -> None:
        """Cover the screen where it was not used for as long as set; count the pause down where it is covered."""
        if self._covered:
            self._show()
            return
        settings = self._store.state.intent.settings
        if self._watching and self._clock() - self._used >= 60 * settings.lock_minutes:
            self._store.dispatch(Locked())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the whole program: any use starts the time anew. Nothing is ever taken away."""
        if event.type() in _USE:
            self._used = self._clock()
        return False

    def try_pin(self, pin: str) -> None:
        """Look, beside the GUI thread, whether ``pin`` is the one; a pause that still lasts is kept."""
        if self._checking or self._wait():
            return
        self._checking = True
        self._show()
        if self._store.state.sealed and self._key is not None:
            self._key.unseal(pin, self._judge)
        else:
            self._check(pin, partial(self._judge_and_guard, pin))

    def ask_anew(self) -> ConfirmPanel | None:
        """Begin a new session beside one that cannot be opened, if the user says so again; where it is open, that is said."""
        if not cannot_open(self._store.state):
            self._store.dispatch(Remarked(Problem("store_unkept" if self._store.state.unkept else "store_is_open")))
            return None
        title = translated("Start anew without the kept session…")
        lines = (sentence("store_anew_what", {}, language()), sentence("store_anew_back", {}, language()))
        panel = ConfirmPanel(title.rstrip("…"), lines, sentence("store_anew_do", {}, language()), self._window)
        if self._key is not None:
            panel.accepted.connect(self._key.start_anew)
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def ask_pin(self) -> PinPanel:
        """Let the user set, change or take away the PIN."""
        panel = PinPanel(bool(self._store.state.intent.settings.pin), self._window)
        panel.asked.connect(partial(self._change, panel))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def _change(self, panel: PinPanel, present: str, new: str) -> None:
        def judged(fits: bool) -> None:
            if not isValid(panel):
                return
            if not fits:
                panel.refuse()
                return
            self._beside(lambda: (pin_hash(new) if new else "", self._guarded(new)), wrapped)

        def wrapped(made: tuple[str, str] | str) -> None:
            if isinstance(made, str):
                self._store.dispatch(Remarked(Problem("lock_not_wrapped", params=(("reason", made),))))
            else:
                self._store.dispatch(GuardKnown(made[1]), PinSet(made[0]))
            if isValid(panel):
                panel.accept()

        self._check(present, judged)

    def _guarded(self, pin: str) -> str:
        """Wrap the key under ``pin``; what protects it then. Not in the GUI thread."""
        return self._key.guard(pin) if self._key is not None else ""

    def _check(self, pin: str, then: Callable[[bool], None]) -> None:
        """``then`` gets whether ``pin`` is the one that is set; where none is, any is."""
        kept = self._store.state.intent.settings.pin
        self._beside(lambda: not kept or pin_fits(pin, kept), lambda fits: then(fits is True))

    def _beside(self, work: Callable[[], T], then: Callable[[T | str], None]) -> None:
        """Do ``work`` beside the GUI thread; ``then`` gets what came of it, or in words why nothing did."""

        def finished(done: Future[T]) -> None:
            error = done.exception()
            then(done.result() if error is None else system_reason(error))

        self._checker.submit(work, finished)

    def _judge_and_guard(self, pin: str, fits: bool) -> None:
        """The PIN was set before the session was encrypted, or where it was not kept: from now on the key lies under it."""
        self._judge(fits)
        if fits and self._store.state.guard == Guard.ACCOUNT:
            self._beside(lambda: self._guarded(pin), self._guard_known)

    def _guard_known(self, guard: str) -> None:
        if guard in set(Guard):
            self._store.dispatch(GuardKnown(guard))

    def _judge(self, fits: bool) -> None:
        self._checking, self._tried = False, not fits
        self._store.dispatch(Unlocked() if fits else PinMistyped())
        if not fits:
            self._free_at = self._clock() + pause_after(wrong_pins(self._store.state))
            self._show()

    def _follow(self, state: SessionState) -> None:
        settings = state.intent.settings
        self._watch(bool(settings.pin) and settings.lock_minutes > 0)
        if state.locked != self._covered:
            self._covered = state.locked
            self._cover(state) if state.locked else self._uncover()

    def _cover(self, state: SessionState) -> None:
        self._tried, self._free_at = False, self._clock() + pause_after(wrong_pins(state))
        QToolTip.hideText()
        for widget in QApplication.topLevelWidgets():
            if not widget.isVisible() or widget is self._window:
                continue
            if widget.windowType() is Qt.WindowType.Popup:
                widget.close()
            else:
                widget.hide()
                self._put_away.append(widget)
        self._window.set_covered(True)
        self._timer.start()
        self._show()

    def _uncover(self) -> None:
        self._used = self._clock()
        if not self._watching:
            self._timer.stop()
        self._window.set_covered(False)
        away, self._put_away = self._put_away, []
        for widget in away:
            if isValid(widget):
                widget.show()

    def _watch(self, on: bool) -> None:
        app = QApplication.instance()
        if on == self._watching or app is None:
            return
        self._watching, self._used = on, self._clock()
        if on:
            app.installEventFilter(self)
            self._timer.start()
        else:
            app.removeEventFilter(self)
            if not self._covered:
                self._timer.stop()

    def _wait(self) -> int:
        return max(0, -int(-(self._free_at - self._clock()) // 1))

    def _show(self) -> None:
        state = self._store.state
        under_pin = state.sealed or state.guard == Guard.PIN
        self.panel.show_state(self._wait(), self._tried, self._checking, under_pin, state.sealed)
