"""Vital signs: one row a parameter with its trend before the NEWS2 bands, scores in the header, the rest in words below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cdss.core.kinds import Consciousness
from cdss.records.assessment import Score
from cdss.session.entry.older_values import Older, clock_words, older_values, oldest_time
from cdss.session.names import measured_text
from cdss.session.panes import VitalsPane
from ui.language import language
from ui.theme import set_role
from ui.turns import Later, at_once
from ui.views.foot_line import FootItem, FootLine
from ui.views.highlights import Outline
from ui.views.pane_view import PaneView, chip, tool_button
from ui.views.plain import plain_tip
from ui.views.second_line import SecondLine
from ui.views.vitals_content import (
    cursor_items,
    news2_points,
    points_words,
    refused_items,
    score,
    vital_name,
    vitals_table,
)
from ui.views.vitals_series import TimeAxis

if TYPE_CHECKING:
    from ui.views.vitals_trends import VitalsTrends

_LINE_HEIGHT = 24
_ZOOM_STEP = 1.5
_NEWS2_ROLES = {"medium": "chipWarning", "low_medium": "chipWarning", "high": "chipStop"}


class VitalsView(PaneView):
    """Shows a ``VitalsPane``. ``vital_pointed`` with the name of the vital sign under the mouse, None when it leaves.

    ``entry_requested``, ``history_requested``: the clinician wants to enter vital signs, or to look through and correct them.
    """

    vital_pointed = Signal(object)
    moment_pointed = Signal(object)
    entry_requested = Signal()
    history_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: VitalsPane | None = None
        self.trends: VitalsTrends | None = None
        self._later: Later = at_once
        self.news2_chip, self.shock_chip = chip(), chip()
        self.enter_button, self.history_button = tool_button(), tool_button()
        self.words_line, self.older_line = FootLine(), FootLine()
        self.refused_line, self.absent_line = FootLine(), FootLine()
        self._words_outline = Outline(self.words_line)
        self._lay_out()
        self.retranslate()

    def set_later(self, later: Later) -> None:
        """Let the rows of another patient be filled in turns, not at once."""
        self._later = later

    def set_pane(self, pane: VitalsPane) -> None:
        """Show ``pane``."""
        if pane is self._pane:
            return
        another = self._pane is None or self._pane.vitals is not pane.vitals
        self._pane = pane
        self.set_issues(pane.issues)
        self._show(another)

    def highlight(self, vitals: tuple[tuple[str, float], ...]) -> None:
        """Frame the rows of vital signs; pain stands in the line of words below."""
        found = dict(vitals)
        self._words_outline.show_times(found.get("pain"))
        if self.trends is not None:
            self.trends.highlight(found)

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.title.setText(self.tr("VITAL SIGNS"))
        self.enter_button.setToolTip(self.tr("Enter a set of vital signs"))
        self.enter_button.setAccessibleName(self.tr("Enter vital signs"))
        self.history_button.setText(self.tr("Chart"))
        self.history_button.setToolTip(
            self.tr("All measurements, to be corrected; what was crossed out stays readable")
        )
        self.history_button.setAccessibleName(self.tr("Chart of the vital signs"))
        self._show()

    def restyle(self) -> None:
        """The plots keep their colours until they are told."""
        if self.trends is not None:
            self.trends.restyle()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the trends do, by their names in the action table."""
        calls: dict[str, Callable[[VitalsTrends], None]] = {
            "vitals_zoom_in": lambda trends: trends.zoom(1.0 / _ZOOM_STEP),
            "vitals_zoom_out": lambda trends: trends.zoom(_ZOOM_STEP),
            "vitals_zoom_all": lambda trends: trends.show_all(),
            "vitals_next": lambda trends: trends.step_cursor(1),
            "vitals_previous": lambda trends: trends.step_cursor(-1),
        }
        return {name: partial(self._on_trends, call) for name, call in calls.items()}

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow."""
        self.maximise_requested.emit()

    def _lay_out(self) -> None:
        self.header.row.addStretch(1)
        chips = QWidget()
        row = QHBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        for label in (self.news2_chip, self.shock_chip):
            label.hide()
            row.addWidget(label)
        row.addStretch(1)
        self.add_tool(chips)
        SecondLine(self.header, self.header.row, chips, self.below_header)
        for button in (self.enter_button, self.history_button):
            self.add_tool(button)
        self.history_button.clicked.connect(lambda *_: self.history_requested.emit())
        self.enter_button.clicked.connect(lambda *_: self.entry_requested.emit())
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        foot = QWidget()
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for line in (self.words_line, self.older_line, self.refused_line, self.absent_line):
            line.setFixedHeight(_LINE_HEIGHT)
            lines.addWidget(line)
        self.set_body(area, foot)

    def _show(self, another: bool = False) -> None:
        self._area.setAccessibleName(self.tr("Trends of the vital signs"))
        if (pane := self._pane) is None:
            return
        table = vitals_table(pane)
        self.title.setText(self.tr("VITAL SIGNS") + self._span(table.axis))
        self.title.setToolTip(plain_tip(pane.credit))
        clock_of = next((r.time for r in pane.vitals.rows if r.time is not None), None)
        self._made_trends().show_table(table, clock_of, another)
        older = older_values(pane.vitals)
        self._show_news2(score(pane, "news2"), pane.spo2_scale, older, tuple(one.field for one in table.refused))
        self._show_older(older)
        self.enter_button.setText(self.tr("Enter") + (" ✎" if pane.waiting else ""))
        self._show_shock(score(pane, "shock_index"))
        self._show_words()
        absent = " · ".join(vital_name(field) for field in table.absent)
        self.absent_line.set_items((FootItem(self.tr("Not measured:"), absent, "muted"),))
        self.absent_line.setVisible(bool(absent))
        self.refused_line.set_items(refused_items(table.refused))
        self.refused_line.setVisible(bool(table.refused))

    def make_ahead(self) -> None:
        """Make what draws the trends before there is a patient to draw."""
        self._made_trends().make_ahead()

    def _made_trends(self) -> VitalsTrends:
        """The trends, made for the first patient with vital signs: pyqtgraph is not loaded before the window shows."""
        if self.trends is None:
            from ui.views.vitals_trends import VitalsTrends

            self.trends = VitalsTrends(self._later)
            self._area.setWidget(self.trends)
            self.trends.cursor_moved.connect(self._follow_cursor)
            self.trends.vital_pointed.connect(self.vital_pointed)
            self.trends.moment_pointed.connect(self.moment_pointed)
        return self.trends

    def _on_trends(self, call: Callable[[VitalsTrends], None]) -> None:
        if self.trends is not None:
            call(self.trends)

    def _follow_cursor(self, words: str) -> None:
        """What was measured at the time cursor stands in the line of words, for as long as it is there."""
        self._area.setAccessibleDescription(words)
        self._show_words()

    def _show_words(self) -> None:
        trends, pane = self.trends, self._pane
        if pane is None:
            return
        index = trends.cursor_index if trends is not None else None
        if trends is None or index is None or index >= len(pane.vitals.rows):
            items = self._words()
        else:
            items = cursor_items(pane, index, trends.readings(index)[0])
        self.words_line.set_items(items)
        self.words_line.setVisible(bool(items))

    def _span(self, axis: TimeAxis) -> str:
        """What the axis covers: hours, one measurement, or measurements without times."""
        if axis.places.size == 1 or axis.span == 0.0:
            clock = self._pane.vitals.rows[0].time if self._pane else None
            return f" · {clock:%H:%M}" if clock else " · " + self.tr("one measurement")
        if not axis.clock:
            return " · " + self.tr("times not given")
        minutes = round(axis.span / 60.0)
        return " · " + (self.tr("%1 min") if minutes < 90 else self.tr("%1 h")).replace(
            "%1", str(minutes) if minutes < 90 else f"{minutes / 60.0:.1f}".removesuffix(".0")
        )

    def _show_older(self, older: tuple[Older, ...]) -> None:
        """Under the newest time older values would pass for new ones: each is named with its age."""
        said = FootItem(self.tr("Older values:"), token="warning")
        aged = (FootItem(vital_name(one.field), one.words(language()), "warning") for one in older)
        self.older_line.set_items((said, *aged) if older else ())
        self.older_line.setVisible(bool(older))

    def _show_news2(self, found: Score | None, scale: int, older: tuple[Older, ...], refused: tuple[str, ...]) -> None:
        self.news2_chip.setVisible(found is not None)
        if found is None:
            return
        missing = ", ".join(vital_name(field) for field in found.missing if field not in refused)
        denied = ", ".join(vital_name(field) for field in found.missing if field in refused)
        if found.value is None:
            text = self.tr("NEWS2: nothing measured")
        elif found.complete:
            text = f"NEWS2 {found.value:.0f}"
        else:
            text = f"NEWS2 ≥ {found.value:.0f} · " + self.tr("partial")
        if scale == 2 and found.value is not None:
            text += " · " + self.tr("scale 2")
        if found.value is not None and any(one.field in dict(found.parts) for one in older):
            text += " · " + self.tr("mixed times")
        self.news2_chip.setText(text)
        set_role(self.news2_chip, _NEWS2_ROLES.get(found.band or "", "chip"))
        tip = self.tr("Royal College of Physicians 2017")
        if found.value == 0:
            tip = self.tr("0 points are no all-clear: they allow a systolic pressure of up to 219 mmHg") + "\n" + tip
        if (oldest := oldest_time(older)) is not None and self._pane is not None:
            since = clock_words(oldest, self._pane.vitals.latest.time)
            tip = self.tr("Its oldest value is of {0}").format(since) + "\n" + tip
        if missing:
            tip = self.tr("Partial: not measured: %1").replace("%1", missing) + "\n" + tip
        if denied:
            tip = self.tr("Partial: refused: %1").replace("%1", denied) + "\n" + tip
        self.news2_chip.setToolTip(tip)
        self.news2_chip.setAccessibleName(f"{text} {tip}")

    def _show_shock(self, found: Score | None) -> None:
        known = found is not None and found.value is not None
        self.shock_chip.setVisible(known)
        if found is None or found.value is None:
            return
        self.shock_chip.setText(self.tr("Shock index") + f" {found.value:.2f}")
        set_role(self.shock_chip, "chipWarning" if found.band == "abnormal" else "chip")
        self.shock_chip.setToolTip(self.tr("Heart rate / systolic pressure; above 0.9 is abnormal (Rady 1994)"))

    def _words(self) -> tuple[FootItem, ...]:
        assert self._pane is not None
        latest, points = self._pane.vitals.latest, news2_points(self._pane.scores)
        items = []
        if latest.consciousness is not None:
            token = "text" if latest.consciousness is Consciousness.ALERT else "stop"
            awareness = measured_text("consciousness", latest.consciousness, language())
            awareness += points_words(points, "consciousness")
            items.append(FootItem(vital_name("consciousness"), awareness, token))
        if latest.on_oxygen is not None:
            text = measured_text("on_oxygen", latest.on_oxygen, language())
            text += points_words(points, "on_oxygen")
            items.append(FootItem("", text, "warning" if latest.on_oxygen else "text"))
        if latest.pain is not None:
            items.append(FootItem(vital_name("pain"), f"{latest.pain:g}/10"))
        return tuple(items)
