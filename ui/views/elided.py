"""A label that shortens its text to the room it has, where it can to whole parts: half a word may say the opposite."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.views.plain import plain, plain_tip

_BETWEEN = " · "


class Elided(QLabel):
    """A label that gives way: it shortens its text with an ellipsis, the whole of it is the tool tip."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        plain(self)
        self.setObjectName(object_name)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_full_text(self, text: str) -> None:
        """The text before it is shortened."""
        self._full = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._full) + margins.left() + margins.right() + 4
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """It gives way down to the first few letters."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten again for the new width."""
        self._fit()

    def _fit(self) -> None:
        self.setText(shortened(self._full, self.fontMetrics(), self.contentsRect().width()))


def shortened(text: str, metrics: QFontMetrics, width: int) -> str:
    """``text`` as wide as ``width`` at most: without its last parts, or without its last letters where not even one fits."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    parts = text.split(_BETWEEN)
    fewer = (_BETWEEN.join((*parts[:count], "…")) for count in range(len(parts) - 1, 0, -1))
    whole = next((one for one in fewer if metrics.horizontalAdvance(one) <= width), None)
    return whole or metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
