"""The output that is explained, to choose from: the risk, the outcomes, the conditions."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cdss.core.kinds import TARGETS
from cdss.session.names import target_name
from ui.language import language
from ui.views.worded import Worded


class TargetView(Worded, QComboBox):
    """Emits ``target_chosen`` with one of ``TARGETS`` when the user chooses, never when it is set."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("targetView")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for target in TARGETS:
            self.addItem("", target)
        self._words()
        self.activated.connect(lambda index: self.target_chosen.emit(self.itemData(index)))

    def set_target(self, target: str) -> None:
        """Show ``target`` as chosen."""
        with QSignalBlocker(self):
            self.setCurrentIndex(TARGETS.index(target))

    def minimumSizeHint(self) -> QSize:
        """It gives way where the card is too narrow for the longest name."""
        least = super().minimumSizeHint()
        return QSize(least.width() * 2 // 3, least.height())

    def step(self) -> None:
        """Choose the next output, the first after the last."""
        following = (self.currentIndex() + 1) % self.count()
        self.setCurrentIndex(following)
        self.target_chosen.emit(self.itemData(following))

    def _words(self) -> None:
        for index, target in enumerate(TARGETS):
            self.setItemText(index, target_name(target, language()))
        self.setAccessibleName(self.tr("Explained output"))
        self.setToolTip(self.tr("Which figure the explanations explain"))
