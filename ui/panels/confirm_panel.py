"""One question before something that cannot be taken back: what it does, line by line, and two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

_WIDTH = 520


class ConfirmPanel(QDialog):
    """``accepted`` once the user presses the button called ``do``; Enter and Escape cancel, so that neither slips."""

    def __init__(self, title: str, lines: Sequence[str], do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH)
        self.lines = [QLabel(line) for line in lines]
        self.confirm, self.cancel = QPushButton(do), QPushButton(self.tr("Cancel"))
        self.confirm.setAutoDefault(False)
        self.cancel.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.confirm, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.confirm.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for label in self.lines:
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(buttons)
        self.setAccessibleDescription(" ".join(lines))
        self.cancel.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its lines need: Qt's own guess for wrapped words cuts long ones."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        super().showEvent(event)
