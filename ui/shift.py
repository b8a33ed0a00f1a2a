"""What keeps the worklist going through a shift: its panel's wishes, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from cdss.core.clock import now
from cdss.core.paths import demo_dir
from cdss.session.shift_actions import MinutePassed
from cdss.session.state import SessionState
from cdss.session.store import Store
from ui.controllers.cases import CaseController
from ui.controllers.user import UserController
from ui.main_window import MainWindow

MINUTE_MS = 10_000
"""How often the clock is looked at; what follows it is drawn again only once its minute has changed."""


class Shift(QObject):
    """Between the worklist's panel and the controllers; lives as long as the window, from ``start`` to ``stop``."""

    def __init__(self, store: Store, window: MainWindow, cases: CaseController, user: UserController) -> None:
        super().__init__(window)
        self._store, self._window, self._cases, self._user = store, window, cases, user
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self._look_at_the_clock)
        panel = window.worklist
        panel.patient_chosen.connect(user.select)
        panel.searched.connect(user.search)
        panel.order_requested.connect(user.next_order)
        panel.grouping_requested.connect(user.next_grouping)
        store.listen(self._show)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the worklist do."""
        user = self._user
        return {
            "open_case": self.ask_case,
            "next_patient": lambda: user.step(1),
            "previous_patient": lambda: user.step(-1),
            "close_patient": user.close,
            "sort_worklist": user.next_order,
            "group_worklist": user.next_grouping,
        }

    def start(self) -> None:
        """Look at the clock, now and again."""
        self._look_at_the_clock()
        self._minute.start()

    def stop(self) -> None:
        """End the timer."""
        self._minute.stop()

    def ask_case(self) -> None:
        """Let the user choose a case folder."""
        title = QCoreApplication.translate("App", "Open case folder")
        if folder := QFileDialog.getExistingDirectory(self._window, title, str(demo_dir())):
            self._cases.drop([Path(folder)])

    def _look_at_the_clock(self) -> None:
        self._store.dispatch(MinutePassed(now()))

    def _show(self, state: SessionState) -> None:
        self._window.worklist.set_order(state.intent.order)
        self._window.worklist.set_grouping(state.intent.grouping)
