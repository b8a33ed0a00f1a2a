"""The clinician first: five buttons for their own level while the model's is withheld, then both side by side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cdss.records.assessment import Acuity
from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.panes import DecisionPane, OwnLevel
from ui.terms import level_name, numbered
from ui.views.card import Card
from ui.views.painting import level_outline
from ui.views.worded import Worded


class OwnLevelButtons(Worded, QWidget):
    """``chosen`` with the level of the button that was pressed."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel()
        self.sentence.setObjectName("checkText")
        self.sentence.setWordWrap(True)
        self.buttons = {level.level: QPushButton() for level in TRIAGE_LEVELS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.sentence)
        for level, button in self.buttons.items():
            button.setObjectName("ownLevelButton")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._press, level))
            column.addWidget(button)
        self._words()
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """The levels' colours in the new theme, too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._colour()

    def _colour(self) -> None:
        for level, button in self.buttons.items():
            edge = level_outline(level).name()
            button.setStyleSheet(f"text-align: left; border-left: 6px solid {edge};")

    def _press(self, level: int, *_: object) -> None:
        self.chosen.emit(level)

    def _words(self) -> None:
        self.sentence.setText(
            self.tr("The model's answer is hidden until you give your own level. Press 1–5, here or in the worklist.")
        )
        for level, button in self.buttons.items():
            button.setText(f"{level}   {level_name(level)}")
            button.setAccessibleName(self.tr("My level: {0} {1}").format(numbered(level), level_name(level)))


class OwnLevelBeside(Worded, QWidget):
    """The clinician's own level with its time, the model's beside it, and how they differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = OwnLevel()
        self._acuity: Acuity | None = None
        self.own_name, self.own, self.model_name, self.model, self.sentence = (QLabel() for _ in range(5))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 2)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        for column, (name, value) in enumerate(((self.own_name, self.own), (self.model_name, self.model))):
            name.setObjectName("headlineFacts")
            value.setObjectName("headlineLevels")
            grid.addWidget(name, 0, column)
            grid.addWidget(value, 1, column)
            grid.setColumnStretch(column, 1)
        self.sentence.setObjectName("checkText")
        self.sentence.setWordWrap(True)
        grid.addWidget(self.sentence, 2, 0, 1, 2)
        self._words()

    def set_levels(self, own: OwnLevel, acuity: Acuity | None) -> None:
        """Show both; ``acuity`` None while the model has not answered."""
        self._own, self._acuity = own, acuity
        self._words()

    def _words(self) -> None:
        own, model = self._own, self._acuity.level if self._acuity else None
        clock = f"{own.made.astimezone():%H:%M}" if own.made else ""
        self.own_name.setText(self.tr("You, before you saw the model's · {0}").format(clock).removesuffix(" · "))
        self.model_name.setText(self.tr("Model"))
        self.own.setText(f"{own.level} {level_name(own.level)}" if own.level else "")
        self.model.setText(f"{model} {level_name(model)}" if model else self.tr("no answer yet"))
        self.sentence.setText(self._compared(own.level, model))
        self.sentence.setVisible(bool(self.sentence.text()))

    def _compared(self, own: int | None, model: int | None) -> str:
        if own is None or model is None:
            return ""
        if own == model:
            return self.tr("Same level.")
        if model < own:
            return self.tr("The model is more urgent: look again.")
        return self.tr("The model is less urgent. Yours stands.")


class OwnLevelCard(Worded, Card):
    """Not there where the clinician's own level was neither asked for nor given. ``chosen``: their level."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._awaited = False
        self.buttons, self.beside = OwnLevelButtons(), OwnLevelBeside()
        self.add(self.buttons)
        self.add(self.beside)
        self.buttons.chosen.connect(self.chosen)
        self.setVisible(False)

    def set_pane(self, pane: DecisionPane | None) -> None:
        """The buttons while the level is awaited, the two levels once it was given."""
        awaited, given = bool(pane and pane.own_awaited), bool(pane and pane.own.level)
        self._awaited = awaited
        self.buttons.setVisible(awaited)
        self.beside.setVisible(given and not awaited)
        if pane is not None and given:
            self.beside.set_levels(pane.own, pane.acuity)
        self._words()
        self.setVisible(awaited or given)

    def _words(self) -> None:
        self.set_heading(self.tr("Your level first") if self._awaited else self.tr("Your level and the model's"))
