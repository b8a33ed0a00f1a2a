"""The smallest changes of the vital signs that move the level, in a sentence each, with a button that tries them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cdss.records.question import Counterfactual, Counterfactuals
from cdss.records.vitals import VITAL_UNITS
from cdss.session.names import name
from ui.language import language
from ui.terms import numbered
from ui.views.pane_view import clear_layout


class SmallestView(QWidget):
    """``tried`` with the new values by name, when the user wants them put into the fields."""

    tried = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Counterfactuals | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def set_found(self, found: Counterfactuals | None) -> None:
        """Show ``found``; None shows nothing."""
        if found != self._found:
            self._found = found
            self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)

    def sentences(self) -> tuple[str, ...]:
        """One sentence a direction."""
        return tuple(self._sentence(one) for one in self._found.found) if self._found else ()

    def _sentence(self, one: Counterfactual) -> str:
        if one.changes:
            way = self.tr("More urgent, {0}: {1}") if one.urgent else self.tr("Less urgent, {0}: {1}")
            return way.format(numbered(one.level), self._changes(one))
        none = (
            self.tr(
                "More urgent: none found within plausible ranges; with one or two vital signs changed the risk reached {0}."
            ),
            self.tr(
                "Less urgent: none found within plausible ranges; with one or two vital signs changed the risk reached {0}."
            ),
        )
        return none[0 if one.urgent else 1].format(f"{one.risk:.1f}")

    def _changes(self, one: Counterfactual) -> str:
        parts = (
            f"{name('vital', c.name, language())} {c.old:g} → {c.new:g} {VITAL_UNITS[c.name]}".strip()
            for c in one.changes
        )
        risk = self.tr("risk")  # not inside the braces below, where the tool that collects texts does not look
        return f"{', '.join(parts)} ({risk} {one.risk:.1f})"

    def _rebuild(self) -> None:
        clear_layout(self._column)
        for one in self._found.found if self._found else ():
            self._column.addWidget(self._line(one))
        if self._found:
            note = QLabel(self.tr("Searched on a grid of {0} sets of values.").format(self._found.tried))
            note.setObjectName("cardNote")
            note.setWordWrap(True)
            self._column.addWidget(note)

    def _line(self, one: Counterfactual) -> QWidget:
        line, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        text = QLabel(self._sentence(one))
        text.setObjectName("checkText")
        text.setWordWrap(True)
        row.addWidget(text, 1)
        if one.changes:
            button = QPushButton(self.tr("Try"))
            button.setAccessibleName(self.tr("Try: {0}").format(self._sentence(one)))
            button.clicked.connect(partial(self.tried.emit, {c.name: c.new for c in one.changes}))
            row.addWidget(button)
        line.setLayout(row)
        return line
