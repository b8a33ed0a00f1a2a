"""Updates in the window: a file chosen or dropped, looked at beside the window, installed, used at once; and the way back.

A model is installed here; of a package of the program it is only said what it is, and who installs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cdss.bundle.installed import base_folder, base_model, below, former_model, home_of, named
from cdss.bundle.local import chosen
from cdss.bundle.program_file import ENDINGS, SIGNATURE_ENDING
from cdss.core.errors import EngineError
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.session.actions import Remarked
from cdss.session.bundle_actions import CalibrationNoted, ModelSwitched
from cdss.session.state import ModelSwitch, Problem
from cdss.session.store import Store
from ui.beside import Beside, Post, error_words
from ui.controllers.protocols import EngineClient
from ui.language import language
from ui.panels.update_panel import UpdatePanel

if TYPE_CHECKING:
    from cdss.cli.model_update import Found
    from cdss.cli.program_update import FoundProgram

ENDING = ".model"  # as in ``cdss.bundle.model_file``, which is not imported before a file is looked at

translate = QCoreApplication.translate


class UpdateDesk(QObject):
    """``client``: makes a worker of its own for the model in a folder. ``use``: has the window's engine go on with a model.

    ``calibrated``: says where this hospital's calibrations lie. ``post`` has a call made in the window's thread.
    """

    def __init__(
        self,
        store: Store,
        window: QWidget,
        post: Post,
        client: Callable[[Path], EngineClient],
        use: Callable[[Path], None],
        calibrated: Callable[[], Path],
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._client, self._use = store, window, client, use
        self._calibrated, self._beside = calibrated, Beside(post, "update")
        self._found: Found | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the action does."""
        return {"install_update": self.open}

    def start(self) -> None:
        """Say what must be said of the model to start from."""
        problem = base_model().problem
        if problem is not None:
            self._store.dispatch(Remarked(Problem(problem.code, params=problem.params)))

    def stop(self) -> None:
        """Stop what runs, and end the thread."""
        self._beside.stop()

    def open(self) -> UpdatePanel:
        """The dialog."""
        self._found = None
        kind = translate("UpdateDesk", "Model or program")
        endings = " ".join(f"*{ending}" for ending in (ENDING, *ENDINGS))
        panel = UpdatePanel(*_models(), f"{kind} ({endings})", self._window)
        panel.file_chosen.connect(lambda name: self.look(panel, Path(name)))
        panel.install_requested.connect(lambda: self._install(panel))
        panel.back_requested.connect(lambda: self._back(panel))
        panel.finished.connect(panel.deleteLater)
        panel.open()
        return panel

    def take(self, paths: Sequence[Path]) -> bool:
        """Whether one of the dropped ``paths`` is an update; the dialog then shows it. None is taken behind the lock."""
        meant = map(_meant, paths)
        file = next((path for path in meant if path.suffix.lower() in (ENDING, *ENDINGS) and path.is_file()), None)
        if file is None or self._store.state.locked:
            return False
        self.look(self.open(), file)
        return True

    def look(self, panel: UpdatePanel, path: Path) -> None:
        """Look at all of a file beside the window, and show what it holds."""
        self._found, path = None, _meant(path)
        panel.show_busy(translate("UpdateDesk", "{0} is being checked…").format(path.name))
        self._beside.submit(partial(_looked_at, path), partial(self._looked, panel))

    def _looked(self, panel: UpdatePanel, done: Future[Found | FoundProgram]) -> None:
        if not isValid(panel):
            return
        error = done.exception()
        if error is not None:
            panel.show_refused(error_words(error, language()))
            return
        from cdss.cli.program_update import FoundProgram

        found = done.result()
        words = found.words(language())
        if isinstance(found, FoundProgram):
            panel.show_program((*words, sentence("program_not_here", {}, language())))
        else:
            self._found = found
            panel.show_found(words)

    def _install(self, panel: UpdatePanel) -> None:
        found, self._found = self._found, None
        if found is not None:
            panel.show_busy(
                translate("UpdateDesk", "The model is being written and tried out on a demonstration patient…")
            )
            self._beside.submit(partial(self._put_in, found), partial(self._switched, panel))

    def _back(self, panel: UpdatePanel) -> None:
        panel.show_busy(translate("UpdateDesk", "Going back…"))
        self._beside.submit(_taken_back, partial(self._switched, panel))

    def _put_in(self, found: Found) -> ModelSwitch:
        """In the thread beside the window's."""
        from cdss.cli.model_update import put_in

        return put_in(found, self._assess)

    def _assess(self, folder: Path, case: Case) -> Assessment:
        from cdss.cli.local_calibration import Cancelled
        from ui.controllers.calibration import WorkerAssess

        client = self._client(folder)
        client.start()
        try:
            return WorkerAssess(client, self._beside.broken_off.is_set)(case)
        except Cancelled as error:  # the program ends: the model in use stays
            raise EngineError.of("update_stopped") from error
        finally:
            client.stop()

    def _switched(self, panel: UpdatePanel, done: Future[ModelSwitch]) -> None:
        """Another model is used at once, also where the dialog was closed meanwhile."""
        error = done.exception()
        if error is not None:
            if isValid(panel):
                panel.show_refused(error_words(error, language()))
            return
        from cdss.cli.model_update import switch_problem

        use, switch = chosen(base_folder(), self._calibrated()), done.result()
        self._use(use.folder)
        stale = Problem("calibration_stale") if use.stale else None
        said = switch_problem(switch)
        self._store.dispatch(ModelSwitched(switch), CalibrationNoted(stale), Remarked(said))
        if isValid(panel):
            words = (said, Problem("update_calibration_set_aside")) if stale else (said,)
            panel.show_done("\n".join(one.words(language()) for one in words), *_models())


def _models() -> tuple[str, str]:
    """The model in use and the former one, by name and version; empty where there is none or it says nothing."""
    try:
        now = named(base_folder())
    except (OSError, ValueError):
        return "?", ""
    former = former_model(home_of(), below(machine=False).folder)
    return f"{now.name} {now.version}", f"{former.name} {former.version}" if former else ""


def _meant(path: Path) -> Path:
    """The package, where it is its signature that was chosen."""
    return path.with_suffix("") if path.suffix.lower() == SIGNATURE_ENDING else path


def _looked_at(path: Path) -> Found | FoundProgram:
    from cdss.cli.model_update import look
    from cdss.cli.program_update import look_at_program

    return look(path) if path.suffix.lower() == ENDING else look_at_program(path)


def _taken_back() -> ModelSwitch:
    from cdss.cli.model_update import take_back

    return take_back()
