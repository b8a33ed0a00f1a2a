"""The 12-lead ECG with its tools and measurement lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cdss.core.figures import signed
from cdss.core.kinds import Modality
from cdss.core.sentences import sentence
from cdss.records.ecg import Ecg
from cdss.session.explanation.ecg_ranking import strongest_words
from cdss.session.panes import EcgPane
from cdss.signals.st_thresholds import ST_DEPRESSED_MV, ST_ELEVATED_MV
from ui.actions import keys
from ui.language import language
from ui.views.attribution_button import AttributionButton, reveal_tip
from ui.views.ecg_canvas import EcgCanvas
from ui.views.ecg_desk import EcgDesk
from ui.views.ecg_figures import measurement_items, st_items
from ui.views.ecg_lead_bars import EcgLeadBars
from ui.views.ecg_print import PrintWords, print_ecg
from ui.views.ecg_scroll import EcgScroll
from ui.views.ecg_tools import EcgTools
from ui.views.ecg_words import as_recorded, paper_words
from ui.views.finding_items import finding_items
from ui.views.foot_line import FootItem, FootLine
from ui.views.pane_view import PaneView
from ui.views.plain import plain_tip

_LINE_HEIGHT = 21


class EcgView(PaneView):
    """Shows an ``EcgPane``. Keys as of the table of actions; arrows pan, plus and minus zoom.

    ``print_requested``: a file is to be named for what ``printed`` gives back.
    """

    print_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: EcgPane | None = None
        self.canvas = EcgCanvas()
        self.scroll_bar = EcgScroll(self.canvas)
        self.lead_bars = EcgLeadBars()
        self.measures, self.st_line, self.finding_line = FootLine(), FootLine(), FootLine()
        self.attribution_button = AttributionButton()
        self.tools = EcgTools(self)
        self.desk = EcgDesk(self.canvas, self.tools, self)
        self.layout_button, self.calipers_button = self.tools.layout_button, self.tools.calipers_button
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_pane(self, pane: EcgPane) -> None:
        """Show ``pane``; zoom, layout and calipers stay while the recording is the same."""
        if pane is self._pane:
            return
        old, self._pane = self._pane, pane
        with self.canvas.together():
            if old is None or old.ecg is not pane.ecg:
                self.desk.set_recording(pane.ecg, pane.others)
            self.set_issues(pane.issues)
            self._show_words()
        self._show_attribution()

    def toggle_attribution(self) -> None:
        """Shading on or off; where it is hidden as failed, ask for it."""
        self.attribution_button.click()

    def printed(self, identity: str) -> bytes:
        """What is on the paper, of ``identity``, as a PDF; ``OSError`` where Qt could not write it."""
        recorded = self._pane.ecg.recorded if self._pane is not None else None
        when = f"{recorded:%Y-%m-%d %H:%M}" if recorded else self.tr("time of the recording not stated")
        check = self.tr("Printed at 100 %, a large square is 5 mm: check it with a ruler before measuring.")
        status = sentence("session_status_sentence", {}, language())
        return print_ecg(self.canvas.sheet, PrintWords(f"{identity} · {self.tr('ECG')} · {when}", check, status))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the ECG do, by their names in the table of actions."""
        return {
            "ecg_attribution": self.toggle_attribution,
            "ecg_print": self.print_requested.emit,
            **self.desk.handlers(),
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of this view."""
        pressed = QKeySequence(event.keyCombination())
        keyed = (run for name, run in self.handlers().items() if QKeySequence(keys().get(name, "")) == pressed)
        action = next(keyed, None) or self.desk.keys().get(Qt.Key(event.key()))
        if action is not None:
            action()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep every control within reach on a small screen."""
        super().resizeEvent(event)
        self.tools.make_room(self.width(), self.header.row.minimumSize().width())

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.title.setText(self.tr("ECG"))
        self.attribution_button.setText(self.tr("Attribution"))
        self.attribution_button.setAccessibleName(self.tr("Shade what the network weighed"))
        self.desk.retranslate()
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
        self.add_tool(self.tools.more_button)
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
        self.canvas.maximise_requested.connect(self.maximise_requested)
        self.canvas.moved.connect(self._describe)
        self.desk.filtered.connect(self._show_words)

    def _show_words(self) -> None:
        pane = self._pane
        if pane is None:
            return
        self.canvas.set_words(paper_words(self._filter_words(pane.ecg)))
        self.title.setToolTip(plain_tip(pane.credit))
        self.measures.set_items(measurement_items(pane.measurements) or self._waiting(pane))
        self.st_line.set_items(self._st_figures(pane))
        self.st_line.setVisible(bool(pane.st_level_mv))
        found = finding_items(Modality.ECG, pane.findings, pane.conditions)
        self.finding_line.set_items((FootItem(self.tr("ECG alone:")), *found))
        self.finding_line.setVisible(bool(found))

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
        ends = signed(ST_DEPRESSED_MV, "{:+g}"), signed(ST_ELEVATED_MV, "{:+g}")
        words = self.tr("from %1 to %2 in all measured leads").replace("%1", ends[0]).replace("%2", ends[1])
        within = FootItem(head, words)
        return (FootItem(head), *leads) if leads else (within,)

    def _filter_words(self, ecg: Ecg) -> str:
        """What was done to the trace, by the device that recorded it and here, and what that costs."""
        if self.desk.band is None and self.desk.notch_hz is None:
            return as_recorded(ecg)
        said = [ecg.filter_text] if ecg.filter_text else []
        if self.desk.band is not None:
            said.append(self.tr("drawn through %1").replace("%1", self.desk.band.text(ecg.rate_hz)))
            if self.desk.band.bends_st:
                said.append(self.tr("! 0.5 Hz bends ST, 40 Hz lowers R"))
        if self.desk.notch_hz is not None:
            said.append(self.tr("without %1 Hz").replace("%1", f"{self.desk.notch_hz:g}"))
        return " · ".join((*said, self.tr("the model reads the original")))

    def _attribution_tip(self, pane: EcgPane | None) -> str:
        """What the button does; why it does nothing where nothing was attributed."""
        if pane is None or pane.attribution is not None:
            return self.tr("Shade what the network weighed (A)")
        if pane.hidden:
            return reveal_tip(self.tr("Shade what the network weighed (A)"))
        if pane.left_out:
            return self.tr("No shading: the ECG was not assessed, see the checks")
        if pane.withheld:
            return self.tr("The shading is hidden until you give your own level")
        return self.tr("The shading is being computed") if pane.awaited else self.tr("There is no shading of this ECG")

    def _show_attribution(self) -> None:
        attribution = self._pane.attribution if self._pane else None
        self.attribution_button.offer(attribution is not None, bool(self._pane and self._pane.hidden))
        self.attribution_button.setToolTip(self._attribution_tip(self._pane))
        shown = attribution if self.attribution_button.isChecked() else None
        self.set_drawn(shown is not None)
        self.canvas.set_attribution(shown)
        self._describe()
        self.lead_bars.set_attribution(shown)

    def _describe(self) -> None:
        """What is painted alone, for those who listen: leads that are cut or overlap, and where the shading is strongest."""
        shown = self.canvas.sheet.attribution
        said = (self.canvas.notice(), strongest_words(shown, language()) if shown else "")
        self.canvas.setAccessibleDescription(" ".join(filter(None, said)))
