"""Recommended actions of one patient: each with its guideline, year and strength, to be ticked off when done."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cdss.core.sentences import sentence
from cdss.session.decision.considered import Recommended
from cdss.session.names import condition_name
from ui.language import language
from ui.panels.room import open_at
from ui.views.plain import plain

_BESIDE = 8
"""Pixels between a box and its words."""


class ActionsPanel(QDialog):
    """``ticked`` with the code of an action that was ticked off, or whose tick was taken away."""

    ticked = Signal(str)

    def __init__(self, patient: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: tuple[Recommended, ...] = ()
        self.patient = plain(QLabel(patient))
        self.patient.setProperty("role", "strong")
        self.sentence, self.close_button = QLabel(), QPushButton()
        self.sentence.setWordWrap(True)
        self.boxes: dict[str, QCheckBox] = {}
        self.sources: dict[str, QLabel] = {}
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        for widget in (self.patient, self.sentence):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.close_button.clicked.connect(self.reject)
        open_at(self, 620, 640)
        self._words()

    def set_actions(self, actions: tuple[Recommended, ...]) -> None:
        """Show ``actions`` in their order; where only ticks changed, the rows stay."""
        same = [(a.code, a.text) for a in actions] == [(a.code, a.text) for a in self._actions]
        self._actions = actions
        if not same:
            self._fill()
        self._mark()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language; the actions themselves come anew with the state."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
        super().changeEvent(event)

    def _fill(self) -> None:
        self.boxes, self.sources = {}, {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(2)
        heading: str | None = None
        for action in self._actions:
            if self._heading(action) != heading:
                heading = self._heading(action)
                column.addWidget(_label(heading, "cardHeading"))
            box, source = QCheckBox(), _label("", "headlineFacts")
            box.clicked.connect(partial(self._tick, action.code))
            self.boxes[action.code], self.sources[action.code] = box, source
            source.setIndent(_width(box) + _BESIDE)
            for widget in (_Row(box, action.text), source):
                column.addWidget(widget)
        column.addStretch(1)
        self._scroll.setWidget(inside)

    def _mark(self) -> None:
        for action in self._actions:
            when = f"{action.at.astimezone():%H:%M}" if action.at else ""
            done = self.tr("done {0}").format(when).strip() + " · " if action.ticked else ""
            self.boxes[action.code].setChecked(action.ticked)
            self.boxes[action.code].setAccessibleName(action.text)
            self.boxes[action.code].setAccessibleDescription(f"{done}{action.source}")
            self.sources[action.code].setText(f"{done}{action.source}")

    def _tick(self, code: str, *_: object) -> None:
        self.ticked.emit(code)

    def _heading(self, action: Recommended) -> str:
        if action.by_check:
            return self.tr("Checks")
        return condition_name(action.condition, language()) if action.condition else self.tr("Level")

    def _words(self) -> None:
        self.setWindowTitle(self.tr("Actions to consider"))
        self.sentence.setText(sentence("actions_consider", {}, language()))
        self.close_button.setText(self.tr("Close"))
        self._scroll.setAccessibleName(self.tr("Actions to consider"))


class _Row(QWidget):
    """A box with words that wrap, as those of a check box do not; a click on the words is one on the box."""

    def __init__(self, box: QCheckBox, text: str) -> None:
        super().__init__()
        self._box = box
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(_BESIDE)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_label(text, "checkText"), 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """As a click on the box."""
        self._box.click()


def _width(box: QCheckBox) -> int:
    box.ensurePolished()
    return box.sizeHint().width()


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
