"""Rows of the worklist as they were painted last: scrolling and choosing a patient paint only what looks otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.language import language
from ui.terms import in_fahrenheit
from ui.theme import palette

MOST = 64
"""Pictures kept: more rows than a screen shows; of more, the one longest not drawn goes."""


class RowPictures:
    """One picture a patient, painted anew when anything that it shows has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, QPixmap]] = {}

    def draw(
        self, painter: QPainter, rect: QRect, key: str, shows: object, paint: Callable[[QPainter, QRect], None]
    ) -> None:
        """Draw the row ``key`` into ``rect``; ``paint`` paints it, where anything of ``shows`` is not as in its picture."""
        scale = painter.device().devicePixelRatioF()
        state = (shows, rect.size(), scale, painter.font(), palette().name, language(), in_fahrenheit())
        kept, picture = self._kept.pop(key, (None, None))
        if picture is None or kept != state:
            picture = _picture(rect, scale, painter, paint)
        self._kept[key] = state, picture
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        painter.drawPixmap(rect.topLeft(), picture)


def _picture(rect: QRect, scale: float, like: QPainter, paint: Callable[[QPainter, QRect], None]) -> QPixmap:
    """What ``paint`` paints, on the ground of the list: on an opaque one letters are smoothed as in a window."""
    picture = QPixmap(math.ceil(rect.width() * scale), math.ceil(rect.height() * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(QColor(palette().background))
    painter = QPainter(picture)
    painter.setFont(like.font())
    paint(painter, QRect(0, 0, rect.width(), rect.height()))
    painter.end()
    return picture
