"""Fills the window: makes its panes and puts them in their places. Imported when the window is there, for it takes longer."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.cover import Cover
from ui.frame_sizes import DECISION_WIDTH, NARROW_WORKLIST
from ui.main_window import MainWindow
from ui.panels.decision_panel import DecisionPanel
from ui.panels.evidence_panel import EvidencePanel
from ui.panels.own_level_keys import OwnLevelKeys
from ui.panels.report_panel import ReportPanel
from ui.panels.routing_links import RoutingLinks
from ui.panels.what_if_panel import WhatIfPanel
from ui.panels.worklist_panel import WorklistPanel
from ui.views.banner_view import BannerView
from ui.views.status_view import StatusView
from ui.views.veil import Veil


def fill(window: MainWindow) -> None:
    """The parts of ``window``, each wired to what it asks of the window itself."""
    window.banner, window.worklist = BannerView(), WorklistPanel()
    window.evidence, window.decision, window.status = EvidencePanel(), DecisionPanel(), StatusView()
    window.what_if, window.report = WhatIfPanel(), ReportPanel()
    window.links = RoutingLinks(window.evidence, window.decision.attention, window)
    window.veil = Veil(window.decision)
    window.own_keys = OwnLevelKeys(window.worklist.list, window.decision, window.veil)
    window.decision.setFixedWidth(DECISION_WIDTH)
    window.worklist.setFixedWidth(NARROW_WORKLIST)  # until the window has a size: it may be made for a small screen
    window.what_if.hide()
    window.cover = Cover(window, _laid_out(window))
    window.evidence.tabs.worklist_requested.connect(window.toggle_worklist)
    window.worklist.patient_chosen.connect(window.hide_worklist_again)
    window.banner.menu_requested.connect(window.open_menu)


def _laid_out(window: MainWindow) -> QWidget:
    """All parts in their places."""
    middle, root = QHBoxLayout(), QWidget()
    middle.setSpacing(0)
    middle.addWidget(window.worklist)
    middle.addWidget(window.evidence, 1)
    middle.addWidget(window.what_if)
    middle.addWidget(window.report)
    middle.addWidget(window.decision)
    root.setObjectName("centre")
    column = QVBoxLayout(root)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.banner)
    column.addLayout(middle, 1)
    column.addWidget(window.status)
    return root
