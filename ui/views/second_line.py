"""What has no room beside a title goes to a line of its own below it: titles are never cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget


class SecondLine(QObject):
    """Keeps ``widget`` at its place in ``row`` while ``frame`` is wide enough for all of it, else first in ``below``."""

    def __init__(self, frame: QWidget, row: QHBoxLayout, widget: QWidget, below: QBoxLayout) -> None:
        super().__init__(frame)
        self._frame, self._row, self._widget, self._below = frame, row, widget, below
        self._index = row.indexOf(widget)
        for watched in (frame, widget):
            watched.installEventFilter(self)

    @property
    def below(self) -> bool:
        """Whether it stands on the line of its own."""
        return self._row.indexOf(self._widget) < 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again whenever the width or what stands in the row has changed."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Beside the title, or below it."""
        if (fits := self._fits()) and self.below:
            self._below.removeWidget(self._widget)
            self._row.insertWidget(self._index, self._widget)
        elif not fits and not self.below:
            self._row.removeWidget(self._widget)
            self._below.insertWidget(0, self._widget)
        self._widget.setMinimumWidth(self._widget.sizeHint().width() if fits else 1)

    def _fits(self) -> bool:
        edges = self._row.contentsMargins()
        inside = self._frame.contentsRect().width() - edges.left() - edges.right()
        if (outer := self._frame.layout()) is not None and outer is not self._row:
            inside -= outer.contentsMargins().left() + outer.contentsMargins().right()
        items = filter(None, (self._row.itemAt(i) for i in range(self._row.count())))
        others = (item for item in items if item.widget() is not self._widget and not item.isEmpty())
        shown = [item.minimumSize().width() for item in others]
        spaces = self._row.spacing() * len(shown)
        return sum(shown) + spaces + self._widget.sizeHint().width() <= inside
