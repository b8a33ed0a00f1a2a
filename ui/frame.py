"""The window as such: its name, its sign, what is dropped onto it, its end; and by name the parts that it is to have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QMainWindow

from cdss.core.paths import resources_dir
from ui.cover import NAME, Cover

if TYPE_CHECKING:
    from ui.panels.decision_panel import DecisionPanel
    from ui.panels.evidence_panel import EvidencePanel
    from ui.panels.own_level_keys import OwnLevelKeys
    from ui.panels.report_panel import ReportPanel
    from ui.panels.routing_links import RoutingLinks
    from ui.panels.typing_guard import TypingGuard
    from ui.panels.what_if_panel import WhatIfPanel
    from ui.panels.worklist_panel import WorklistPanel
    from ui.views.banner_view import BannerView
    from ui.views.status_view import StatusView
    from ui.views.veil import Veil


class Frame(QMainWindow):
    """``files_dropped`` with the paths dropped onto the window; ``closed`` once it is about to go."""

    files_dropped = Signal(list)
    closed = Signal()

    banner: BannerView
    worklist: WorklistPanel
    evidence: EvidencePanel
    decision: DecisionPanel
    status: StatusView
    what_if: WhatIfPanel
    report: ReportPanel
    links: RoutingLinks
    own_keys: OwnLevelKeys
    typing_guard: TypingGuard
    veil: Veil
    cover: Cover

    def __init__(self) -> None:
        super().__init__()
        self.setWindowIcon(QIcon(str(resources_dir() / "icons" / "triagelens.svg")))
        self.setWindowTitle(NAME)
        self.setAcceptDrops(True)

    def sizeHint(self) -> QSize:
        """The size the screen is drawn for."""
        return QSize(1600, 1000)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the local paths."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever holds threads and processes."""
        self.closed.emit()
        super().closeEvent(event)
