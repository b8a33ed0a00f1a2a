"""The film on screen under the mouse and the keys: window, zoom and pan, measuring, the magnifier."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from cdss.records.film import Film
from ui.views.film_drawing import LENS_ZOOM, draw_lens, draw_lens_frame, lens_path
from ui.views.film_figures import draw_measures
from ui.views.film_mouse import FilmMouse
from ui.views.film_surface import FilmSurface

_ZOOM_PER_NOTCH = 1.2


class FilmCanvas(FilmSurface):
    """Shows one film and lets it be handled; ``measured``: a measurement is other than before."""

    measured = Signal()
    maximise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mouse = FilmMouse(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def draw_tools(self, painter: QPainter) -> None:
        """What is measured, and the lens."""
        if self.levels is None:
            return
        rulers = self.mouse.rulers
        draw_measures(painter, self, self.levels.film, rulers.measures, self.to_widget(), rulers.selected)
        if self.mouse.magnifying:
            self._draw_lens(painter, self.levels.film)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what the button does."""
        if self.levels is not None:
            self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self.levels is not None:
            self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it; ``measured`` where a measurement is other than before."""
        if self.levels is not None:
            (self.measured if self.mouse.release() else self.changed).emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow; while measuring, the second click of two."""
        if self.mouse.rulers.armed is not None:
            self.mousePressEvent(event)
        else:
            self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        self.zoom_about(_ZOOM_PER_NOTCH ** (event.angleDelta().y() / 120.0), event.position())
        event.accept()

    def magnify(self, on: bool) -> None:
        """Hold the lens over the film, or take it away."""
        self.mouse.magnifying = on
        self.update()

    def event(self, event: QEvent) -> bool:
        """Z is held down here, so it is not the action that has the same key."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _holds_lens(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held down makes a left drag pan, Z holds the lens; other keys go to the view."""
        if event.key() == Qt.Key.Key_Space:
            self.mouse.panning = True
        elif _holds_lens(event):
            self.magnify(True)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space or Z let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.mouse.panning = False
        elif _holds_lens(event) and not event.isAutoRepeat():
            self.magnify(False)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not held here."""
        self.mouse.panning = self.mouse.magnifying = False
        super().focusOutEvent(event)

    def _draw_lens(self, painter: QPainter, film: Film) -> None:
        """The magnifier at the mouse, in the middle where there was none, with the ends of what is measured under it."""
        at = self.mouse.at or self._centre() / self.devicePixelRatioF()
        draw_lens(painter, self._codes, self._table, self._geometry, at, self.devicePixelRatioF())
        shift = QTransform.fromTranslate(-at.x(), -at.y()) * QTransform.fromScale(LENS_ZOOM, LENS_ZOOM)
        larger = self.to_widget() * shift * QTransform.fromTranslate(at.x(), at.y())
        painter.save()
        painter.setClipPath(lens_path(at))
        draw_measures(
            painter, self, film, self.mouse.rulers.measures, larger, self.mouse.rulers.selected, figures=False
        )
        painter.restore()
        draw_lens_frame(painter, at)


def _holds_lens(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.NoModifier
