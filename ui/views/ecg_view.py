"""The 12-lead ECG with its tools and measurement lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cdss.core.kinds import ECG_LEADS, Modality
from cdss.records.assessment import Finding
from cdss.records.ecg import Ecg
from cdss.session.ecg_ranking import strongest_words
from cdss.session.names import finding_name
from cdss.session.panes import EcgPane
from cdss.signals.display import BANDS, NOTCHES, Band, for_display
from ui.actions import shortcuts
from ui.language import language
from ui.views.attribution_button import AttributionButton, reveal_tip
from ui.views.ecg_canvas import EcgCanvas
from ui.views.ecg_figures import ST_NOTABLE_MV, measurement_items, st_items
from ui.views.ecg_layout import GAINS, LAYOUTS, SINGLE, SPEEDS, PaperScale, paper_layout
from ui.views.ecg_lead_bars import EcgLeadBars
from ui.views.ecg_scroll import EcgScroll
from ui.views.ecg_sheet import EcgWords
from ui.views.ecg_tools import EcgTools
from ui.views.foot_line import FootItem, FootLine, percent
from ui.views.pane_view import PaneView

_LINE_HEIGHT = 21
_PAN_STEP = 50.0
_NOTABLE = 0.5
_NORMAL = "NORM"
_FIRST_LEAD = "II"
"""Shown alone first: the lead rhythms are read in."""


class EcgView(PaneView):
    """Shows an ``EcgPane``. Keys as of the table of actions; arrows pan, plus and minus zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: EcgPane | None = None
        self._layout_name, self._last_page, self._lead = LAYOUTS[0], LAYOUTS[0], _FIRST_LEAD
        self._paper = PaperScale()
        self._band: Band | None = None
        self._notch_hz: float | None = None
        self._filtered: tuple[object, Ecg] | None = None
        self.canvas = EcgCanvas()
        self.scroll_bar = EcgScroll(self.canvas)
        self.lead_bars = EcgLeadBars()
        self.measures, self.st_line, self.finding_line = FootLine(), FootLine(), FootLine()
        self.attribution_button = AttributionButton()
        self.tools = EcgTools(self)
        self.layout_button, self.calipers_button = self.tools.layout_button, self.tools.calipers_button
        self._lay_out()
        self._connect()
        self._lay_paper()
        self.retranslate()

    def set_pane(self, pane: EcgPane) -> None:
        """Show ``pane``; zoom, layout and calipers stay while the recording is the same."""
        if pane is self._pane:
            return
        old, self._pane = self._pane, pane
        if old is None or old.ecg is not pane.ecg:
            self._lay_paper()
        self.set_issues(pane.issues)
        self._show_words()
        self._show_attribution()

    def choose_layout(self, name: str) -> None:
        """One of ``LAYOUTS``, or ``SINGLE`` for the lead last shown alone."""
        self._layout_name = name
        self._last_page = name if name in LAYOUTS else self._last_page
        self._lay_paper()

    def next_layout(self) -> None:
        """The layout of all leads after this one."""
        self.choose_layout(LAYOUTS[(LAYOUTS.index(self._last_page) + (self._layout_name in LAYOUTS)) % len(LAYOUTS)])

    def choose_lead(self, lead: str) -> None:
        """``lead`` over the whole width; the one that is so already gives way to all leads."""
        alone = self._layout_name == SINGLE and lead == self._lead
        self._lead = lead
        self.choose_layout(self._last_page if alone else SINGLE)

    def step_lead(self, step: int) -> None:
        """The lead ``step`` after this one, over the whole width."""
        alone = self._layout_name == SINGLE
        self._lead = ECG_LEADS[(ECG_LEADS.index(self._lead) + step) % len(ECG_LEADS)] if alone else self._lead
        self.choose_layout(SINGLE)

    def choose_paper(self, paper: PaperScale) -> None:
        """Speed and gain."""
        self._paper = paper
        self._lay_paper()

    def next_gain(self) -> None:
        """The gain after this one, from the highest to the lowest."""
        self.choose_paper(replace(self._paper, gain=_after(GAINS, self._paper.gain)))

    def next_speed(self) -> None:
        """The speed after this one, from the fastest to the slowest."""
        self.choose_paper(replace(self._paper, speed=_after(SPEEDS, self._paper.speed)))

    def choose_filter(self, band: Band | None, notch_hz: float | None) -> None:
        """Filter what is drawn, once and not at every frame; the recording itself stays as it is."""
        self._band, self._notch_hz = band, notch_hz
        if self._pane is not None:
            self.canvas.set_trace(self._drawn(self._pane.ecg))
        self._show_words()

    def next_band(self) -> None:
        """As recorded, diagnostic, monitor, and round."""
        self.choose_filter(BANDS[(BANDS.index(self._band) + 1) % len(BANDS)], self._notch_hz)

    def next_notch(self) -> None:
        """Mains left in, 50 Hz, 60 Hz, and round."""
        self.choose_filter(self._band, NOTCHES[(NOTCHES.index(self._notch_hz) + 1) % len(NOTCHES)])

    def toggle_attribution(self) -> None:
        """Shading on or off; where it is hidden as failed, ask for it."""
        self.attribution_button.click()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the ECG do, by their names in the table of actions."""
        return {
            "ecg_attribution": self.toggle_attribution,
            "ecg_calipers": self.calipers_button.toggle,
            "ecg_layout": self.next_layout,
            "ecg_lead": lambda: self.choose_lead(self._lead),
            "ecg_next_lead": partial(self.step_lead, 1),
            "ecg_previous_lead": partial(self.step_lead, -1),
            "ecg_gain": self.next_gain,
            "ecg_speed": self.next_speed,
            "ecg_band": self.next_band,
            "ecg_notch": self.next_notch,
            "ecg_fit": self.canvas.fit,
            "ecg_true_size": self.canvas.show_true_size,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of this view."""
        pressed = QKeySequence(event.keyCombination())
        keyed = (run for name, run in self.handlers().items() if QKeySequence(shortcuts().get(name, "")) == pressed)
        action = next(keyed, None) or self._keys().get(Qt.Key(event.key()))
        if action is not None:
            action()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.title.setText(self.tr("ECG"))
        self.attribution_button.setText(self.tr("Attribution"))
        self.attribution_button.setAccessibleName(self.tr("Shade what the network weighed"))
        self.tools.retranslate()
        self.canvas.setAccessibleName(self.tr("12-lead ECG"))
        self._show_words()
        self._show_attribution()

    def _lay_out(self) -> None:
        self.add_tool(self.attribution_button)
        self.add_tool(self.layout_button)
        self.add_tool(self.tools.paper_button)
        self.add_tool(self.tools.filter_button)
        self.header.row.addStretch(1)
        self.add_tool(self.calipers_button)
        body = QWidget()
        within = QVBoxLayout(body)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(0)
        within.addWidget(self.canvas, 1)
        within.addWidget(self.scroll_bar)
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lead_bars)
        for line in (self.measures, self.st_line, self.finding_line):
            line.setFixedHeight(_LINE_HEIGHT)
            column.addWidget(line)
        self.set_body(body, foot)

    def _connect(self) -> None:
        self.attribution_button.toggled.connect(self._show_attribution)
        self.attribution_button.reveal_requested.connect(self.reveal_requested)
        self.calipers_button.toggled.connect(self.canvas.set_measuring)
        self.canvas.lead_clicked.connect(self.choose_lead)
        tools = self.tools
        tools.layout_chosen.connect(self.choose_layout)
        tools.lead_chosen.connect(self._lead_taken)
        tools.speed_chosen.connect(lambda speed: self.choose_paper(replace(self._paper, speed=speed)))
        tools.gain_chosen.connect(lambda gain: self.choose_paper(replace(self._paper, gain=gain)))
        tools.band_chosen.connect(lambda band: self.choose_filter(band, self._notch_hz))
        tools.notch_chosen.connect(lambda notch: self.choose_filter(self._band, notch))
        tools.true_size.triggered.connect(self.canvas.show_true_size)
        tools.whole_page.triggered.connect(self.canvas.fit)
        self.canvas.maximise_requested.connect(self.maximise_requested)

    def _lead_taken(self, lead: str) -> None:
        self._lead = lead
        self.choose_layout(SINGLE)

    def _lay_paper(self) -> None:
        """Recording, layout, lead, speed and gain as they are chosen now."""
        self.tools.show_layout(self._layout_name, self._lead)
        self.tools.show_paper(self._paper)
        if self._pane is not None:
            ecg = self._drawn(self._pane.ecg)
            self.canvas.set_ecg(ecg, paper_layout(self._layout_name, ecg.seconds, self._paper, self._lead))

    def _drawn(self, ecg: Ecg) -> Ecg:
        """``ecg`` as filtered for the drawing, computed once for each choice."""
        key = (ecg, self._band, self._notch_hz)
        if self._filtered is None or self._filtered[0] != key:
            self._filtered = (key, for_display(ecg, self._band, self._notch_hz))
        return self._filtered[1]

    def _keys(self) -> dict[Qt.Key, Callable[[], None]]:
        canvas = self.canvas
        return {
            Qt.Key.Key_Plus: partial(canvas.zoom_by, 1.25),
            Qt.Key.Key_Equal: partial(canvas.zoom_by, 1.25),
            Qt.Key.Key_Minus: partial(canvas.zoom_by, 0.8),
            Qt.Key.Key_Left: partial(canvas.pan_by, _PAN_STEP, 0.0),
            Qt.Key.Key_Right: partial(canvas.pan_by, -_PAN_STEP, 0.0),
            Qt.Key.Key_Up: partial(canvas.pan_by, 0.0, _PAN_STEP),
            Qt.Key.Key_Down: partial(canvas.pan_by, 0.0, -_PAN_STEP),
        }

    def _show_words(self) -> None:
        pane = self._pane
        if pane is None:
            return
        self.canvas.set_words(self._paper_words(pane.ecg))
        self.tools.show_filter(self._band, self._notch_hz, pane.ecg.rate_hz)
        self.title.setToolTip(pane.credit)
        self.measures.set_items(measurement_items(pane.measurements) or self._waiting(pane))
        self.st_line.set_items(self._st_figures(pane))
        self.st_line.setVisible(bool(pane.st_level_mv))
        ranked = sorted(pane.findings, key=lambda f: -f.probability)
        self.finding_line.set_items(
            tuple(
                FootItem(finding_name(Modality.ECG, f.code, language()), percent(f.probability), _token(f))
                for f in ranked
            )
        )
        self.finding_line.setVisible(bool(ranked))

    def _waiting(self, pane: EcgPane) -> tuple[FootItem, ...]:
        if pane.left_out:
            return (FootItem("", self.tr("Not assessed: see the checks"), "warning"),)
        follow, none = self.tr("Measurements follow with the assessment"), self.tr("Measurements not available")
        return (FootItem(follow if pane.awaited else none),)

    def _st_figures(self, pane: EcgPane) -> tuple[FootItem, ...]:
        measured = [mv for _, mv in pane.st_level_mv if mv is not None]
        head = self.tr("ST at J+60 ms (mV)")
        if not measured:
            return (FootItem(head, self.tr("not measurable"), "muted"),)
        leads = st_items(pane.st_level_mv, pane.st_threshold_mv)
        within = FootItem(head, self.tr("within ±%1 in all measured leads").replace("%1", str(ST_NOTABLE_MV)))
        return (FootItem(head), *leads) if leads else (within,)

    def _paper_words(self, ecg: Ecg) -> EcgWords:
        return EcgWords(
            missing=self.tr("%1 not recorded"),
            derived=self.tr("derived"),
            filters=self._filter_words(ecg),
            decimated=self.tr("peaks of every %1 samples"),
            coarse=self.tr("large squares only"),
            raises=self.tr("raises"),
            lowers=self.tr("lowers"),
            untrue=self.tr("not to scale: %1 % of paper size"),
            part=self.tr("%1–%2 s of %3 s"),
        )

    def _filter_words(self, ecg: Ecg) -> str:
        """What was done to the trace, by the device that recorded it and here, and what that costs."""
        said = [ecg.filter_text] if ecg.filter_text else []
        if self._band is None and self._notch_hz is None:
            return said[0] if said else self.tr("as recorded")
        if self._band is not None:
            said.append(self.tr("drawn through %1").replace("%1", self._band.text(ecg.rate_hz)))
            if self._band.bends_st:
                said.append(self.tr("! 0.5 Hz bends ST, 40 Hz lowers R"))
        if self._notch_hz is not None:
            said.append(self.tr("without %1 Hz").replace("%1", f"{self._notch_hz:g}"))
        return " · ".join((*said, self.tr("the model reads the original")))

    def _attribution_tip(self, pane: EcgPane | None) -> str:
        """What the button does; why it does nothing where nothing was attributed."""
        if pane is None or pane.attribution is not None:
            return self.tr("Shade what the network weighed (A)")
        if pane.hidden:
            return reveal_tip(self.tr("Shade what the network weighed (A)"))
        if pane.left_out:
            return self.tr("No shading: the ECG was not assessed, see the checks")
        return self.tr("The shading is being computed") if pane.awaited else self.tr("There is no shading of this ECG")

    def _show_attribution(self) -> None:
        attribution = self._pane.attribution if self._pane else None
        self.attribution_button.offer(attribution is not None, bool(self._pane and self._pane.hidden))
        self.attribution_button.setToolTip(self._attribution_tip(self._pane))
        shown = attribution if self.attribution_button.isChecked() else None
        self.canvas.set_attribution(shown)
        self.canvas.setAccessibleDescription(strongest_words(shown, language()) if shown else "")
        self.lead_bars.set_attribution(shown)


def _after(values: tuple[float, ...], value: float) -> float:
    return values[(values.index(value) + 1) % len(values)]


def _token(finding: Finding) -> str:
    """Colour of a figure; a normal ECG is no alarm."""
    if finding.probability < _NOTABLE:
        return "text"
    return "good" if finding.code == _NORMAL else "up"
