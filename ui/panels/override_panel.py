"""The clinician sets their own level, with a reason from a short list or in their own words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cdss.scoring.triage_levels import TRIAGE_LEVELS
from cdss.session.decision.reasons import REASONS, reason_words
from ui.language import language
from ui.panels.room import open_at
from ui.terms import level_name, numbered
from ui.views.lacking import Lacking
from ui.views.plain import plain

OTHER = len(REASONS)
"""The button of the reason in the clinician's own words, behind those of ``REASONS``."""


class OverridePanel(QDialog):
    """Emits ``decided`` with level and reason, a key of ``REASONS`` or free text; cannot be confirmed without both.

    The digits choose a level wherever no text is written.
    """

    decided = Signal(int, str)

    def __init__(self, patient: str, suggested: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Your level for {0}").format(patient))
        self.levels, self.reasons = QButtonGroup(self), QButtonGroup(self)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(self.tr("Reason, for example: looks unwell, or known chronic low saturation"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(60)
        self.buttons = QDialogButtonBox()
        self.confirm, self.cancel = QPushButton(self.tr("Set level")), QPushButton(self.tr("Cancel"))
        self.lacking = Lacking(self.confirm)
        self._build(patient, suggested)
        self._check()
        inside = self._choices.widget()
        assert inside is not None
        more = inside.sizeHint().height() - self._choices.sizeHint().height()
        open_at(self, self.sizeHint().width(), self.sizeHint().height() + more + 8)

    def _build(self, patient: str, suggested: int | None) -> None:
        column = QVBoxLayout(self)
        whose = plain(QLabel(patient))
        whose.setProperty("role", "strong")
        column.addWidget(whose)
        column.addWidget(QLabel(self.tr("Choose the level. The model will never lower or change it.")))
        of_level = QVBoxLayout()
        of_level.addWidget(_heading(self.tr("Level")))
        for level in TRIAGE_LEVELS:
            mark = self.tr("  (suggested)") if level.level == suggested else ""
            button = QRadioButton(f"{numbered(level.level)} · {level_name(level.level)}{mark}")
            self.levels.addButton(button, level.level)
            of_level.addWidget(button)
        of_level.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        sides.addLayout(of_level)
        sides.addLayout(self._reasons())
        self._choices = _scrolling(sides)
        column.addWidget(self._choices, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.lacking, 1)
        foot.addWidget(self.buttons)
        column.addLayout(foot)
        self.buttons.addButton(self.confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        for group in (self.levels, self.reasons):
            group.buttonToggled.connect(lambda button, _: self._choices.ensureWidgetVisible(button))
        self.levels.idToggled.connect(lambda *_: self._check())
        self.reasons.idToggled.connect(lambda *_: self._check())
        self.reason.textChanged.connect(self._written)
        self.buttons.accepted.connect(self._confirm)
        self.buttons.rejected.connect(self.reject)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses its level."""
        button = self.levels.button(int(event.text())) if event.text().isdecimal() else None
        if button is None:
            super().keyPressEvent(event)
        else:
            button.setChecked(True)
            button.setFocus()

    def _reasons(self) -> QVBoxLayout:
        """The short list, and behind it the field for any other reason."""
        column = QVBoxLayout()
        column.addWidget(_heading(self.tr("Reason")))
        listed = (*(reason_words(reason, language()) for reason in REASONS), self.tr("Other, in my own words:"))
        for number, words in enumerate(listed):
            button = QRadioButton(words)
            self.reasons.addButton(button, number)
            column.addWidget(button)
        column.addWidget(self.reason)
        column.addStretch(1)
        return column

    def _written(self) -> None:
        """Who writes means the other reason."""
        if self.reason.toPlainText().strip():
            self.reasons.button(OTHER).setChecked(True)
        self._check()

    def _chosen_reason(self) -> str:
        """Empty where none is given yet."""
        chosen = self.reasons.checkedId()
        return REASONS[chosen] if 0 <= chosen < OTHER else self.reason.toPlainText().strip()

    def _check(self) -> None:
        level, reason = self.levels.checkedId() > 0, bool(self._chosen_reason())
        if reason:
            words = "" if level else self.tr("Still missing: the level")
        elif self.reasons.checkedId() == OTHER:
            words = self.tr("Still missing: the reason in your own words")
        else:
            words = self.tr("Still missing: the reason") if level else self.tr("Still missing: level and reason")
        self.lacking.say(words)

    def _confirm(self) -> None:
        self.decided.emit(self.levels.checkedId(), self._chosen_reason())
        self.accept()


def _scrolling(choices: QHBoxLayout) -> QScrollArea:
    """On a small screen the choices scroll; the buttons below them stay in sight."""
    inside, area = QWidget(), QScrollArea()
    inside.setLayout(choices)
    inside.setObjectName("settingsPage")
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    return label
