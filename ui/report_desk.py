"""What a clinician does with the report: saving it under a name of their choice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog

from cdss.core.paths import model_dir
from cdss.report.record import Report
from cdss.session.exports import file_stem
from cdss.session.store import Store
from ui.controllers.report import ReportController, Steps
from ui.main_window import MainWindow
from ui.turns import Later


class ReportDesk(QObject):
    """Between the window and the controller of the report; lives as long as the window."""

    def __init__(self, store: Store, window: MainWindow, later: Later) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        self.controller = ReportController(store, {".pdf": _pdf, ".html": _html}, model_dir(), later)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the report do."""
        return {
            "save_report_pdf": partial(self.ask_file, ".pdf"),
            "save_report_html": partial(self.ask_file, ".html"),
        }

    def ask_file(self, ending: str) -> None:
        """Let the user name the file that the report of the patient on screen is saved in."""
        title = QCoreApplication.translate("App", "Save as")
        suggested = str(Path.home() / (file_stem(self._store.state, "report") + ending))
        identity = self._window.banner.printed()
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggested, f"*{ending}")
        if name:
            path = Path(name)
            chosen = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
            self.controller.save(chosen, identity)


def _pdf(report: Report) -> Steps:
    """What draws and writes is imported with the first report, not as the window opens."""
    from ui.report.writers import write_pdf

    return write_pdf(report)


def _html(report: Report) -> Steps:
    from ui.report.writers import write_html

    return write_html(report)
