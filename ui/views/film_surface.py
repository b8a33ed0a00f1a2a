"""A film on screen: the visible part through the window, what lies over it, and what is written on it. Knows no mouse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QWidget

from cdss.records.film import Window
from cdss.records.film_marks import Look
from ui.views.film_drawing import Codes, Corners, draw_corners, draw_levels, draw_sides, turned_codes
from ui.views.film_geometry import FilmGeometry
from ui.views.film_levels import FilmLevels
from ui.views.highlights import Cells, draw_cells

_GREY, _OPAQUE = np.uint32(0x010101), np.uint32(0xFF000000)


class FilmSurface(QWidget):
    """Shows one film. ``corners``: the texts at top left, top right and bottom left; ``warning``: what must not be overlooked.

    ``sides``: letters of the patient's sides at the film's own top, right, bottom and left edge. ``read_by_network``: whether
    what the network says of a film is said of this one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.levels: FilmLevels | None = None
        self.window_level = Window(0.5, 1.0)
        self.inverted = False
        self.corners: Corners = ("", "", "")
        self.warning = ""
        self.read_by_network = True
        self.sides: tuple[str, ...] = ()
        self._geometry = FilmGeometry()
        self._codes: Codes = ()
        self._heat: QImage | None = None
        self._lit: Cells = ()
        self._lit_box = (0.0, 1.0, 0.0, 1.0)
        self._table: NDArray[np.uint32] = np.zeros(1, dtype=np.uint32)
        self.setMinimumSize(120, 100)

    def set_film(self, levels: FilmLevels) -> None:
        """Show another film: its own window, whole, upright, not inverted."""
        self.levels, self._codes = levels, levels.codes
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

    @property
    def heated(self) -> bool:
        """Whether a map lies over the film."""
        return self._heat is not None

    def set_heat(self, heat: QImage | None) -> None:
        """Lay ``heat`` over the whole film; None takes it away and leaves the film as it was."""
        self._heat = heat
        self.update()

    def highlight(self, cells: Cells, box: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)) -> None:
        """Outline cells of the network's grid, which lies over ``box`` of the film (top, bottom, left, right as shares)."""
        if (cells, box) != (self._lit, self._lit_box):
            self._lit, self._lit_box = cells, box
            self.update()

    def share_at(self, at: QPointF) -> QPointF | None:
        """Where on the film a point of the widget lies, as shares of its width and height as stored.

        None beside it, and on a film that the network did not read: its cells lie on another.
        """
        if not self.read_by_network:
            return None
        point = self._geometry.film_at(self._device(at))
        share = QPointF(point.x() / self._geometry.columns, point.y() / self._geometry.rows)
        return share if 0.0 <= share.x() < 1.0 and 0.0 <= share.y() < 1.0 else None

    @property
    def turns(self) -> int:
        """Quarter turns clockwise in which the film is shown; 0 is as stored."""
        return self._geometry.turns

    def turn_to(self, turns: int) -> None:
        """Show the film in so many quarter turns clockwise; a fitted film stays fitted."""
        fitted = self._geometry.fitted
        self._geometry.turn_to(turns, self._centre())
        if self.levels is not None:
            self._codes = turned_codes(self.levels, self.turns)
        if fitted:
            self._fit_to_widget()
        self._moved()

    def look(self) -> Look | None:
        """How the film is looked at; None without a film."""
        if self.levels is None:
            return None
        own, seen, geometry = self.levels.film.window, self.window_level, self._geometry
        middle = geometry.film_at(self._centre())
        return Look(
            geometry.scale / geometry.fitting_scale(self._device_width(), self._device_height()),
            middle.x() / geometry.columns,
            middle.y() / geometry.rows,
            self.turns,
            self.inverted,
            (seen.center - own.center) / own.width,
            seen.width / own.width,
            seen.function,
            geometry.fitted,
        )

    def set_look(self, look: Look) -> None:
        """Look at this film as ``look`` says, whatever film it was taken from."""
        if self.levels is None:
            return
        own = self.levels.film.window
        self.inverted = look.inverted
        if look.turns != self.turns:
            self._geometry.turns = look.turns
            self._codes = turned_codes(self.levels, look.turns)
        self._fit_to_widget()
        if not look.fitted:
            self._geometry.zoom_to(self._geometry.scale * look.zoom, self._centre())
            point = QPointF(look.across * self._geometry.columns, look.down * self._geometry.rows)
            moved = self._centre() - self._geometry.to_screen().map(point)
            self._geometry.pan(moved.x(), moved.y())
        self.set_window(Window(own.center + look.center * own.width, look.width * own.width, look.function))

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
        self.zoom_about(factor, self._centre() / self.devicePixelRatioF())

    def zoom_about(self, factor: float, at: QPointF) -> None:
        """Larger or smaller, with the film point under ``at`` staying there."""
        self._geometry.zoom_to(self._geometry.scale * factor, self._device(at))
        self._moved()

    def value_span(self) -> float:
        """Largest minus smallest value of the film; 1 without one."""
        return self.levels.span if self.levels is not None else 1.0

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
            self._draw_film(painter)
            self._draw_over_the_film(painter)
            self.draw_tools(painter)
            above, below = draw_corners(painter, self, self.corners, self.warning)
            free = QRectF(self.rect()).adjusted(0.0, above, 0.0, -below)
            draw_sides(painter, self, self.film_rect() & free, self.sides, self.turns)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.palette().highlight().color().lighter(150))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def draw_tools(self, painter: QPainter) -> None:
        """What the tools of a subclass draw over the film; here nothing."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the film fitted, or its centre in the centre."""
        ratio = self.devicePixelRatioF()
        if self._geometry.fitted:
            self._fit_to_widget()
        elif event.oldSize().isValid():
            grown = (event.size() - event.oldSize()) * ratio
            self._geometry.pan(grown.width() / 2.0, grown.height() / 2.0)
        self.changed.emit()

    def _draw_film(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.setClipRect(self.film_rect())
        painter.scale(1.0 / ratio, 1.0 / ratio)
        draw_levels(
            painter, self._codes, self._table, self._geometry, QSizeF(self._device_width(), self._device_height())
        )
        painter.restore()

    def _draw_over_the_film(self, painter: QPainter) -> None:
        """Heat map and lit cells, turned with the film."""
        width, height = self._geometry.columns, self._geometry.rows
        scale = self._geometry.scale / self.devicePixelRatioF()
        place = QRectF(0.0, 0.0, width * scale, height * scale)
        top, bottom, left, right = self._lit_box
        lit = QRectF(left * place.width(), top * place.height(), 0.0, 0.0)
        lit.setSize(QSizeF((right - left) * place.width(), (bottom - top) * place.height()))
        painter.save()
        painter.setTransform(QTransform.fromScale(1.0 / scale, 1.0 / scale) * self.to_widget(), True)
        if self._heat is not None:
            painter.drawImage(place, self._heat, QRectF(self._heat.rect()))
        draw_cells(painter, lit, self._lit if self.read_by_network else ())
        painter.restore()

    def to_widget(self) -> QTransform:
        """From film pixels to the widget's own coordinates."""
        ratio = self.devicePixelRatioF()
        return self._geometry.to_screen() * QTransform.fromScale(1.0 / ratio, 1.0 / ratio)

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
