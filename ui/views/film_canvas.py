"""The film on screen: draws the visible part through the window, and turns mouse and wheel into window, zoom and pan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from cdss.records.film import Window
from ui.views.film_geometry import FilmGeometry
from ui.views.film_levels import FilmLevels
from ui.views.film_window import dragged_window
from ui.views.highlights import Cells, draw_cells
from ui.views.painting import font_of

_ZOOM_PER_PIXEL = 1.008
_ZOOM_PER_NOTCH = 1.2
_PLATE = QColor(8, 10, 14, 175)
_MARGIN = 8.0
_GREY, _OPAQUE = np.uint32(0x010101), np.uint32(0xFF000000)


@dataclass(slots=True)
class _Drag:
    """A drag in progress: what it does and where it started, in device pixels."""

    kind: str
    start: QPointF
    last: QPointF
    window: Window


class FilmCanvas(QWidget):
    """Shows one film. ``corners``: the texts at top left, top right and bottom left."""

    changed = Signal()
    maximise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.levels: FilmLevels | None = None
        self.window_level = Window(0.5, 1.0)
        self.inverted = False
        self.corners: tuple[str, str, str] = ("", "", "")
        self._geometry = FilmGeometry()
        self._heat: QImage | None = None
        self._lit: Cells = ()
        self._lit_box = (0.0, 1.0, 0.0, 1.0)
        self._drag: _Drag | None = None
        self._space = False
        self._table: NDArray[np.uint32] = np.zeros(1, dtype=np.uint32)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 100)

    def set_film(self, levels: FilmLevels) -> None:
        """Show another film: its own window, whole, not inverted."""
        self.levels = levels
        self._geometry = FilmGeometry(levels.film.pixels.shape[1], levels.film.pixels.shape[0])
        self._fit_to_widget()
        self.inverted = False
        self._heat = None
        self.set_window(levels.film.window)

    def set_window(self, window: Window) -> None:
        """Look through ``window``."""
        self.window_level = window
        self._look_up()

    def set_inverted(self, inverted: bool) -> None:
        """Turn the greys round, after everything else."""
        self.inverted = inverted
        self._look_up()

    def set_heat(self, heat: QImage | None) -> None:
        """Lay ``heat`` over the whole film; None takes it away and leaves the film as it was."""
        self._heat = heat
        self.update()

    def highlight(self, cells: Cells, box: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)) -> None:
        """Outline cells of the network's grid, which lies over ``box`` of the film (top, bottom, left, right as shares)."""
        self._lit, self._lit_box = cells, box
        self.update()

    def lit_rect(self) -> QRectF:
        """Where the network's grid lies, in the widget's own coordinates."""
        film, (top, bottom, left, right) = self.film_rect(), self._lit_box
        x, y = film.x() + left * film.width(), film.y() + top * film.height()
        return QRectF(x, y, (right - left) * film.width(), (bottom - top) * film.height())

    def fit(self) -> None:
        """The whole film, as large as it goes; stays fitted when the pane changes size."""
        self._fit_to_widget()
        self._moved()

    def one_to_one(self) -> None:
        """One film pixel on one pixel of the screen, about the centre of what is shown."""
        self._geometry.zoom_to(1.0, self._centre())
        self._moved()

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller about the centre."""
        self._geometry.zoom_to(self._geometry.scale * factor, self._centre())
        self._moved()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the film by so many device pixels."""
        self._geometry.pan(dx, dy)
        self._moved()

    @property
    def zoom(self) -> float:
        """Device pixels for each film pixel."""
        return self._geometry.scale

    def film_rect(self) -> QRectF:
        """Where the film lies, in the widget's own coordinates."""
        ratio = self.devicePixelRatioF()
        rect = self._geometry.rect()
        return QRectF(rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Film, heat map, corner texts."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self.levels is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw_film(painter, self.levels)
            if self._heat is not None:
                painter.drawImage(self.film_rect(), self._heat, QRectF(self._heat.rect()))
            draw_cells(painter, self.lit_rect(), self._lit)
            self._draw_corners(painter)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color().lighter(150))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the film fitted, or its centre in the centre."""
        ratio = self.devicePixelRatioF()
        if self._geometry.fitted:
            self._fit_to_widget()
        elif event.oldSize().isValid():
            grown = (event.size() - event.oldSize()) * ratio
            self._geometry.pan(grown.width() / 2.0, grown.height() / 2.0)
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left: window, right: zoom, middle or space with left: pan."""
        kinds = {
            Qt.MouseButton.LeftButton: "window",
            Qt.MouseButton.RightButton: "zoom",
            Qt.MouseButton.MiddleButton: "pan",
        }
        kind = kinds.get(event.button())
        if kind is None or self.levels is None:
            return
        at = self._device(event.position())
        self._drag = _Drag("pan" if kind == "window" and self._space else kind, at, at, self.window_level)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag."""
        drag = self._drag
        if drag is None or self.levels is None:
            return
        at = self._device(event.position())
        moved, step = at - drag.start, at - drag.last
        drag.last = at
        if drag.kind == "window":
            ratio = self.devicePixelRatioF()
            self.set_window(dragged_window(drag.window, moved.x() / ratio, moved.y() / ratio, self.levels.span))
        elif drag.kind == "zoom":
            self._geometry.zoom_to(self._geometry.scale * _ZOOM_PER_PIXEL ** -step.y(), drag.start)
            self._moved()
        else:
            self.pan_by(step.x(), step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow."""
        self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / 120.0
        self._geometry.zoom_to(self._geometry.scale * _ZOOM_PER_NOTCH**notches, self._device(event.position()))
        self._moved()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held down makes a left drag pan; other keys go to the view."""
        if event.key() == Qt.Key.Key_Space:
            self._space = True
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
        else:
            event.ignore()

    def _draw_film(self, painter: QPainter, levels: FilmLevels) -> None:
        part = self._geometry.visible(len(levels.codes), self._device_width(), self._device_height())
        codes = levels.codes[part.level][part.rows, part.columns]
        if codes.size == 0:
            return
        # 32 bits a pixel: Qt scales these three times as fast as 8-bit greys.
        shown = np.take(self._table, codes, mode="clip")
        height, width = shown.shape
        image = QImage(shown.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.setClipRect(self.film_rect())
        painter.scale(1.0 / ratio, 1.0 / ratio)
        painter.drawImage(part.target, image, QRectF(image.rect()))
        painter.restore()

    def _draw_corners(self, painter: QPainter) -> None:
        painter.setFont(font_of(self, 12))
        metrics = painter.fontMetrics()
        for index, text in enumerate(self.corners):
            if not text:
                continue
            width, height = metrics.horizontalAdvance(text) + 10.0, metrics.height() + 2.0
            x = self.width() - width - _MARGIN if index == 1 else _MARGIN
            y = self.height() - height - _MARGIN if index == 2 else _MARGIN
            box = QRectF(x, y, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_PLATE)
            painter.drawRoundedRect(box, 3.0, 3.0)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _look_up(self) -> None:
        if self.levels is not None:
            self._table = self.levels.table(self.window_level, self.inverted) * _GREY + _OPAQUE
        self._moved()

    def _moved(self) -> None:
        self.changed.emit()
        self.update()

    def _fit_to_widget(self) -> None:
        self._geometry.fit(self._device_width(), self._device_height())

    def _device_width(self) -> float:
        return self.width() * self.devicePixelRatioF()

    def _device_height(self) -> float:
        return self.height() * self.devicePixelRatioF()

    def _centre(self) -> QPointF:
        return QPointF(self._device_width() / 2.0, self._device_height() / 2.0)

    def _device(self, at: QPointF) -> QPointF:
        return at * self.devicePixelRatioF()
