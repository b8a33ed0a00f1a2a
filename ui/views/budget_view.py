"""The budget of alerts: what is brought up, what a cap costs (``costs``), and what it holds back now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cdss.core.sentences import sentence
from cdss.records.alert_costs import AlertCosts
from cdss.session.worklist.change_words import change_words
from cdss.session.worklist.shift_panes import ShiftPane
from ui.language import language
from ui.terms import in_fahrenheit
from ui.views.costs_table import CostsTable
from ui.views.pane_view import clear_layout, tool_button
from ui.views.worded import Worded


class BudgetView(Worded, QWidget):
    """``patient_chosen`` with the key of one whose change is held back."""

    patient_chosen = Signal(str)

    def __init__(self, costs: AlertCosts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane = ShiftPane()
        self.rule, self.now = _paragraph(), _paragraph("strong")
        self.costs = CostsTable(costs)
        self.source = _paragraph()
        self._told = costs
        self._held = QVBoxLayout()
        self._held.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.now)
        column.addLayout(self._held)
        for widget in (self.rule, self.costs, self.source):
            column.addWidget(widget)
        column.addStretch(1)
        self._words()

    @property
    def held_back(self) -> tuple[QToolButton, ...]:
        """A button for each patient whose change is held back."""
        items = (self._held.itemAt(i) for i in range(self._held.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(w for w in widgets if isinstance(w, QToolButton))

    def set_pane(self, pane: ShiftPane) -> None:
        """Show the budget as it stands."""
        if pane != self._pane:
            self._pane = pane
            self._words()

    def _words(self) -> None:
        alerts = self._pane.alerts
        self.setAccessibleName(self.tr("Budget of alerts"))
        self.rule.setText(sentence("alert_budget_rule", {}, language()))
        counts = {"raised": str(alerts.raised), "held_back": str(alerts.held_back)}
        self.now.setText(sentence("alert_budget_now", counts, language()))
        self.costs.show_cap(alerts.cap)
        self.source.setText(self._source())
        clear_layout(self._held)
        for key, name, change in self._pane.held_back:
            self._held.addWidget(self._patient(key, f"{name}: {change_words(change, language(), in_fahrenheit())}"))

    def _source(self) -> str:
        """On whom it was measured, and what must not be read into it."""
        told, uncapped = self._told, self._told.costs[0]
        params = {
            "stays": str(told.stays),
            "hours": str(told.watch_hours),
            "version": told.model_version,
            "got_worse": str(told.got_worse),
            "stable": str(told.stable),
            "others": f"{100 * uncapped.others:.0f}",
            "died": f"{100 * told.died:.0f}",
            "survived": f"{100 * told.survived:.0f}",
        }
        return sentence("alert_costs_source", params, language())

    def _patient(self, key: str, words: str) -> QToolButton:
        button = tool_button(words)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda: self.patient_chosen.emit(key))
        return button


def _paragraph(role: str = "muted") -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
