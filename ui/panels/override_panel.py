"""The clinician sets their own level, with a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cdss.scoring.triage_levels import TRIAGE_LEVELS
from ui.terms import level_name, numbered


class OverridePanel(QDialog):
    """Emits ``decided`` with level and reason; cannot be confirmed without both."""

    decided = Signal(int, str)

    def __init__(self, patient: str, suggested: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Your level for {0}").format(patient))
        self.levels = QButtonGroup(self)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(self.tr("Reason, for example: looks unwell, or known chronic low saturation"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.buttons = QDialogButtonBox()
        self.confirm, self.cancel = QPushButton(self.tr("Set level")), QPushButton(self.tr("Cancel"))
        self._build(patient, suggested)
        self._check()

    def _build(self, patient: str, suggested: int | None) -> None:
        column = QVBoxLayout(self)
        whose = QLabel(patient)
        whose.setProperty("role", "strong")
        column.addWidget(whose)
        column.addWidget(QLabel(self.tr("Choose the level. The model will never lower or change it.")))
        for level in TRIAGE_LEVELS:
            mark = self.tr("  (suggested)") if level.level == suggested else ""
            button = QRadioButton(f"{numbered(level.level)} · {level_name(level.level)}{mark}")
            self.levels.addButton(button, level.level)
            column.addWidget(button)
        column.addWidget(self.reason)
        column.addWidget(self.buttons)
        self.buttons.addButton(self.confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.levels.idToggled.connect(lambda *_: self._check())
        self.reason.textChanged.connect(self._check)
        self.buttons.accepted.connect(self._confirm)
        self.buttons.rejected.connect(self.reject)

    def _check(self) -> None:
        complete = self.levels.checkedId() > 0 and bool(self.reason.toPlainText().strip())
        self.confirm.setEnabled(complete)

    def _confirm(self) -> None:
        self.decided.emit(self.levels.checkedId(), self.reason.toPlainText().strip())
        self.accept()
