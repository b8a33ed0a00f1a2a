"""Chooses one head of the attention, or the mean of all: a row of small buttons, by mouse, Tab and arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ui.views.painting import font_of

_HEIGHT, _PIXELS = 18, 12
_WIDTH, _WIDTH_OF_ALL = 14, 28


class HeadPicker(QWidget):
    """``head_chosen`` with the index of the head, None for the mean, when the user chooses."""

    head_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head: int | None = None
        self.buttons: list[QToolButton] = []
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._group.idClicked.connect(self._choose)

    def set_count(self, heads: int) -> None:
        """How many heads there are; with fewer than two there is nothing to choose."""
        wanted = heads + 1 if heads > 1 else 0
        while len(self.buttons) < wanted:
            self.buttons.append(self._made(len(self.buttons)))
        for i, button in enumerate(self.buttons):
            button.setVisible(i < wanted)
        self.set_head(self.head if self.head is not None and self.head < heads else None)
        self._words()
        self.adjustSize()

    def set_head(self, head: int | None) -> None:
        """Mark the head that is shown, without telling."""
        self.head = head
        index = 0 if head is None else head + 1
        if index < len(self.buttons):
            self.buttons[index].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
            self.adjustSize()
        super().changeEvent(event)

    def _made(self, index: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setProperty("role", "head")
        button.setFixedSize(_WIDTH if index else _WIDTH_OF_ALL, _HEIGHT)
        button.setFont(font_of(self, _PIXELS))
        self._group.addButton(button, index)
        self._row.addWidget(button)
        return button

    def _words(self) -> None:
        for index, button in enumerate(self.buttons):
            name = self.tr("Head %1").replace("%1", str(index)) if index else self.tr("Mean of all heads")
            button.setText(str(index) if index else self.tr("all"))
            button.setToolTip(name)
            button.setAccessibleName(name)

    def _choose(self, index: int) -> None:
        self.head = index - 1 if index else None
        self.head_chosen.emit(self.head)
