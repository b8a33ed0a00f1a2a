"""The wizard of the local recalibration: two files, progress, before and after, then applied or not; and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cdss.core.figures import benefit_text, share_text
from cdss.core.sentences import sentence
from ui.language import language
from ui.panels.room import open_around, open_at
from ui.panels.trial_sentences import TrialSentences
from ui.views.lacking import Lacking
from ui.views.reliability_view import ReliabilityView

if TYPE_CHECKING:
    from cdss.scoring.site_effect import Effect, Gap


translate = QCoreApplication.translate

_WIDTH, _TRIAL_WIDTH, _TRIAL_HEIGHT = 760, 1120, 640
"""Pixels: the width before anything was tried, and the size that table, figure and sentences need."""


@dataclass(frozen=True, slots=True, eq=False)
class OutputRow:
    """What came of one output: its name and its sentence by language, the figures, and what speaks against applying it."""

    name: Mapping[str, str]
    sentence: Mapping[str, str]
    effect: Effect
    doubts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class TrialShown:
    """What a recalibration would do. ``said``: what was left out; ``gains``: there is something to apply."""

    cases: int
    rows: tuple[OutputRow, ...]
    said: tuple[str, ...]
    gains: bool

    @property
    def fitted(self) -> tuple[OutputRow, ...]:
        """The outputs that would change."""
        return tuple(row for row in self.rows if row.effect.fit.after is not None)


class CalibrationPanel(QDialog):
    """``asked`` with the files of cases and outcomes; ``cancelled``, ``applied``, ``reverted`` as the user wishes.

    ``local``: a calibration of the site is in use.
    """

    asked = Signal(str, str)
    cancelled = Signal()
    applied = Signal()
    reverted = Signal()

    def __init__(self, local: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._local, self._running = local, False
        self._trial: TrialShown | None = None
        self._said = ""
        self.intro, self.message = QLabel(), QLabel()
        self.sentences = TrialSentences(self)
        self.cases, self.outcomes = QLineEdit(self), QLineEdit(self)
        self.choose_cases, self.choose_outcomes = QPushButton(), QPushButton()
        self.case_words, self.outcome_words = QLabel(), QLabel()
        self.progress, self.table, self.figure = QProgressBar(), QTableWidget(0, 6), ReliabilityView()
        self.begin, self.cancel, self.apply = QPushButton(), QPushButton(), QPushButton()
        self.lacking = Lacking(self.begin)
        self.revert, self.leave = QPushButton(), QPushButton()
        self._build()
        self._words()
        self._show()

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` patients are assessed."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self._say(self.tr("{0} of {1} patients").format(done, total))

    def show_trial(self, trial: TrialShown) -> None:
        """Before and after; what is lacking where nothing was fitted."""
        self._trial, self._running = trial, False
        self._said = ""
        self._words()
        self._show()

    def show_error(self, words: str) -> None:
        """Why it did not work."""
        self._trial, self._running = None, False
        self._said = words
        self._fill()
        self._show()

    def show_stopped(self) -> None:
        """The user stopped it."""
        self.show_error(self.tr("Stopped. Nothing was changed."))

    def show_busy(self) -> None:
        """The new bundle is being written."""
        self._running = True
        self.progress.setRange(0, 0)
        self._say(self.tr("Writing the calibration…"))
        self._show()

    def show_applied(self) -> None:
        """The new calibration is in use."""
        self._local = True
        self.show_error(
            self.tr("Applied: every patient is assessed anew. The shipped calibration is kept for the way back.")
        )

    def show_reverted(self) -> None:
        """The shipped calibration is in use again."""
        self._local = False
        self.show_error(self.tr("The shipped calibration is in use again: every patient is assessed anew."))

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
        super().changeEvent(event)

    def _build(self) -> None:
        self.setObjectName("calibrationPanel")
        for label in (self.intro, self.message):
            label.setWordWrap(True)
        self.message.setObjectName("headlineLevels")
        files = QGridLayout()
        rows = (
            (self.case_words, self.cases, self.choose_cases, "*.jsonl"),
            (self.outcome_words, self.outcomes, self.choose_outcomes, "*.csv"),
        )
        for row, (words, field, button, kind) in enumerate(rows):
            field.textChanged.connect(self._show)
            button.clicked.connect(lambda *_, field=field, kind=kind: self._choose(field, kind))
            for place, widget in enumerate((words, field, button)):
                files.addWidget(widget, row, place)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.currentCellChanged.connect(lambda row, *_: self._show_figure(row))
        beside = QHBoxLayout()
        beside.addWidget(self.table, 1)
        beside.addWidget(self.figure)
        buttons = QHBoxLayout()
        for button in (self.revert, self.begin, self.cancel, self.apply, self.leave):
            buttons.addWidget(button)
        buttons.insertWidget(1, self.lacking, 1)
        column = QVBoxLayout(self)
        column.addWidget(self.intro)
        column.addLayout(files)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addLayout(beside, 1)
        column.addWidget(self.sentences, 1)
        column.addLayout(buttons)
        self.begin.clicked.connect(lambda *_: self._begin())
        self.cancel.clicked.connect(lambda *_: self.cancelled.emit())
        self.apply.clicked.connect(lambda *_: self.applied.emit())
        self.revert.clicked.connect(lambda *_: self.reverted.emit())
        self.leave.clicked.connect(lambda *_: self.reject())

    def _choose(self, field: QLineEdit, kind: str) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), field.text(), kind)
        if name:
            field.setText(name)

    def _begin(self) -> None:
        self._trial, self._running = None, True
        self.progress.setRange(0, 0)
        self._say(self.tr("Starting a second engine for this…"))
        self._show()
        self.asked.emit(self.cases.text().strip(), self.outcomes.text().strip())

    def _say(self, words: str) -> None:
        self._said = words
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def _show(self) -> None:
        trial, running = self._trial, self._running
        self.lacking.say("" if running else self._lacks())
        self.begin.setDisabled(running or bool(self.lacking.text()))
        self.cancel.setVisible(running)
        self.progress.setVisible(running)
        self.apply.setVisible(bool(trial and trial.gains) and not running)
        self.revert.setVisible(self._local and not running)
        fitted = bool(trial and trial.fitted)
        self.table.setVisible(fitted)
        self.figure.setVisible(fitted)
        self.message.setVisible(bool(self.message.text()))
        self._fit(fitted)

    def _fit(self, fitted: bool) -> None:
        """Larger once there is more to be read, never smaller again: that would move what is looked at."""
        if fitted:
            open_at(self, max(self.width(), _TRIAL_WIDTH), max(self.height(), _TRIAL_HEIGHT))
        else:
            open_around(self, _WIDTH)

    def _lacks(self) -> str:
        """Which of the two files is not named."""
        cases, outcomes = bool(self.cases.text().strip()), bool(self.outcomes.text().strip())
        if cases:
            return "" if outcomes else self.tr("Still missing: the file of outcomes")
        return self.tr("Still missing: the file of cases") if outcomes else self.tr("Still missing: both files")

    def _words(self) -> None:
        self.setWindowTitle(self.tr("Calibrate to this hospital"))
        self.intro.setText(sentence("calibration_intro", {}, language()))
        fields = (
            (self.case_words, self.cases, self.tr("Cases, one manifest a line (JSON lines)")),
            (self.outcome_words, self.outcomes, self.tr("Outcomes, one row a case (CSV)")),
        )
        for label, field, words in fields:
            label.setText(words)
            field.setAccessibleName(words)
        for button in (self.choose_cases, self.choose_outcomes):
            button.setText(self.tr("Choose…"))
        self.begin.setText(self.tr("Try it out"))
        self.cancel.setText(self.tr("Stop"))
        self.apply.setText(self.tr("Apply this calibration"))
        self.revert.setText(self.tr("Back to the shipped calibration"))
        self.leave.setText(self.tr("Close"))
        self.progress.setAccessibleName(self.tr("Patients assessed"))
        self._fill()

    def _fill(self) -> None:
        trial = self._trial
        self.message.setText(self._verdict(trial) if trial else self._said)
        rows = trial.rows if trial else ()
        doubts = [said for row in rows for said in row.doubts[language()]]
        self.sentences.say(doubts, [*(row.sentence[language()] for row in rows), *(trial.said if trial else ())])
        heads = (
            *(
                self.tr("Output"),
                self.tr("Patients (with it)"),
                self.tr("ECE"),
                self.tr("Net benefit") + "\n" + self.tr("at 10 / 30 / 50 %"),
            ),
            *(self.tr("Widest group gap") + f"\n{when}" for when in (self.tr("before"), self.tr("after"))),
        )
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setAccessibleName(self.tr("Before and after"))
        fitted = trial.fitted if trial else ()
        self.table.setRowCount(len(fitted))
        for place, row in enumerate(fitted):
            for column, words in enumerate(_cells(row)):
                self.table.setItem(place, column, QTableWidgetItem(words))
        self.table.resizeRowsToContents()
        if fitted:
            self.table.setCurrentCell(0, 0)
            self._show_figure(0)

    def _verdict(self, trial: TrialShown) -> str:
        if not trial.gains:
            return self.tr("Nothing can be recalibrated on these {0} patients; below is why.").format(trial.cases)
        many = len(trial.fitted)
        return self.tr(
            "{0} patients. Outputs that would change: {1}. Figures after are of patients left out of the fit."
        ).format(trial.cases, many)

    def _show_figure(self, row: int) -> None:
        fitted = self._trial.fitted if self._trial else ()
        if 0 <= row < len(fitted):
            one = fitted[row].effect
            self.figure.set_points(
                tuple((p.predicted, p.observed) for p in one.before),
                tuple((p.predicted, p.observed) for p in one.after),
            )


def _cells(row: OutputRow) -> tuple[str, ...]:
    one = row.effect
    fit = one.fit
    assert fit.before is not None and fit.after is not None
    benefit = "\n".join(f"{benefit_text(before)} → {benefit_text(after)}" for _, before, after in one.benefit)
    figures = (f"{fit.n} ({fit.events})", f"{fit.before.ece:.3f} → {fit.after.ece:.3f}", benefit)
    return (row.name[language()], *figures, _gap(one.gap_before), _gap(one.gap_after))


def _gap(gap: Gap | None) -> str:
    if gap is None:
        return translate("CalibrationPanel", "too few")
    return f"{share_text(gap.size)} % ({_group(gap.group)}, n = {gap.n})"


def _group(name: str) -> str:
    """A patient group, ``F 40-64`` or ``all``, in the language of the screen."""
    sex, _, ages = name.partition(" ")
    words = {"F": translate("CalibrationPanel", "women"), "M": translate("CalibrationPanel", "men")}
    return f"{words[sex]} {ages}" if sex in words else translate("CalibrationPanel", "all")
