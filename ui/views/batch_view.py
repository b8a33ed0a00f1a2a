"""How far the assessment of many patients is, with the button that calls it off, or asks for it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ui.views.pane_view import tool_button
from ui.views.worded import Worded


class BatchView(Worded, QFrame):
    """Hidden while there is nothing to say. ``cancel_requested``; ``assess_requested`` for those called off."""

    cancel_requested = Signal()
    assess_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: tuple[int, int] | None = None
        self._put_off = 0
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel, self.assess = tool_button(), tool_button()
        self.cancel.clicked.connect(self.cancel_requested)
        self.assess.clicked.connect(self.assess_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.assess)
        row.addWidget(self.cancel)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.set_batch(None, 0)

    def set_batch(self, batch: tuple[int, int] | None, put_off: int) -> None:
        """Show that ``batch`` (done, of how many) is under way, or that ``put_off`` patients were called off."""
        self._batch, self._put_off = batch, put_off
        self.setVisible(batch is not None or put_off > 0)
        self.bar.setVisible(batch is not None)
        self.cancel.setVisible(batch is not None)
        self.assess.setVisible(batch is None)
        if batch is not None:
            self.bar.setRange(0, batch[1])
            self.bar.setValue(batch[0])
        self._words()

    def _words(self) -> None:
        if self._batch is not None:
            self.words.setText(self.tr("{0} of {1} assessed").format(*self._batch))
        else:
            self.words.setText(self.tr("{0} not assessed: cancelled").format(self._put_off))
        self.bar.setAccessibleName(self.words.text())
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel the assessment of the others"))
        self.cancel.setToolTip(self.cancel.accessibleName())
        self.assess.setText(self.tr("Assess"))
        self.assess.setAccessibleName(self.tr("Assess those who were cancelled"))
        self.assess.setToolTip(self.assess.accessibleName())
