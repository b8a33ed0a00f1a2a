"""What keeps the worklist going through a shift: its panel's wishes, the clock, the watched folder, the archives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from cdss.core.clock import now
from cdss.core.paths import demo_dir
from cdss.session.decision.own_level import as_seen
from cdss.session.state import SessionState
from cdss.session.store import Store
from cdss.session.worklist.alert_costs import alert_costs
from cdss.session.worklist.batch import BatchAsked, BatchCancelled
from cdss.session.worklist.shift import shift_pane
from cdss.session.worklist.shift_actions import MinutePassed
from ui.beside import Post
from ui.controllers.cases import CaseController
from ui.controllers.user import UserController
from ui.main_window import MainWindow
from ui.panels.cases_dialog import CasesDialog
from ui.retrieve_desk import RetrieveDesk
from ui.views.budget_view import BudgetView
from ui.watch import FolderWatch

MINUTE_MS = 10_000
"""How often the clock is looked at; what follows it is drawn again only once its minute has changed."""


class Shift(QObject):
    """Between the worklist's panel and the controllers; lives as long as the window, from ``start`` to ``stop``.

    ``post`` has a call made in the window's thread.
    """

    def __init__(
        self, store: Store, window: MainWindow, cases: CaseController, user: UserController, post: Post
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._cases, self._user = store, window, cases, user
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self._look_at_the_clock)
        panel = window.worklist
        panel.patient_chosen.connect(user.select)
        panel.searched.connect(user.search)
        panel.order_requested.connect(user.next_order)
        panel.grouping_requested.connect(user.next_grouping)
        panel.batch.cancel_requested.connect(self.cancel_batch)
        panel.batch.assess_requested.connect(self.assess_cancelled)
        panel.change_seen.connect(user.seen)
        panel.unseen_requested.connect(user.next_change)
        window.status.unseen_requested.connect(user.next_change)
        self.watch = FolderWatch(store, cases, self)
        panel.watch.stop_requested.connect(self.watch.controller.stop)
        self.archives = RetrieveDesk(store, window, cases, post, self.ask_watched, user.set_setting)
        store.listen(self._show)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the worklist do."""
        user = self._user
        return {
            "open_case": self.ask_case,
            "open_cases": self.ask_cases,
            "open_files": self.ask_files,
            "take_back_files": self._cases.take_back,
            "acknowledge_change": user.acknowledge,
            "watch_folder": self.ask_watched,
            "from_archive": self.archives.open,
            "stop_watching": self.watch.controller.stop,
            "cancel_batch": self.cancel_batch,
            "assess_cancelled": self.assess_cancelled,
            "next_patient": lambda: user.step(1),
            "previous_patient": lambda: user.step(-1),
            "close_patient": user.close,
            "sort_worklist": user.next_order,
            "group_worklist": user.next_grouping,
        }

    def start(self) -> None:
        """Look at the clock and at the watched folder, now and again."""
        self._look_at_the_clock()
        self._minute.start()
        self.watch.start()

    def stop(self) -> None:
        """End timers, watching, and what is asked of an archive."""
        self._minute.stop()
        self.watch.stop()
        self.archives.stop()

    def ask_case(self) -> None:
        """Let the user choose a case folder."""
        title = QCoreApplication.translate("App", "Open case folder")
        if folder := QFileDialog.getExistingDirectory(self._window, title, str(demo_dir())):
            self._cases.drop([Path(folder)])

    def ask_cases(self) -> CasesDialog:
        """Let the user choose several case folders, or folders of cases."""
        dialog = CasesDialog(demo_dir(), self._window)
        dialog.accepted.connect(lambda: self._cases.drop(dialog.folders))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def ask_files(self) -> None:
        """Let the user choose manifests to open, and files to add to the patient on screen."""
        title = QCoreApplication.translate("App", "Open or add files")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, str(demo_dir()))
        if names:
            self._cases.drop([Path(name) for name in names])

    def ask_watched(self) -> None:
        """Let the user choose the folder that is watched."""
        title = QCoreApplication.translate("App", "Folder to watch for new patients")
        here = self._store.state.intent.settings.watched_folder or str(Path.home())
        if folder := QFileDialog.getExistingDirectory(self._window, title, here):
            self.watch.controller.choose(Path(folder))

    def cancel_batch(self) -> None:
        """Call the assessment of all but the patient on screen off."""
        self._store.dispatch(BatchCancelled())

    def assess_cancelled(self) -> None:
        """Have those assessed after all."""
        self._store.dispatch(BatchAsked())

    def budget_page(self) -> BudgetView:
        """The budget of alerts, kept in step with the state for as long as it is there."""
        view = BudgetView(alert_costs())
        view.patient_chosen.connect(self._user.select)
        stop = self._store.listen(lambda state: view.set_pane(shift_pane(as_seen(state))))
        view.destroyed.connect(lambda: stop())
        view.set_pane(shift_pane(as_seen(self._store.state)))
        return view

    def _look_at_the_clock(self) -> None:
        self._store.dispatch(MinutePassed(now()))

    def _show(self, state: SessionState) -> None:
        self._window.worklist.set_order(state.intent.order)
        self._window.worklist.set_grouping(state.intent.grouping)
