"""The controls above the ECG: layout and lead, speed and gain, calipers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cdss.core.kinds import ECG_LEADS
from ui.views.ecg_choice import Choice
from ui.views.ecg_layout import GAINS, LAYOUTS, SINGLE, SPEEDS, PaperScale
from ui.views.pane_view import tool_button


class EcgTools(QObject):
    """``layout_chosen`` with a name, ``lead_chosen``, ``speed_chosen`` and ``gain_chosen`` with what was taken from a menu."""

    layout_chosen = Signal(object)
    lead_chosen = Signal(object)
    speed_chosen = Signal(object)
    gain_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.layout_button, self.paper_button = tool_button(), tool_button()
        self.calipers_button = tool_button(checkable=True)
        self.layout_menu, self.paper_menu = QMenu(parent), QMenu(parent)
        self.layouts = Choice(self.layout_menu, LAYOUTS, layout_text)
        self.lead_menu = self.layout_menu.addMenu("")
        self.leads = Choice(self.lead_menu, ECG_LEADS, str)
        self.speeds = Choice(self.paper_menu, SPEEDS, lambda v: f"{v:g} mm/s")
        self.paper_menu.addSeparator()
        self.gains = Choice(self.paper_menu, GAINS, lambda v: f"{v:g} mm/mV")
        self.paper_menu.addSeparator()
        self.true_size, self.whole_page = self.paper_menu.addAction(""), self.paper_menu.addAction("")
        _hang(self.layout_button, self.layout_menu)
        _hang(self.paper_button, self.paper_menu)
        self.layouts.chosen.connect(self.layout_chosen)
        self.leads.chosen.connect(self.lead_chosen)
        self.speeds.chosen.connect(self.speed_chosen)
        self.gains.chosen.connect(self.gain_chosen)

    def show_layout(self, name: str, lead: str) -> None:
        """Which layout, or which single lead, is on the paper."""
        single = name == SINGLE
        self.layout_button.setText((lead if single else layout_text(name)) + " ▾")
        self.layouts.mark(name)
        self.leads.mark(lead if single else None)

    def show_paper(self, paper: PaperScale) -> None:
        """Speed and gain of the paper."""
        self.paper_button.setText(f"{paper.speed:g}·{paper.gain:g} ▾")
        self.paper_button.setAccessibleDescription(paper.text())
        self.speeds.mark(paper.speed)
        self.gains.mark(paper.gain)

    def retranslate(self) -> None:
        """All words of the controls."""
        self.layout_button.setToolTip(self.tr("Layout of the leads (L), one lead (S; or click its name)"))
        self.layout_button.setAccessibleName(self.tr("Layout of the leads"))
        self.lead_menu.setTitle(self.tr("One lead"))
        self.paper_button.setToolTip(self.tr("Speed in mm/s (V) and gain in mm/mV (G)"))
        self.paper_button.setAccessibleName(self.tr("Paper speed and gain"))
        self.true_size.setText(self.tr("True size (T)"))
        self.whole_page.setText(self.tr("Show the whole page (F)"))
        self.calipers_button.setText(self.tr("Calipers"))
        self.calipers_button.setToolTip(self.tr("Measure interval, rate and voltage by dragging (C)"))
        self.calipers_button.setAccessibleName(self.tr("Calipers"))


def layout_text(name: object) -> str:
    """The name of a layout as shown."""
    return str(name).replace("x", "×")


def _hang(button: QToolButton, menu: QMenu) -> None:
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
