"""Base of the views that are rows of bars: one row height, one painter, one spoken description.

What was painted is kept as a picture: a view that only moves, since what stands above it has grown, is not painted anew.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.views.painting import font_of, picture


class RowsView(QWidget):
    """Subclasses say how many rows there are, paint one row, and put each row into words."""

    row_height = 16
    font_pixels = 12.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: tuple[QSize, float, QPixmap] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def row_count(self) -> int:
        """Rows to paint."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Paint row ``index`` into ``box``."""
        raise NotImplementedError

    def spoken_row(self, index: int) -> str:
        """Row ``index`` in words, for screen readers and the tool tip."""
        raise NotImplementedError

    def refresh(self) -> None:
        """The data or the language changed."""
        spoken = "\n".join(self.spoken_row(i) for i in range(self.row_count()))
        self.setAccessibleDescription(spoken)
        self.setToolTip(spoken)
        self._picture = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(240, self.row_height * self.row_count())

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language; painted again for it, and for another theme or font."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._picture = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows one below the other."""
        place = self.size(), self.devicePixelRatioF()
        if self._picture is None or self._picture[:2] != place:
            self._picture = *place, picture(*place, self.font(), self._paint)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture[2])
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        for index in range(self.row_count()):
            painter.setFont(font_of(self, self.font_pixels))
            self.paint_row(painter, index, QRectF(0, index * self.row_height, self.width(), self.row_height))
