"""The panel "What if…" beside the evidence: edits of a hypothetical case, and what the model says of it beside the patient.

It never changes the patient: it signals questions, and shows the answers that come back for exactly these questions.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cdss.core.kinds import MODALITIES
from cdss.core.result import Issue
from cdss.records.question import WhatIf
from cdss.session.decision.checks import gravest_first
from cdss.session.names import modality_name
from cdss.session.panes import WhatIfPane
from ui.language import language
from ui.views.card import Card
from ui.views.checks_view import ChecksView
from ui.views.compare_view import CompareView
from ui.views.pane_view import tool_button
from ui.views.smallest_view import SmallestView
from ui.views.vital_fields_view import VitalFieldsView
from ui.views.worded import Worded

WIDTH = 388
"""As wide as the decision column, whose place it takes on a small screen: nothing else moves."""

DEBOUNCE_MS = 180
"""Pause after the last key before the model is asked: about the time between two keys of a fast typist."""


class WhatIfPanel(Worded, QFrame):
    """``edited`` with a ``WhatIf`` a moment after the last change; ``search_requested``; ``close_requested``."""

    edited = Signal(object)
    search_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whatIfPanel")
        self.setFixedWidth(WIDTH)
        self._pane: WhatIfPane | None = None
        self._question = WhatIf()
        self.heading, self.close_button, self.hypothetical = QLabel(), tool_button("✕", "icon"), QLabel()
        self.compare, self.checks, self.state = CompareView(), ChecksView(), QLabel()
        self.vitals, self.note = VitalFieldsView(), QPlainTextEdit()
        self.switches = {modality: QCheckBox() for modality in MODALITIES}
        self.smallest, self.search, self.reset = SmallestView(), QPushButton(), QPushButton()
        self.cards = {name: Card() for name in ("compare", "used", "vitals", "note", "smallest")}
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._build()
        self._connect()
        self._words()

    def set_pane(self, pane: WhatIfPane | None) -> None:
        """Show ``pane``; None hides the panel. What the user is typing is left alone unless the edits came from elsewhere."""
        old, self._pane = self._pane, pane
        self.setVisible(pane is not None)
        if pane is None:
            self._wait.stop()
            self._question = WhatIf()
            return
        if old is None or old.case_id != pane.case_id or pane.question != self._question:
            self._fill(pane)
        if old is None:
            self.vitals.fields["heart_rate"].setFocus()
        self._show()

    def question(self) -> WhatIf:
        """The edits as they stand in the fields."""
        pane = self._pane
        text = self.note.toPlainText()
        off = frozenset(m for m, box in self.switches.items() if box.isEnabled() and not box.isChecked())
        return WhatIf(self.vitals.edits(), None if pane is None or text == pane.note else text, off)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the panel while it has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
            return
        super().keyPressEvent(event)

    def _fill(self, pane: WhatIfPane) -> None:
        self._wait.stop()
        self._question = pane.question
        self.vitals.set_values(pane.latest, pane.question.vitals)
        self.note.blockSignals(True)
        self.note.setPlainText(pane.note if pane.question.note is None else pane.question.note)
        self.note.blockSignals(False)
        for modality, box in self.switches.items():
            box.setEnabled(modality in pane.here)
            box.setChecked(modality in pane.here and modality not in pane.question.off)

    def _show(self) -> None:
        pane = self._pane
        if pane is None:
            return
        unreadable = self.vitals.unreadable()
        changed = pane.changed if not unreadable else None
        self.compare.set_cases(pane.original, changed)
        self.checks.set_checks((*unreadable, *pane.refused) or _news(pane, changed))
        self.checks.setVisible(bool((*unreadable, *pane.refused) or _news(pane, changed)))
        self.smallest.set_found(pane.found)
        self.search.setEnabled(not pane.searching)
        self._say(pane, bool(unreadable))

    def _say(self, pane: WhatIfPane, unreadable: bool) -> None:
        """Where the answer stands, in words."""
        if unreadable or pane.refused:
            text = self.tr("Not computed")
        elif pane.question == WhatIf():
            text = self.tr("Edit anything below")
        elif pane.changed is not None:
            text = ""
        else:
            text = self.tr("computing…") if pane.busy else pane.remark or self.tr("Not computed")
        self.state.setText(text)
        self.state.setVisible(bool(text))
        self.cards["smallest"].caption.setText(self.tr("searching…") if pane.searching else "")

    def _changed(self) -> None:
        """The user changed something: wait for a pause, then ask."""
        self._show()
        self._wait.start()

    def _ask(self) -> None:
        if self.vitals.unreadable():
            self._show()
            return
        question = self.question()
        if question != self._question:
            self._question = question
            self.edited.emit(question)

    def _put(self, question: WhatIf) -> None:
        """Other edits than those in the fields: they come back with the pane and are filled in then."""
        self._wait.stop()
        self.edited.emit(question)

    def _try(self, values: dict[str, float]) -> None:
        self._put(WhatIf({**self.question().vitals, **values}, self.question().note, self.question().off))

    def _connect(self) -> None:
        self._wait.timeout.connect(self._ask)
        self.vitals.edited.connect(self._changed)
        self.note.textChanged.connect(self._changed)
        for box in self.switches.values():
            box.clicked.connect(lambda *_: self._changed())
        self.close_button.clicked.connect(lambda *_: self.close_requested.emit())
        self.reset.clicked.connect(lambda *_: self._reset())
        self.search.clicked.connect(lambda *_: self.search_requested.emit())
        self.smallest.tried.connect(self._try)

    def _reset(self) -> None:
        if self._pane is not None:
            self.vitals.set_values(self._pane.latest, {})
        self._put(WhatIf())

    def _build(self) -> None:
        self.heading.setObjectName("cardHeading")
        self.hypothetical.setObjectName("hypothetical")
        self.state.setObjectName("cardNote")
        for label in (self.hypothetical, self.state):
            label.setWordWrap(True)
        self.note.setFixedHeight(84)
        self.note.setTabChangesFocus(True)
        parts: dict[str, tuple[QWidget, ...]] = {
            "compare": (self.compare, self.state, self.checks),
            "used": (self._switch_grid(),),
            "vitals": (self.vitals,),
            "note": (self.note,),
            "smallest": (self.smallest, self.search),
        }
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 2, 10, 8)
        column.setSpacing(6)
        for name, widgets in parts.items():
            for widget in widgets:
                self.cards[name].add(widget)
            column.addWidget(self.cards[name])
        column.addStretch(1)
        self.cards["vitals"].add_tool(self.reset)
        self.reset.setObjectName("linkButton")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        self._scroll = _scrolling(inside)
        outer.addWidget(self._scroll, 1)

    def _head(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(self.close_button)
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 8, 4)
        head.setSpacing(4)
        head.addLayout(row)
        head.addWidget(self.hypothetical)
        return head

    def _switch_grid(self) -> QWidget:
        held, grid = QWidget(), QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.switches.values()):
            grid.addWidget(box, place // 2, place % 2)
        held.setLayout(grid)
        return held

    def _words(self) -> None:
        self.heading.setText(self.tr("WHAT IF…"))
        self.setAccessibleName(self.tr("What if…"))
        self._scroll.setAccessibleName(self.tr("What if…"))
        self.hypothetical.setText(self.tr("Hypothetical. Nothing here changes the patient, and nothing of it is kept."))
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close the panel “What if…”"))
        self.cards["compare"].set_heading(self.tr("Beside the patient"))
        self.cards["vitals"].set_heading(self.tr("Vital signs"))
        self.cards["note"].set_heading(self.tr("Note"))
        self.cards["used"].set_heading(self.tr("Evidence used"))
        self.cards["smallest"].set_heading(self.tr("Smallest change"))
        self.note.setAccessibleName(self.tr("Note of the hypothetical case"))
        self.reset.setText(self.tr("Reset all"))
        self.search.setText(self.tr("Find the smallest change that moves the level"))
        for modality, box in self.switches.items():
            box.setText(modality_name(modality, language()))
        self._show()


def _news(pane: WhatIfPane, changed: object) -> tuple[Issue, ...]:
    """Checks of the edited case that the patient's own assessment does not have, the gravest first."""
    if changed is None or pane.changed is None or pane.original is None:
        return ()
    news = tuple(c for c in pane.changed.checks if c not in pane.original.checks)
    return gravest_first(news)


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
