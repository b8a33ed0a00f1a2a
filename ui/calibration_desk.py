"""The local recalibration from start to end: files chosen, tried out beside the window, looked at, applied or not, taken back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cdss.bundle.local import chosen, deactivate
from cdss.core.clock import Clock, now
from cdss.core.sentences import LANGUAGES
from cdss.session.bundle_actions import CalibrationNoted
from cdss.session.state import Problem
from cdss.session.store import Store
from ui.actions import translated
from ui.beside import Beside, Post, error_words
from ui.controllers.protocols import EngineClient
from ui.panels.calibration_panel import CalibrationPanel, OutputRow, TrialShown
from ui.views.page_button import page_button

if TYPE_CHECKING:
    from cdss.cli.local_calibration import Trial


class CalibrationDesk(QObject):
    """``client``: makes a worker of its own for the bundle in a folder. ``use``: has the window's engine go on with a bundle.

    ``shipped``: says which bundle the program starts from; ``home``: where calibrated ones lie.
    """

    def __init__(
        self,
        store: Store,
        window: QWidget,
        post: Post,
        client: Callable[[Path], EngineClient],
        use: Callable[[Path], None],
        shipped: Callable[[], Path],
        home: Callable[[], Path],
        clock: Clock = now,
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._client, self._use = store, window, client, use
        self._shipped, self._home, self._clock = shipped, home, clock
        self._post, self._beside = post, Beside(post, "calibrate")
        self._trial: Trial | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the action of the wizard does."""
        return {"calibrate": self.open}

    def page(self) -> QWidget:
        """What stands on the hospital's page of the settings: the way into the wizard."""
        return page_button(translated("Calibrate to this hospital…"), self.open)

    def start(self) -> None:
        """Say so where the site's calibration is of another bundle than the one that ships now: it is asked for again."""
        if chosen(self._shipped(), self._home()).stale:
            self._store.dispatch(CalibrationNoted(Problem("calibration_stale")))

    def stop(self) -> None:
        """Stop what runs, and end the thread."""
        self._beside.stop()

    def open(self) -> CalibrationPanel:
        """The wizard."""
        self._trial = None
        panel = CalibrationPanel(chosen(self._shipped(), self._home()).local, self._window)
        panel.asked.connect(partial(self._try, panel))
        panel.cancelled.connect(self._beside.broken_off.set)
        panel.applied.connect(partial(self._apply, panel))
        panel.reverted.connect(partial(self._revert, panel))
        panel.finished.connect(self._beside.broken_off.set)
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def _try(self, panel: CalibrationPanel, cases: str, table: str) -> None:
        self._beside.broken_off.clear()
        self._trial = None
        language = self._store.state.intent.language
        tell = partial(self._tell, panel)
        self._beside.submit(partial(self._work, Path(cases), Path(table), language, tell), partial(self._tried, panel))

    def _work(self, cases: Path, table: Path, language: str, tell: Callable[[int, int], None]) -> Trial | None:
        """In the thread beside the window's; None where it was stopped. The libraries it needs are imported with it."""
        from cdss.cli.local_calibration import Cancelled, try_out
        from ui.controllers.calibration import WorkerAssess

        def progress(done: int, total: int) -> None:
            if self._beside.broken_off.is_set():
                raise Cancelled
            tell(done, total)

        client = self._client(self._shipped())
        client.start()
        try:
            return try_out(cases, table, WorkerAssess(client, self._beside.broken_off.is_set), progress, language)
        except Cancelled:
            return None
        finally:
            client.stop()

    def _tell(self, panel: CalibrationPanel, done: int, total: int) -> None:
        self._post(lambda: panel.show_progress(done, total) if isValid(panel) else None)

    def _tried(self, panel: CalibrationPanel, done: Future[Trial | None]) -> None:
        if not isValid(panel):
            return
        error = done.exception()
        if error is not None:
            panel.show_error(error_words(error, self._store.state.intent.language))
            return
        self._trial = done.result()
        if self._trial is None:
            panel.show_stopped()
        else:
            panel.show_trial(_shown(self._trial))

    def _apply(self, panel: CalibrationPanel) -> None:
        trial = self._trial
        if trial is None or not trial.gains:
            return
        from cdss.cli.local_calibration import keep

        panel.show_busy()
        self._beside.submit(
            partial(keep, trial, self._shipped(), self._home(), self._clock()), partial(self._applied, panel)
        )  # fmt: skip

    def _applied(self, panel: CalibrationPanel, done: Future[Path]) -> None:
        """What was written is used, also where the wizard was closed meanwhile."""
        error = done.exception()
        if error is None:
            self._trial = None
            self._use(done.result())
            self._store.dispatch(CalibrationNoted(None))
        if not isValid(panel):
            return
        if error is not None:
            panel.show_error(error_words(error, self._store.state.intent.language))
        else:
            panel.show_applied()

    def _revert(self, panel: CalibrationPanel) -> None:
        deactivate(self._home())
        self._use(self._shipped())
        self._store.dispatch(CalibrationNoted(None))
        panel.show_reverted()


def _shown(trial: Trial) -> TrialShown:
    from cdss.cli.calibrate import fit_sentence, output_name
    from cdss.cli.local_calibration import doubts

    rows = tuple(
        OutputRow(
            {language: output_name(one.fit.output, language) for language in LANGUAGES},
            {language: fit_sentence(one.fit, language) for language in LANGUAGES},
            one,
            {language: doubts(one, language) for language in LANGUAGES},
        )
        for one in trial.effects
    )
    return TrialShown(trial.cases, rows, trial.said, trial.gains)
