"""The 12-lead ECG with its tools and measurement lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from cdss.core.kinds import Modality
from cdss.records.assessment import Finding
from cdss.records.ecg import Ecg
from cdss.session.ecg_ranking import strongest_words
from cdss.session.names import finding_name
from cdss.session.panes import EcgPane
from ui.language import language
from ui.views.attribution_button import AttributionButton, reveal_tip
from ui.views.ecg_canvas import EcgCanvas, EcgWords
from ui.views.ecg_figures import ST_NOTABLE_MV, measurement_items, st_items
from ui.views.ecg_layout import LAYOUTS
from ui.views.ecg_lead_bars import EcgLeadBars
from ui.views.foot_line import FootItem, FootLine, percent
from ui.views.pane_view import PaneView, tool_button

_LINE_HEIGHT = 21
_PAN_STEP = 50.0
_NOTABLE = 0.5
_NORMAL = "NORM"


class EcgView(PaneView):
    """Shows an ``EcgPane``. Keys: A attribution, C calipers, L next layout, F fit, arrows pan, plus and minus zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: EcgPane | None = None
        self._layout_name = LAYOUTS[0]
        self.canvas = EcgCanvas()
        self.lead_bars = EcgLeadBars()
        self.measures, self.st_line, self.finding_line = FootLine(), FootLine(), FootLine()
        self.attribution_button = AttributionButton()
        self.layout_button = tool_button()
        self.layout_menu = QMenu(self)
        self.calipers_button = tool_button(checkable=True)
        self.fit_button = tool_button()
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_pane(self, pane: EcgPane) -> None:
        """Show ``pane``; zoom, layout and calipers stay while the recording is the same."""
        if pane is self._pane:
            return
        old, self._pane = self._pane, pane
        if old is None or old.ecg is not pane.ecg:
            self.canvas.set_ecg(pane.ecg, self._layout_name)
        self.set_issues(pane.issues)
        self._show_words()
        self._show_attribution()

    def choose_layout(self, name: str) -> None:
        """One of ``LAYOUTS``."""
        self._layout_name = name
        self.layout_button.setText(_layout_text(name) + " ▾")
        if self._pane is not None:
            self.canvas.set_ecg(self._pane.ecg, name)

    def next_layout(self) -> None:
        """The layout after this one."""
        self.choose_layout(LAYOUTS[(LAYOUTS.index(self._layout_name) + 1) % len(LAYOUTS)])

    def toggle_attribution(self) -> None:
        """Shading on or off; where it is hidden as failed, ask for it."""
        self.attribution_button.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of this view."""
        action = self._keys().get(Qt.Key(event.key()))
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
        self.layout_button.setText(_layout_text(self._layout_name) + " ▾")
        self.layout_button.setToolTip(self.tr("Layout of the leads (L)"))
        self.layout_button.setAccessibleName(self.tr("Layout of the leads"))
        self.calipers_button.setText(self.tr("Calipers"))
        self.calipers_button.setToolTip(self.tr("Measure interval, rate and voltage by dragging (C)"))
        self.calipers_button.setAccessibleName(self.tr("Calipers"))
        self.fit_button.setText(self.tr("Fit"))
        self.fit_button.setToolTip(self.tr("Show the whole page (F)"))
        self.fit_button.setAccessibleName(self.tr("Show the whole page"))
        self.canvas.setAccessibleName(self.tr("12-lead ECG"))
        self._show_words()
        self._show_attribution()

    def _lay_out(self) -> None:
        self.add_tool(self.attribution_button)
        self.add_tool(self.layout_button)
        self.header.row.addStretch(1)
        self.add_tool(self.fit_button)
        self.add_tool(self.calipers_button)
        group = QActionGroup(self)
        for name in LAYOUTS:
            action = QAction(_layout_text(name), group)
            action.triggered.connect(partial(self._layout_chosen, name))
            self.layout_menu.addAction(action)
        self.layout_button.setMenu(self.layout_menu)
        self.layout_button.setPopupMode(self.layout_button.ToolButtonPopupMode.InstantPopup)
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lead_bars)
        for line in (self.measures, self.st_line, self.finding_line):
            line.setFixedHeight(_LINE_HEIGHT)
            column.addWidget(line)
        self.set_body(self.canvas, foot)

    def _connect(self) -> None:
        self.attribution_button.toggled.connect(self._show_attribution)
        self.attribution_button.reveal_requested.connect(self.reveal_requested)
        self.calipers_button.toggled.connect(self.canvas.set_measuring)
        self.fit_button.clicked.connect(self.canvas.fit)
        self.canvas.maximise_requested.connect(self.maximise_requested)

    def _layout_chosen(self, name: str, _checked: bool = False) -> None:
        self.choose_layout(name)

    def _keys(self) -> dict[Qt.Key, Callable[[], None]]:
        canvas = self.canvas
        return {
            Qt.Key.Key_A: self.toggle_attribution,
            Qt.Key.Key_C: self.calipers_button.toggle,
            Qt.Key.Key_L: self.next_layout,
            Qt.Key.Key_F: canvas.fit,
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
        filters = ecg.filter_text or self.tr("as recorded")
        return EcgWords(
            missing=self.tr("%1 not recorded"),
            derived=self.tr("derived"),
            printed=f"25 mm/s · 10 mm/mV · {filters}",
            decimated=self.tr("peaks of every %1 samples"),
            coarse=self.tr("large squares only"),
            raises=self.tr("raises"),
            lowers=self.tr("lowers"),
        )

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


def _layout_text(name: str) -> str:
    return name.replace("x", "×")


def _token(finding: Finding) -> str:
    """Colour of a figure; a normal ECG is no alarm."""
    if finding.probability < _NOTABLE:
        return "text"
    return "good" if finding.code == _NORMAL else "up"
