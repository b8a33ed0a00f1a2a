"""Rows of the worklist as they were painted last: scrolling and choosing a patient paint only what looks otherwise."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from ui.language import language
from ui.terms import in_fahrenheit
from ui.theme import palette
from ui.views.painting import picture

MOST = 64
"""Pictures kept: more rows than a screen shows; of more, the one longest not drawn goes."""


class RowPictures:
    """One picture a patient, painted anew when anything that it shows has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, QPixmap]] = {}

    def draw(self, painter: QPainter, rect: QRect, key: str, shows: object, paint: Callable[[QPainter], None]) -> None:
        """Draw the row ``key`` into ``rect``; ``paint`` paints it, at 0, 0, where ``shows`` is not what its picture shows."""
        scale = painter.device().devicePixelRatioF()
        state = (shows, rect.size(), scale, painter.font(), palette().name, language(), in_fahrenheit())
        kept, shown = self._kept.pop(key, (None, None))
        if shown is None or kept != state:
            # on an opaque ground letters are smoothed as they are in a window
            shown = picture(rect.size(), scale, painter.font(), paint, palette().background)
        self._kept[key] = state, shown
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        painter.drawPixmap(rect.topLeft(), shown)
