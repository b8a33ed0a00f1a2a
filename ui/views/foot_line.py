"""The line at the foot of a pane: names with values, the weightiest there is room for, the rest counted and in the tool tip."""

from __future__ import annotations

from collections.abc import Sequence
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
_GRAVE = ("up", "warning", "stop")
"""Colours of what must not be overlooked: where one of it is left out, the count has a sign and this colour."""


@dataclass(frozen=True, slots=True)
class FootItem:
    """One figure: its name, its value with unit, and the palette token of the value's colour.

    ``rank``: where the room ends, the highest is left out first, and of one rank the last.
    """

    label: str
    value: str = ""
    token: str = "text"
    rank: int = 0

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
        """Show ``items`` in this order."""
        if items == self._items:
            return
        self._items = items
        words = " · ".join(item.words for item in items)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def shown(self) -> tuple[FootItem, ...]:
        """The items there is room for, in their order."""
        names, values = self._metrics()
        kept = [(item, _width(item, names, values)) for item in self._items]
        while kept and self._used(kept, names) > self.width() - 2.0 * _MARGIN:
            least = max(range(len(kept)), key=lambda at: (kept[at][0].rank, at))
            del kept[least]
        return tuple(item for item, _ in kept)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, a line above, and the figures."""
        colours = palette()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.border))
        shown = self.shown()
        x = _MARGIN
        for item in shown:
            x = self._draw(painter, item, x) + _BETWEEN
        if self._items and not shown:
            room = self.width() - 2.0 * _MARGIN
            cut = self._metrics()[0].elidedText(self._items[0].words, Qt.TextElideMode.ElideRight, room)
            self._write(painter, cut, x, colours.muted, bold=False)
        elif rest := self._rest(shown):
            token = next((item.token for item in self._left_out(shown) if item.token in _GRAVE), "muted")
            self._write(painter, rest, x, getattr(colours, token), bold=False)
        painter.end()

    def _used(self, kept: Sequence[tuple[FootItem, float]], names: QFontMetricsF) -> float:
        """Pixels that items of these widths take, with the count of the rest."""
        rest = self._rest([item for item, _ in kept])
        used = sum(width for _, width in kept) + _BETWEEN * (len(kept) - 1)
        return used + (_BETWEEN + names.horizontalAdvance(rest) if rest else 0.0)

    def _left_out(self, kept: Sequence[FootItem]) -> tuple[FootItem, ...]:
        return tuple(item for item in self._items if all(item is not one for one in kept))

    def _rest(self, kept: Sequence[FootItem]) -> str:
        """How many are left out, with a sign where one of them must not be overlooked; nothing where none is."""
        out = self._left_out(kept)
        sign = "! " if any(item.token in _GRAVE for item in out) else ""
        return f"{sign}+{len(out)}" if out else ""

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
