"""Drawing of a film and of what is written over it; knows no mouse and no state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ui.views.film_geometry import FilmGeometry
from ui.views.film_levels import FilmLevels
from ui.views.painting import font_of

Corners = tuple[str, str, str]
"""Texts at top left, top right and bottom left, of one or more lines."""

_PLATE = QColor(8, 10, 14, 175)
_WARNED, _WARNING_PLATE = QColor("#ffd166"), QColor(8, 10, 14, 230)
"""A film is dark in every theme: 12:1 (WCAG 2.2)."""

_MARGIN = 8.0


def draw_levels(
    painter: QPainter, levels: FilmLevels, table: NDArray[np.uint32], geometry: FilmGeometry, room: QSizeF
) -> None:
    """Draw the part of the film that lies in ``room`` (device pixels from 0, 0), each code as the colour of ``table``."""
    part = geometry.visible(len(levels.codes), room.width(), room.height())
    codes = np.rot90(levels.codes[part.level], -geometry.turns)[part.rows, part.columns]
    if codes.size == 0:
        return
    # 32 bits a pixel: Qt scales these three times as fast as 8-bit greys.
    shown = np.take(table, codes, mode="clip")
    height, width = shown.shape
    image = QImage(shown.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.drawImage(part.target, image, QRectF(image.rect()))


def draw_corners(painter: QPainter, widget: QWidget, corners: Corners, warning: str = "") -> None:
    """The texts on dark plates, so that they can be read over any film; ``warning`` is the last line at the top right."""
    painter.setFont(font_of(widget, 12))
    step = painter.fontMetrics().height() + 4.0
    for index, text in enumerate(corners):
        lines = [(line, False) for line in text.split("\n") if line]
        if index == 1 and warning:
            lines.append((warning, True))
        first = widget.height() - _MARGIN - step * len(lines) + 2.0 if index == 2 else _MARGIN
        for number, (line, warns) in enumerate(lines):
            width = painter.fontMetrics().horizontalAdvance(line) + 10.0
            x = widget.width() - width - _MARGIN if index == 1 else _MARGIN
            draw_plate(painter, QRectF(x, first + number * step, width, step - 2.0), line, warns)


def draw_plate(painter: QPainter, box: QRectF, text: str, warns: bool = False) -> None:
    """``text`` in the middle of a dark plate."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WARNING_PLATE if warns else _PLATE)
    painter.drawRoundedRect(box, 3.0, 3.0)
    painter.setPen(_WARNED if warns else Qt.GlobalColor.white)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_sides(painter: QPainter, widget: QWidget, film: QRectF, sides: tuple[str, ...], turns: int) -> None:
    """Letters of the patient's sides in the middle of the film's edges, where these lie after ``turns`` quarter turns."""
    if not sides:
        return
    painter.setFont(font_of(widget, 15, bold=True))
    seen = film.intersected(QRectF(widget.rect()))
    x, y = seen.center().x(), seen.center().y()
    places = (
        QPointF(x, seen.top() + 44.0),
        QPointF(seen.right() - 16.0, y),
        QPointF(x, seen.bottom() - 44.0),
        QPointF(seen.left() + 16.0, y),
    )
    for edge, text in enumerate(sides):
        width = painter.fontMetrics().horizontalAdvance(text) + 10.0
        at = places[(edge + turns) % 4]
        if text and not seen.isEmpty():
            draw_plate(painter, QRectF(at.x() - width / 2.0, at.y() - 11.0, width, 22.0), text)
