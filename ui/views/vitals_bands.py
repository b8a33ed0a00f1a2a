"""The NEWS2 bands behind a trend as one item of its scene: made once, and given other bands with the next patient."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

_BEHIND = -10.0


class BandsItem(QGraphicsItem):
    """Fills boxes in the coordinates of its view box. One item, because a scene takes long to change its items."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: tuple[tuple[QRectF, QColor], ...] = ()
        self._whole = QRectF()
        self.setZValue(_BEHIND)

    def set_boxes(self, boxes: tuple[tuple[QRectF, QColor], ...]) -> None:
        """Fill each box in its colour."""
        whole = QRectF()
        for box, _ in boxes:
            whole = whole.united(box)
        if whole != self._whole:
            self.prepareGeometryChange()
            self._whole = whole
        self.boxes = boxes
        self.update()

    def boundingRect(self) -> QRectF:
        """All boxes."""
        return self._whole

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Fill the boxes."""
        for box, colour in self.boxes:
            painter.fillRect(box, colour)
