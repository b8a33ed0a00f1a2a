"""What of the evidence lies under the mouse: a place on the film, a moment of the ECG, a vital sign."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget


class Pointer(QObject):
    """Watches ``widget``; ``pointed`` with what ``place`` finds under the mouse, None when it leaves or a button is held.

    Nothing is told twice, and the widget's own handling of the mouse stays as it is.
    """

    pointed = Signal(object)

    def __init__(self, widget: QWidget, place: Callable[[QPointF], object]) -> None:
        super().__init__(widget)
        self._place = place
        self._last: object = None
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            free = event.buttons() == Qt.MouseButton.NoButton
            self._tell(self._place(event.position()) if free else None)
        elif event.type() == QEvent.Type.Leave:
            self._tell(None)
        return False

    def _tell(self, found: object) -> None:
        if found != self._last:
            self._last = found
            self.pointed.emit(found)
