"""The controls above the ECG: layout and lead, speed and gain, filters of the drawing, calipers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cdss.core.kinds import ECG_LEADS
from cdss.signals.bands import BANDS, MONITOR, NOTCHES, Band
from ui.views.choice import Choice
from ui.views.ecg_layout import GAINS, LAYOUTS, MEDIAN, SINGLE, SPEEDS, PaperScale
from ui.views.pane_view import tool_button

_SPACING = 5
_FULL_RATE = 500.0
"""Samples a second of a recording that holds every band."""


class EcgTools(QObject):
    """``layout_chosen`` with a name, ``lead_chosen``, ``speed_chosen``, ``gain_chosen``, ``band_chosen`` and
    ``notch_chosen`` with what was taken from a menu.
    """

    layout_chosen = Signal(object)
    lead_chosen = Signal(object)
    speed_chosen = Signal(object)
    gain_chosen = Signal(object)
    band_chosen = Signal(object)
    notch_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.layout_button = tool_button()
        self.paper_button, self.filter_button = tool_button(checkable=True), tool_button(checkable=True)
        self.calipers_button, self.more_button = tool_button(checkable=True), tool_button("⋯", "icon")
        self.more_menu = QMenu(parent)
        self.measuring = _switch(self.more_menu)
        self.measuring.toggled.connect(lambda on: self.calipers_button.setChecked(on))
        self.calipers_button.toggled.connect(self.measuring.setChecked)
        self.snap, self.march, self.fiducials, self.median, self.compare = (_switch(self.more_menu) for _ in range(5))
        self.snap.setChecked(True)
        self.layout_menu, self.paper_menu, self.filter_menu = QMenu(parent), QMenu(parent), QMenu(parent)
        self.layouts = Choice(self.layout_menu, LAYOUTS, layout_text)
        self.lead_menu = self.layout_menu.addMenu("")
        self.leads = Choice(self.lead_menu, ECG_LEADS, str)
        self.speeds = Choice(self.paper_menu, SPEEDS, lambda v: f"{v:g} mm/s")
        self.paper_menu.addSeparator()
        self.gains = Choice(self.paper_menu, GAINS, lambda v: f"{v:g} mm/mV")
        self.paper_menu.addSeparator()
        self.true_size, self.whole_page = self.paper_menu.addAction(""), self.paper_menu.addAction("")
        self.more_menu.addMenu(self.filter_menu)
        self.bands = Choice(self.filter_menu, BANDS, self._band_text)
        self.filter_menu.addSeparator()
        self.notches = Choice(self.filter_menu, NOTCHES, self._notch_text)
        _hang(self.more_button, self.more_menu)
        _hang(self.filter_button, self.filter_menu)
        _hang(self.layout_button, self.layout_menu)
        _hang(self.paper_button, self.paper_menu)
        self.layouts.chosen.connect(self.layout_chosen)
        self.leads.chosen.connect(self.lead_chosen)
        self.speeds.chosen.connect(self.speed_chosen)
        self.gains.chosen.connect(self.gain_chosen)
        self.bands.chosen.connect(self.band_chosen)
        self.notches.chosen.connect(self.notch_chosen)

    def make_room(self, width: int, taken: int) -> None:
        """Leave the filter, then the calipers, to the menu "more" where controls ``taken`` wide do not fit into ``width``."""
        may_go = (self.filter_button, self.calipers_button)
        needed = taken + sum(button.sizeHint().width() + _SPACING for button in may_go if button.isHidden())
        for button in may_go:
            button.setVisible(needed <= width)
            needed -= 0 if needed <= width else button.sizeHint().width() + _SPACING

    def show_layout(self, name: str, lead: str) -> None:
        """Which layout, or which single lead, is on the paper."""
        single = name == SINGLE
        text = lead if single else self.tr("Median") if name == MEDIAN else layout_text(name)
        self.layout_button.setText(text + " ▾")
        self.median.setChecked(name == MEDIAN)
        self.layouts.mark(name)
        self.leads.mark(lead if single else None)

    def show_paper(self, paper: PaperScale) -> None:
        """Speed and gain of the paper; the button is lit while they are unusual, for they stay with the next patient."""
        self.paper_button.setText(f"{paper.speed:g}·{paper.gain:g} ▾")
        self.paper_button.setChecked(paper != PaperScale())
        self.paper_button.setAccessibleDescription(paper.text())
        self.speeds.mark(paper.speed)
        self.gains.mark(paper.gain)

    def show_filter(self, band: Band | None, notch_hz: float | None, rate_hz: float) -> None:
        """What is filtered out of the drawing; the button is lit while there is anything (its name stands on the trace)."""
        named = [band.text(rate_hz)] if band else []
        named += [f"≠ {notch_hz:g} Hz"] if notch_hz else []
        self.filter_button.setText(self.tr("Filter") + " ▾")
        self.filter_button.setChecked(bool(named))
        self.filter_button.setAccessibleDescription(" ".join(named))
        self.bands.mark(band)
        self.notches.mark(notch_hz)

    def retranslate(self) -> None:
        """All words of the controls."""
        self.layout_button.setToolTip(self.tr("Layout of the leads (L), one lead (S; or click its name)"))
        self.layout_button.setAccessibleName(self.tr("Layout of the leads"))
        self.lead_menu.setTitle(self.tr("One lead"))
        self.paper_button.setToolTip(self.tr("Speed in mm/s (V) and gain in mm/mV (G)"))
        self.paper_button.setAccessibleName(self.tr("Paper speed and gain"))
        self.filter_button.setToolTip(
            self.tr("Filter of the drawing: band (B), mains (H). Model and measurements read the original")
        )
        self.filter_button.setAccessibleName(self.tr("Filter of the drawing"))
        self.bands.retranslate()
        self.notches.retranslate()
        self.true_size.setText(self.tr("True size (T)"))
        self.whole_page.setText(self.tr("Show the whole page (F)"))
        self.calipers_button.setText(self.tr("Calipers"))
        self.calipers_button.setToolTip(self.tr("Measure interval, rate and voltage by dragging (C)"))
        self.calipers_button.setAccessibleName(self.tr("Calipers"))
        self.more_button.setToolTip(self.tr("More of the ECG"))
        self.more_button.setAccessibleName(self.tr("More of the ECG"))
        self.measuring.setText(self.tr("Calipers"))
        self.filter_menu.setTitle(self.tr("Filter of the drawing"))
        self.snap.setText(self.tr("Calipers snap to R peaks (R)"))
        self.fiducials.setText(self.tr("Mark P, QRS, J and T (W)"))
        self.median.setText(self.tr("Median beats (D)"))
        self.compare.setText(self.tr("Compare with another recording (O)"))
        self.march.setText(self.tr("March the interval out (M)"))

    def _band_text(self, band: object) -> str:
        if not isinstance(band, Band):
            return self.tr("As recorded")
        if band is MONITOR:
            return self.tr("Monitor: %1 (bends ST, lowers R)").replace("%1", band.text(_FULL_RATE))
        return self.tr("Diagnostic: %1").replace("%1", band.text(_FULL_RATE))

    def _notch_text(self, hertz: object) -> str:
        if not isinstance(hertz, float):
            return self.tr("Mains left in")
        return self.tr("Take out mains at %1 Hz").replace("%1", f"{hertz:g}")


def layout_text(name: object) -> str:
    """The name of a layout as shown."""
    return str(name).replace("x", "×")


def _switch(menu: QMenu) -> QAction:
    action = menu.addAction("")
    action.setCheckable(True)
    return action


def _hang(button: QToolButton, menu: QMenu) -> None:
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
