"""Whose models are used here: who signed the one in use, and the one key that counts where the hospital pins it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cdss.core.sentences import sentence
from ui.language import language

SHOWN = 8
"""Digits of a fingerprint in the list; the whole one is its tip and stands above it."""


class TrustBox(QWidget):
    """``pin_requested`` with the fingerprint of the key that alone shall count, empty for every trusted one.

    ``keys``: name and fingerprint of each trusted key.
    """

    pin_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pinned, self._signed_with = "", ""
        self.heading, self.standing, self.warning = QLabel(self.tr("Signature of the model")), QLabel(), QLabel()
        self.keys, self.use = QComboBox(), QPushButton(self.tr("Use from now on"))
        self._build()

    def show_trust(self, words: Sequence[str], keys: Sequence[tuple[str, str]], pinned: str, signed_with: str) -> None:
        """``words``: who vouches for the model in use. ``pinned``: fingerprint, or empty. ``signed_with``: the model's."""
        self._pinned, self._signed_with = pinned, signed_with
        self.standing.setText("\n".join(words))
        self.keys.clear()
        self.keys.addItem(self.tr("every trusted key"), "")
        for name, fingerprint in keys:
            self.keys.addItem(self.tr("only {0} ({1}…)").format(name, fingerprint[:SHOWN]), fingerprint)
            self.keys.setItemData(self.keys.count() - 1, fingerprint, Qt.ItemDataRole.ToolTipRole)
        self.keys.setCurrentIndex(max(self.keys.findData(pinned), 0))
        self._show_choice()

    def _build(self) -> None:
        self.heading.setObjectName("cardHeading")
        self.warning.setProperty("role", "notice")
        self.keys.setAccessibleName(self.tr("Models that may be used are signed with"))
        self.keys.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.keys.setMinimumContentsLength(12)
        self.use.setAccessibleName(self.tr("Use models of this key from now on"))
        self.use.setAutoDefault(False)
        name = QLabel(self.tr("Models signed with"))
        name.setBuddy(self.keys)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name)
        row.addWidget(self.keys, 1)
        row.addWidget(self.use)
        for label in (self.standing, self.warning):
            label.setWordWrap(True)
        self.standing.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column.addWidget(self.heading)
        column.addWidget(self.standing)
        column.addLayout(row)
        column.addWidget(self.warning)
        self.keys.currentIndexChanged.connect(lambda *_: self._show_choice())
        self.use.clicked.connect(lambda *_: self.pin_requested.emit(self._chosen))

    @property
    def _chosen(self) -> str:
        return str(self.keys.currentData() or "")

    def _show_choice(self) -> None:
        self.use.setEnabled(self._chosen != self._pinned)
        stops = bool(self._chosen) and self._chosen != self._signed_with
        self.warning.setText(sentence("trust_pin_stops", {}, language()) if stops else "")
        self.warning.setVisible(stops)
