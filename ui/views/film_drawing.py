"""Drawing of a film and of what is written over it; knows no mouse and no state."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen
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

LENS_RADIUS = 95.0
LENS_ZOOM = 2.5
"""Of the magnifier, in pixels of the screen, and how many times larger than the film around it."""


Codes = tuple[NDArray[np.uint16], ...]
"""A film's pyramid (``FilmLevels.codes``) as it is turned on the screen."""


def turned_codes(levels: FilmLevels, turns: int) -> Codes:
    """The pyramid in ``turns`` quarter turns clockwise, laid out row by row, so that a turned film is drawn as fast."""
    return tuple(np.ascontiguousarray(np.rot90(codes, -turns)) for codes in levels.codes) if turns % 4 else levels.codes


def draw_levels(
    painter: QPainter, pyramid: Codes, table: NDArray[np.uint32], geometry: FilmGeometry, room: QSizeF
) -> None:
    """Draw the part of the film that lies in ``room`` (device pixels from 0, 0), each code as the colour of ``table``."""
    part = geometry.visible(len(pyramid), room.width(), room.height())
    codes = pyramid[part.level][part.rows, part.columns]
    if codes.size == 0:
        return
    # 32 bits a pixel: Qt scales these three times as fast as 8-bit greys.
    shown = np.take(table, codes, mode="clip")
    height, width = shown.shape
    image = QImage(shown.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.drawImage(part.target, image, QRectF(image.rect()))


def draw_lens(
    painter: QPainter, pyramid: Codes, table: NDArray[np.uint32], geometry: FilmGeometry, at: QPointF, ratio: float
) -> None:
    """A round lens about the point ``at`` of the widget: the film there ``LENS_ZOOM`` times as large, by the same ``table``."""
    larger = replace(geometry)
    larger.zoom_to(geometry.scale * LENS_ZOOM, at * ratio)
    corner = (at - QPointF(LENS_RADIUS, LENS_RADIUS)) * ratio
    larger.pan(-corner.x(), -corner.y())
    side = 2.0 * LENS_RADIUS * ratio
    painter.save()
    painter.setClipPath(lens_path(at))
    painter.fillPath(lens_path(at), Qt.GlobalColor.black)
    painter.scale(1.0 / ratio, 1.0 / ratio)
    painter.translate(corner)
    draw_levels(painter, pyramid, table, larger, QSizeF(side, side))
    painter.restore()


def draw_lens_frame(painter: QPainter, at: QPointF) -> None:
    """The lens's rim: bright between dark lines, so that it shows on any film."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 4.0), (QColor("white"), 1.6)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(at, LENS_RADIUS, LENS_RADIUS)
    painter.restore()


def lens_path(at: QPointF) -> QPainterPath:
    """The lens's area."""
    path = QPainterPath()
    path.addEllipse(at, LENS_RADIUS, LENS_RADIUS)
    return path


def draw_corners(painter: QPainter, widget: QWidget, corners: Corners, warning: str = "") -> tuple[float, float]:
    """The texts on dark plates, so that they can be read over any film; ``warning`` is the last line at the top right.

    Returns how far they reach into the pane from its top and from its bottom.

    What is too wide for the pane is broken before a word; what would lie over the top left goes below it.
    """
    painter.setFont(font_of(widget, 12))
    metrics, room = painter.fontMetrics(), widget.width() - 2.0 * _MARGIN
    step = metrics.height() + 4.0
    left, right, foot = ([(line, False) for line in _broken(text, metrics, room)] for text in corners)
    right += [(line, True) for line in _broken(warning, metrics, room)]
    widths = [
        max((metrics.horizontalAdvance(line) + 10.0 for line, _ in lines), default=0.0) for lines in (left, right)
    ]
    below = len(left) * step if sum(widths) + 6.0 > room else 0.0
    starts = (_MARGIN, _MARGIN + below, widget.height() - _MARGIN - step * len(foot) + 2.0)
    for lines, start, at_right in zip((left, right, foot), starts, (False, True, False), strict=True):
        for number, (line, warns) in enumerate(lines):
            width = metrics.horizontalAdvance(line) + 10.0
            x = widget.width() - width - _MARGIN if at_right else _MARGIN
            draw_plate(painter, QRectF(x, start + number * step, width, step - 2.0), line, warns)
    return _MARGIN + max(len(left) * step, below + len(right) * step), _MARGIN + len(foot) * step


def _broken(text: str, metrics: QFontMetrics, room: float) -> list[str]:
    """The lines of ``text``; one that is wider than ``room`` is broken before a word."""
    lines: list[str] = []
    for line in filter(None, text.split("\n")):
        if metrics.horizontalAdvance(line) + 10.0 <= room:
            lines.append(line)
            continue
        rest = ""
        for word in line.split(" "):
            longer = f"{rest} {word}".strip()
            if rest and metrics.horizontalAdvance(longer) + 10.0 > room:
                lines.append(rest)
                longer = word
            rest = longer
        lines.append(rest)
    return lines


def draw_plate(painter: QPainter, box: QRectF, text: str, warns: bool = False) -> None:
    """``text`` in the middle of a dark plate."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WARNING_PLATE if warns else _PLATE)
    painter.drawRoundedRect(box, 3.0, 3.0)
    painter.setPen(_WARNED if warns else Qt.GlobalColor.white)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_sides(painter: QPainter, widget: QWidget, film: QRectF, sides: tuple[str, ...], turns: int) -> None:
    """Letters of the patient's sides in the middle of the film's edges, where these lie after ``turns`` quarter turns.

    ``film``: the part of it that nothing is written on.
    """
    if not sides:
        return
    painter.setFont(font_of(widget, 15, bold=True))
    seen = film.intersected(QRectF(widget.rect()))
    x, y = seen.center().x(), seen.center().y()
    places = (
        QPointF(x, seen.top() + 16.0),
        QPointF(seen.right() - 16.0, y),
        QPointF(x, seen.bottom() - 16.0),
        QPointF(seen.left() + 16.0, y),
    )
    for edge, text in enumerate(sides):
        width = painter.fontMetrics().horizontalAdvance(text) + 10.0
        at = places[(edge + turns) % 4]
        if text and not seen.isEmpty():
            draw_plate(painter, QRectF(at.x() - width / 2.0, at.y() - 11.0, width, 22.0), text)
