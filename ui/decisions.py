"""What a clinician does with the decision: their own level, recommended actions, the hand-over in the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from cdss.core.clock import Clock, now
from cdss.core.system_reasons import system_reason
from cdss.session.actions import Remarked
from cdss.session.decision.handover import handover
from cdss.session.decision.influence import influence_csv
from cdss.session.decision.own_level import as_seen
from cdss.session.decision.recommended import ActionTicked, actions_of
from cdss.session.facts import display_id
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store
from ui.controllers.user import UserController
from ui.main_window import MainWindow
from ui.panels.actions_panel import ActionsPanel
from ui.panels.override_panel import OverridePanel


class Decisions(QObject):
    """Between the decision column and the controllers; lives as long as the window. ``clock``: when something was done."""

    def __init__(self, store: Store, window: MainWindow, user: UserController, clock: Clock = now) -> None:
        super().__init__(window)
        self._store, self._window, self._user, self._clock = store, window, user, clock
        window.decision.own_level_given.connect(self.give_own)
        window.own_keys.given.connect(self.give_own)
        window.decision.actions_requested.connect(self.open_actions)
        window.decision.accept_requested.connect(self.accept)
        window.decision.override_requested.connect(self.ask_override)
        window.decision.withdraw_requested.connect(self.withdraw)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the decision do."""
        own = {f"own_level_{level}": partial(self.give_own, level) for level in range(1, 6)}
        return {
            **own,
            "accept": self.accept,
            "override": self.ask_override,
            "withdraw": self.withdraw,
            "recommended": self.open_actions,
            "handover": self.copy_handover,
            "save_influence": self.ask_influence,
        }

    def give_own(self, level: int) -> None:
        """The clinician's own level, of the patient whose decision column is seen."""
        self._user.give_own(level, self._window.decided_patient)

    def accept(self) -> None:
        """Accept the model's level of the patient whose decision column is seen."""
        self._user.accept(self._window.decided_patient)

    def withdraw(self) -> None:
        """Take back the decision on the patient whose column is seen."""
        self._user.withdraw(self._window.decided_patient)

    def ask_override(self) -> OverridePanel | None:
        """Let the clinician set a level for the patient of the decision column, whoever is on screen when they confirm."""
        entry = as_seen(self._store.state).entry(self._window.decided_patient)
        if entry is None:
            return None
        suggested = entry.assessment.acuity.level if entry.assessment else None
        panel = OverridePanel(display_id(entry), suggested, self._window)
        panel.decided.connect(lambda level, reason: self._user.override(entry.key, level, reason))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def open_actions(self) -> ActionsPanel | None:
        """The recommended actions of the patient on screen; the list closes when another patient comes on screen."""
        entry = self._store.state.selected
        if entry is None:
            return None
        panel = ActionsPanel(display_id(entry), self._window)
        panel.ticked.connect(lambda code: self._store.dispatch(ActionTicked(entry.key, code, self._clock())))
        stop = self._store.listen(partial(self._follow, panel, entry.key))
        panel.finished.connect(lambda *_: stop())
        panel.finished.connect(panel.deleteLater)
        self._follow(panel, entry.key, self._store.state)
        panel.open()
        return panel

    def _follow(self, panel: ActionsPanel, key: str, state: SessionState) -> None:
        entry = as_seen(state).selected
        if entry is None or entry.key != key:
            panel.reject()
        else:
            panel.set_actions(actions_of(entry, state.intent.language))

    def ask_influence(self) -> None:
        """Let the user name the file that own and model levels are saved in."""
        if influence_csv(self._store.state) is None:
            self._store.dispatch(Remarked(Problem("influence_nothing")))
            return
        title = QCoreApplication.translate("App", "Save as")
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(Path.home() / "own-levels.csv"), "*.csv")
        if name:
            self.save_influence(Path(name))

    def save_influence(self, path: Path) -> None:
        """Write the table of own and model levels."""
        text = influence_csv(self._store.state)
        try:
            path.write_text(text or "", encoding="utf-8")
        except OSError as error:
            reason = system_reason(error)
            said = Problem("export_failed", params=(("name", path.name), ("reason", reason)))
        else:
            said = Problem("export_done", params=(("name", path.name),))
        self._store.dispatch(Remarked(said))

    def copy_handover(self) -> None:
        """Put the hand-over of the patient on screen into the clipboard, as plain text."""
        state = self._store.state
        text = handover(state, self._window.banner.printed(), self._clock())
        if text is None or state.selected is None:
            self._store.dispatch(Remarked(Problem("handover_nobody")))
            return
        QGuiApplication.clipboard().setText(text)
        named = (("patient", display_id(state.selected)),)
        self._store.dispatch(Remarked(Problem("handover_copied", params=named)))
