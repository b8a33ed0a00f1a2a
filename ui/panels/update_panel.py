"""An update from a file: what is in use, what the file holds, installed or not; and the way back to the former model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

_WIDTH = 620


class UpdatePanel(QDialog):
    """``file_chosen`` with a path; ``install_requested`` for the file that was shown last; ``back_requested``.

    ``in_use``: names the model in use; ``former``: the one that the way back leads to, empty for none. ``kinds``: pattern of the
    files that can be chosen.
    """

    file_chosen = Signal(str)
    install_requested = Signal()
    back_requested = Signal()

    def __init__(self, in_use: str, former: str, kinds: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.setWindowTitle(self.tr("Update from a file"))
        self.setFixedWidth(_WIDTH)
        self.intro, self.now, self.message = QLabel(), QLabel(), QLabel()
        self.progress = QProgressBar()
        self.choose, self.install = QPushButton(self.tr("Choose a file…")), QPushButton(self.tr("Install"))
        self.back, self.leave = QPushButton(), QPushButton(self.tr("Close"))
        self._build()
        self._show_models(in_use, former)
        self._show(ready=False)

    def show_busy(self, words: str) -> None:
        """Something is going on; the dialog may be closed meanwhile."""
        self._say(words)
        self._show(ready=False, busy=True)

    def show_found(self, lines: Sequence[str]) -> None:
        """What the file holds: it can be installed."""
        self._say("\n".join(lines))
        self._show(ready=True)
        self.install.setFocus()

    def show_program(self, lines: Sequence[str]) -> None:
        """What a package of the program is, and who installs it: that is not done here."""
        self._say("\n".join(lines))
        self._show(ready=False)

    def show_refused(self, words: str) -> None:
        """Why nothing was changed."""
        self._say(words, doubt=True)
        self._show(ready=False)

    def show_done(self, words: str, in_use: str, former: str) -> None:
        """What is in use from now on."""
        self._show_models(in_use, former)
        self._say(words)
        self._show(ready=False)

    def _build(self) -> None:
        self.intro.setText(
            self.tr(
                "A signed file, as it came on a stick or from a share. A model (*.model) is checked before anything is "
                "written, and tried out on a demonstration patient before it is used. A package of the program, with its "
                "*.sig beside it, is checked; your administrator installs it. Nothing is asked for in a network."
            )
        )
        column, row = QVBoxLayout(self), QHBoxLayout()
        for label in (self.now, self.intro, self.message):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column.addWidget(label)
        self.intro.setProperty("role", "muted")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        column.addWidget(self.progress)
        column.addStretch(1)
        row.addWidget(self.back)
        row.addStretch(1)
        for button in (self.choose, self.install, self.leave):
            row.addWidget(button)
        for button in (self.back, self.choose, self.install):
            button.setAutoDefault(False)
        column.addLayout(row)
        self.choose.clicked.connect(lambda *_: self._ask())
        self.install.clicked.connect(lambda *_: self.install_requested.emit())
        self.back.clicked.connect(lambda *_: self.back_requested.emit())
        self.leave.clicked.connect(lambda *_: self.reject())

    def _show_models(self, in_use: str, former: str) -> None:
        self.now.setText(self.tr("Model in use: {0}").format(in_use))
        self.back.setText(self.tr("Back to {0}").format(former) if former else "")

    def _show(self, ready: bool, busy: bool = False) -> None:
        self.progress.setVisible(busy)
        self.message.setVisible(bool(self.message.text()))
        self.install.setVisible(ready)
        self.choose.setEnabled(not busy)
        self.back.setVisible(bool(self.back.text()))
        self.back.setEnabled(not busy)
        self.adjustSize()

    def _say(self, words: str, doubt: bool = False) -> None:
        self.message.setText(words)
        self.message.setAccessibleName(words)
        self.message.setObjectName("headlineDoubt" if doubt else "")
        style = self.message.style()
        style.unpolish(self.message)
        style.polish(self.message)

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()), self._kinds)
        if name:
            self.file_chosen.emit(name)
