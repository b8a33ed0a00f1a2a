"""What goes on paper: the report, and the ECG by itself, each in the file that the user names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from cdss.core.clock import now
from cdss.core.files import write_whole
from cdss.report.record import Report
from cdss.session.actions import MaximiseToggled, Remarked
from cdss.session.exports import file_stem
from cdss.session.place import Pane
from cdss.session.state import Problem, SessionState
from cdss.session.store import Store
from ui.controllers.archive import ArchiveController
from ui.controllers.report import ReportController, Steps
from ui.main_window import MainWindow
from ui.turns import Turns

ARCHIVE = ".dcm"
"""Ending of the files for an image archive: the report's pages become one of them."""


class ReportDesk(QObject):
    """Between the window and the controller of the report; lives as long as the window. ``bundle``: the model in use."""

    def __init__(
        self, store: Store, window: MainWindow, turns: Turns, archive: ArchiveController, bundle: Callable[[], Path]
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._turns, self._archive = store, window, turns, archive
        writers = {".pdf": _pdf, ".html": _html, ARCHIVE: _pdf}
        self.controller = ReportController(store, writers, bundle, turns.later, finish={ARCHIVE: archive.file})
        panel = window.report
        panel.reworded.connect(self.controller.reword)
        panel.restored.connect(self.controller.restore)
        panel.close_requested.connect(self.controller.toggle)
        panel.save_requested.connect(self.ask_file)
        panel.evidence_requested.connect(self.show_evidence)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the report do."""
        return {
            "report": self.controller.toggle,
            "save_report_pdf": partial(self.ask_file, ".pdf"),
            "save_report_html": partial(self.ask_file, ".html"),
            "save_dicom": self.ask_folder,
        }

    def show_evidence(self, pane: str) -> None:
        """Let the pane that a sentence rests on fill the place of the evidence; one that does so already stays."""
        wanted = Pane(pane)
        if self._store.state.intent.maximised is not wanted:
            self._store.dispatch(MaximiseToggled(wanted))

    def ask_file(self, ending: str) -> None:
        """Let the user name the file that the report of the patient on screen is saved in, with what was typed last."""
        self._window.report.flush()
        identity, key = self._window.banner.printed(), self._window.banner.patient
        if path := named_file(self._window, self._store.state, "report", ending):
            self.controller.save(path, identity, key)

    def ask_folder(self) -> None:
        """Let the user name the folder for the DICOM files of the patient on screen; an earlier set there stays."""
        self._window.report.flush()
        identity, key = self._window.banner.printed(), self._window.banner.patient
        if not self._archive.ready():
            return
        title = QCoreApplication.translate("App", "Folder for the DICOM files")
        if folder := QFileDialog.getExistingDirectory(self._window, title, str(Path.home())):
            name = file_stem(self._store.state, f"{now().astimezone():%Y%m%d-%H%M%S}")
            self.controller.save(Path(folder) / f"{name}{ARCHIVE}", identity, key)

    def ask_ecg_print(self) -> None:
        """Let the user name the PDF that the ECG on screen is printed into at its true scale."""
        self._turns.finish()  # what is printed under a name is the ECG that the screen shows under it
        evidence, banner = self._window.evidence, self._window.banner
        if evidence.place(Pane.ECG).currentWidget() is not evidence.ecg:  # type: ignore[attr-defined]
            self._store.dispatch(Remarked(Problem("ecg_print_nothing")))
        elif path := named_file(self._window, self._store.state, Pane.ECG, ".pdf"):
            try:
                write_whole(path, evidence.ecg.printed(banner.printed()))
                code = "export_done"
            except OSError:
                code = "export_picture_failed"
            self._store.dispatch(Remarked(Problem(code, params=(("name", path.name),))))


def named_file(window: QWidget, state: SessionState, part: str, ending: str) -> Path | None:
    """The file that the user named to save a part of the patient on screen in, with its ending; None where they named none."""
    title = QCoreApplication.translate("App", "Save as")
    suggested = str(Path.home() / (file_stem(state, part) + ending))
    name, _ = QFileDialog.getSaveFileName(window, title, suggested, f"*{ending}")
    path = Path(name)
    if not name:
        return None
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def _pdf(report: Report) -> Steps:
    """What draws and writes is imported with the first report, not as the window opens."""
    from ui.report.writers import write_pdf

    return write_pdf(report)


def _html(report: Report) -> Steps:
    from ui.report.writers import write_html

    return write_html(report)
