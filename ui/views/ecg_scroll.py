"""The scroll bar under the ECG: there while the paper is wider than the pane."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QScrollBar

from ui.views.ecg_canvas import EcgCanvas


class EcgScroll(QScrollBar):
    """Follows ``canvas`` and moves it."""

    def __init__(self, canvas: EcgCanvas) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._canvas = canvas
        self.hide()
        canvas.moved.connect(self.follow)
        self.valueChanged.connect(self._scroll)

    def follow(self) -> None:
        """Take length and place from the paper."""
        geometry, layout = self._canvas.geometry_mm, self._canvas.sheet.layout
        width = round(self._canvas.width() * self._canvas.devicePixelRatioF())
        longer = round(layout.width_mm * geometry.scale) - width
        with QSignalBlocker(self):
            self.setRange(0, max(longer, 0))
            self.setPageStep(width)
            self.setSingleStep(max(round(5.0 * geometry.scale), 1))
            self.setValue(-geometry.x)
        self.setVisible(longer > 1)

    def _scroll(self, value: int) -> None:
        geometry = self._canvas.geometry_mm
        if value != -geometry.x:
            self._canvas.pan_by(-value - geometry.x, 0.0)
