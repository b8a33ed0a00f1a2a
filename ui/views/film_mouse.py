"""What the mouse does on a film: measure, window, zoom, pan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTransform

from cdss.records.film import Window
from ui.views.film_rulers import FilmRulers
from ui.views.film_window import dragged_window

_ZOOM_PER_PIXEL = 1.008
_KINDS = {
    Qt.MouseButton.LeftButton: "window",
    Qt.MouseButton.RightButton: "zoom",
    Qt.MouseButton.MiddleButton: "pan",
}


class Handled(Protocol):
    """What of a film on screen the mouse can change; points in the widget's own coordinates."""

    window_level: Window

    def devicePixelRatioF(self) -> float:
        """Device pixels for each of the widget's."""

    def value_span(self) -> float:
        """Largest minus smallest value of the film."""

    def to_widget(self) -> QTransform:
        """From film pixels to the widget's own coordinates."""

    def set_window(self, window: Window) -> None:
        """Look through ``window``."""

    def zoom_about(self, factor: float, at: QPointF) -> None:
        """Larger or smaller, with the film point under ``at`` staying there."""

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the film by so many device pixels."""

    def update(self) -> None:
        """Paint again."""


@dataclass(slots=True)
class _Drag:
    """A drag in progress: what it does and where it started."""

    kind: str
    start: QPointF
    last: QPointF
    window: Window


class FilmMouse:
    """Left: measure where something is armed or an end is near, else window; right: zoom; middle or ``panning``: pan.

    ``magnifying``: the lens is held over ``at``, where the mouse was last seen.
    """

    def __init__(self, canvas: Handled) -> None:
        self.rulers = FilmRulers()
        self.panning = False
        self.magnifying = False
        self.at: QPointF | None = None
        self._canvas = canvas
        self._drag: _Drag | None = None

    def press(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        kind = _KINDS.get(event.button())
        if kind is None:
            return
        at = QPointF(event.position())
        if kind == "window" and not self.panning and self.rulers.press(self._film(at), self._canvas.to_widget()):
            self._canvas.update()
            return
        kind = "pan" if kind == "window" and self.panning else kind
        self._drag = _Drag(kind, at, at, self._canvas.window_level)

    def move(self, event: QMouseEvent) -> None:
        """Go on with the drag, or with a measurement that follows the mouse."""
        at = self.at = QPointF(event.position())  # a copy: the event's own point goes with it
        if self.magnifying:
            self._canvas.update()
        if self._drag is not None:
            self._go_on(self._drag, at)
        elif self.rulers.busy:
            self.rulers.move(self._film(at))
            self._canvas.update()

    def release(self) -> bool:
        """End the drag; True where a measurement is other than before.

        While an angle waits for its second arm, zooming and panning go on as ever and do not end it.
        """
        dragged, self._drag = self._drag is not None, None
        changed = not dragged and self.rulers.release()
        self._canvas.update()
        return changed

    def _go_on(self, drag: _Drag, at: QPointF) -> None:
        moved, step = at - drag.start, at - drag.last
        drag.last = at
        ratio = self._canvas.devicePixelRatioF()
        if drag.kind == "window":
            self._canvas.set_window(dragged_window(drag.window, moved.x(), moved.y(), self._canvas.value_span()))
        elif drag.kind == "zoom":
            self._canvas.zoom_about(_ZOOM_PER_PIXEL ** (-step.y() * ratio), drag.start)
        else:
            self._canvas.pan_by(step.x() * ratio, step.y() * ratio)

    def _film(self, at: QPointF) -> QPointF:
        back, _ = self._canvas.to_widget().inverted()
        return back.map(at)
