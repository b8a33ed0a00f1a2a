"""The hospital's page of the settings: the profile in use, another one, other thresholds; all of it done beside the window."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from cdss.bundle.levels import LevelsCost, costs_of, use_factor
from cdss.bundle.local import chosen
from cdss.bundle.profile import Profile, adopt, profile_of
from cdss.bundle.standing import signed_with, standing_words
from cdss.bundle.trust import keep, pinned_to, trusted
from cdss.core.clock import Clock, now
from cdss.core.errors import BundleError
from cdss.session.bundle_actions import CalibrationNoted
from cdss.session.store import Store
from ui.beside import error_words
from ui.language import language
from ui.panels.site_page import SitePage


class SiteDesk:
    """``executor``: where a profile is checked and copied; ``post`` has a call made in the window's thread; ``use``: has the
    engine go on with a bundle; ``wizard``: makes the way to the calibration. ``shipped``, ``home``: as in ``cdss.bundle.local``.
    """

    def __init__(
        self,
        store: Store,
        executor: Executor,
        post: Callable[[Callable[[], None]], None],
        use: Callable[[Path], None],
        wizard: Callable[[], QWidget],
        shipped: Callable[[], Path],
        home: Callable[[], Path],
        clock: Clock = now,
    ) -> None:
        self._store, self._executor, self._post, self._use = store, executor, post, use
        self._wizard, self._shipped, self._home, self._clock = wizard, shipped, home, clock

    def page(self) -> QWidget:
        """Made anew each time the settings are opened or their language changes."""
        page = SitePage(self.profile(), self._wizard(), self.costs())
        page.adopt_requested.connect(partial(self._ask, page))
        page.factor_requested.connect(partial(self.begin_levels, page))
        page.trust.pin_requested.connect(partial(self.pin, page))
        self._show_trust(page)
        return page

    def folder(self) -> Path:
        """The bundle in use."""
        return chosen(self._shipped(), self._home()).folder

    def profile(self) -> Profile | None:
        """What the bundle in use says of its calibration; None where there is none."""
        try:
            return profile_of(self.folder())
        except (OSError, ValueError):
            return None

    def costs(self) -> tuple[LevelsCost, ...]:
        """What each choice of thresholds costs, measured with the model that ships; nothing where it does not say."""
        try:
            return costs_of(self._shipped())
        except (OSError, ValueError, KeyError):
            return ()

    def pin(self, page: SitePage, fingerprint: str) -> None:
        """Have models of that key alone assess patients, of every trusted one where empty; or say why not."""
        try:
            keep(pinned_to(trusted(), fingerprint))
        except (BundleError, OSError) as error:
            page.say(error.words(language()) if isinstance(error, BundleError) else str(error))
            return
        self._use(self.folder())  # the worker asks again whether it may
        self._show_trust(page)

    def _show_trust(self, page: SitePage) -> None:
        """Who signed the model in use, and the keys there are; none where the site's own file cannot be read."""
        folder = self.folder()
        words = standing_words(folder, language())
        try:
            trust = trusted()
        except BundleError:
            page.trust.show_trust(words, (), "", "")
            return
        keys = [(key.name, key.fingerprint) for key in trust.keys]
        page.trust.show_trust(words, keys, trust.pinned, signed_with(folder))

    def begin_levels(self, page: SitePage, factor: float) -> None:
        """Have the levels begin at ``factor`` times the released thresholds, or say why not."""
        page.use_levels.setEnabled(False)
        work = partial(use_factor, self._shipped(), self._home(), factor, self._clock())
        self._executor.submit(work).add_done_callback(lambda done: self._post(partial(self._taken, page, done)))

    def take(self, folder: Path, page: SitePage) -> None:
        """Check the profile in ``folder`` and use it, or say why not."""
        page.adopt.setEnabled(False)
        page.say(QCoreApplication.translate("SiteDesk", "The profile is being checked…"))
        work = partial(adopt, folder, self._shipped(), self._home(), self._clock())
        self._executor.submit(work).add_done_callback(lambda done: self._post(partial(self._taken, page, done)))

    def _ask(self, page: SitePage) -> None:
        title = QCoreApplication.translate("SiteDesk", "Folder of a calibrated model")
        if folder := QFileDialog.getExistingDirectory(page, title, str(Path.home())):
            self.take(Path(folder), page)

    def _taken(self, page: SitePage, done: Future[Path]) -> None:
        error = done.exception()
        if error is None:
            self._use(done.result())
            self._store.dispatch(CalibrationNoted(None))
        if not isValid(page):
            return
        page.adopt.setEnabled(True)
        page.show_profile(self.profile())
        self._show_trust(page)
        taken = QCoreApplication.translate("SiteDesk", "In use from now on: every patient is assessed anew.")
        page.say(taken if error is None else error_words(error, language()))
