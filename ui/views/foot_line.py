"""The line at the foot of a pane: names with values, as many as there is room for, the rest counted and in the tool tip."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import palette
from ui.views.painting import LEFT, font_of

_HEIGHT = 25
_MARGIN = 10.0
_BETWEEN = 12.0
_INSIDE = 4.0
_PIXELS = 12


@dataclass(frozen=True, slots=True)
class FootItem:
    """One figure: its name, its value with unit, and the palette token of the value's colour."""

    label: str
    value: str = ""
    token: str = "text"

    @property
    def words(self) -> str:
        """The item as plain text."""
        return f"{self.label} {self.value}".strip()


class FootLine(QWidget):
    """Paints ``FootItem``s on one line; never half a figure, but for a first item that is too long alone, which is elided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[FootItem, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_items(self, items: tuple[FootItem, ...]) -> None:
        """Show ``items``, the most important first."""
        if items == self._items:
            return
        self._items = items
        words = " · ".join(item.words for item in items)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def shown(self) -> int:
        """How many items there is room for."""
        names, values = self._metrics()
        room = self.width() - 2.0 * _MARGIN
        for count in range(len(self._items), 0, -1):
            rest = len(self._items) - count
            used = sum(_width(item, names, values) for item in self._items[:count]) + _BETWEEN * (count - 1)
            if used + (_BETWEEN + names.horizontalAdvance(f"+{rest}") if rest else 0.0) <= room:
                return count
        return 0

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, a line above, and the figures."""
        colours = palette()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.border))
        count = self.shown()
        x = _MARGIN
        for item in self._items[:count]:
            x = self._draw(painter, item, x) + _BETWEEN
        if self._items and not count:
            room = self.width() - 2.0 * _MARGIN
            cut = self._metrics()[0].elidedText(self._items[0].words, Qt.TextElideMode.ElideRight, room)
            self._write(painter, cut, x, colours.muted, bold=False)
        elif rest := len(self._items) - count:
            self._write(painter, f"+{rest}", x, colours.muted, bold=False)
        painter.end()

    def _draw(self, painter: QPainter, item: FootItem, x: float) -> float:
        x = self._write(painter, item.label, x, palette().muted, bold=False)
        if not item.value:
            return x
        return self._write(painter, item.value, x + _INSIDE, getattr(palette(), item.token), bold=True)

    def _write(self, painter: QPainter, text: str, x: float, colour: str, bold: bool) -> float:
        painter.setFont(font_of(self, _PIXELS, bold))
        painter.setPen(QColor(colour))
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.drawText(QRectF(x, 1.0, width + 2.0, self.height() - 1.0), LEFT, text)
        return x + width

    def _metrics(self) -> tuple[QFontMetricsF, QFontMetricsF]:
        return QFontMetricsF(font_of(self, _PIXELS)), QFontMetricsF(font_of(self, _PIXELS, bold=True))


def _width(item: FootItem, names: QFontMetricsF, values: QFontMetricsF) -> float:
    value = values.horizontalAdvance(item.value) + _INSIDE if item.value else 0.0
    return names.horizontalAdvance(item.label) + value
