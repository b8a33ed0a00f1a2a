"""What is said of a recalibration that was tried: first what speaks against it, with a sign and a colour of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme import set_role

_HEIGHT = 96
"""Pixels: four of the sentences; the others are scrolled to."""


class TrialSentences(QScrollArea):
    """``doubts``: what speaks against applying it; ``details``: everything else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubts, self.details = QLabel(), QLabel()
        set_role(self.doubts, "notice")
        self.details.setObjectName("headlineFacts")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (self.doubts, self.details):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setMinimumHeight(_HEIGHT)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def say(self, doubts: Sequence[str], details: Sequence[str]) -> None:
        """Out of sight where there is nothing to be said."""
        self.doubts.setText("\n".join(f"! {one}" for one in doubts))
        self.details.setText("\n".join(details))
        for label in (self.doubts, self.details):
            label.setVisible(bool(label.text()))
        self.setVisible(bool(doubts or details))
