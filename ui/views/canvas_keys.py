"""Keys that zoom and pan a drawing, the same for the film and for the ECG."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt


class Canvas(Protocol):
    """A drawing that can be zoomed about its middle and moved."""

    def zoom_by(self, factor: float) -> None:
        """Magnify ``factor`` times."""

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the drawing by so many pixels."""


def canvas_keys(canvas: Canvas, step: float) -> dict[Qt.Key, Callable[[], None]]:
    """Plus and minus zoom; the arrows move the drawing by ``step`` pixels."""
    return {
        Qt.Key.Key_Plus: partial(canvas.zoom_by, 1.25),
        Qt.Key.Key_Equal: partial(canvas.zoom_by, 1.25),
        Qt.Key.Key_Minus: partial(canvas.zoom_by, 0.8),
        Qt.Key.Key_Left: partial(canvas.pan_by, step, 0.0),
        Qt.Key.Key_Right: partial(canvas.pan_by, -step, 0.0),
        Qt.Key.Key_Up: partial(canvas.pan_by, 0.0, step),
        Qt.Key.Key_Down: partial(canvas.pan_by, 0.0, -step),
    }
