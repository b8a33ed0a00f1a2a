"""The film as printed: through its own window, with what was measured on it; with its map and the map's colours; key images."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cdss.records.film import Film
from cdss.records.film_heat import LEAST, OPACITY, colour_table, heat_rgba
from cdss.records.film_marks import Look, Measure, MeasureKind
from cdss.session.explanation.film_maps import ShownMap
from cdss.session.names import name
from ui.report.ink import font
from ui.theme.palettes import LIGHT
from ui.views.film_heat import heat_image
from ui.views.film_legend import draw_colour_bar
from ui.views.film_levels import film_levels
from ui.views.film_surface import FilmSurface

LONGEST = 1000
"""Most pixels of the longer side of a printed film: some 300 to the inch at half the width of the page."""

_LEAST_WIDTH = 700
_KEY = QSize(900, 900)
_MARK = QColor("#ffffff")
_UNDER = QColor(0, 0, 0, 200)


def film_image(film: Film, measures: tuple[Measure, ...] = ()) -> QImage:
    """The film as stored, with lines for what was measured, numbered in the order of the report's sentences."""
    image, scale = _gray(film)
    if measures:
        scale *= max(_LEAST_WIDTH / image.width(), 1.0)
        image = _enlarged(image)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, measure in enumerate(measures, start=1):
            _draw_measure(painter, measure, number, scale, image.width() / 340.0)
        painter.end()
    return image


def map_image(film: Film, shown: ShownMap, language: str) -> QImage:
    """The film under its map, and below it the colour bar with what its ends mean."""
    image = _enlarged(_gray(film)[0])
    tables = colour_table(LIGHT.heat), colour_table(LIGHT.heat_against)
    heat = heat_image(heat_rgba(shown.map.values, tables, OPACITY, LEAST, shown.strength))
    strip = image.width() // 12
    whole = QImage(image.width(), image.height() + strip, QImage.Format.Format_RGB32)
    whole.fill(QColor(LIGHT.surface))
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(0, 0, image)
    painter.drawImage(QRectF(0.0, 0.0, image.width(), image.height()), heat)
    _draw_bar(painter, QRectF(0.0, image.height(), image.width(), strip), shown, language)
    painter.end()
    return whole


def key_image(film: Film, look: Look) -> QImage:
    """The film as it was looked at when it was marked."""
    surface = FilmSurface()
    surface.resize(_KEY)
    surface.set_film(film_levels(film))
    surface.set_look(look)
    image = QImage(_KEY, QImage.Format.Format_RGB32)
    surface.render(image)
    surface.deleteLater()
    return image


def _gray(film: Film) -> tuple[QImage, float]:
    """The film in grey, never larger than it is, and its pixels by those of the film."""
    levels = film_levels(film)
    codes = next((c for c in levels.codes if max(c.shape) <= 2 * LONGEST), levels.codes[-1])
    shown = levels.table(film.window, invert=False)[codes]
    rows, columns = shown.shape
    data = np.ascontiguousarray(shown).tobytes()
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
    if max(rows, columns) > LONGEST:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(LONGEST, LONGEST, keep, smooth).convertToFormat(QImage.Format.Format_Grayscale8)
    return image, image.width() / film.pixels.shape[1]


def _enlarged(image: QImage) -> QImage:
    """At least so large that words and figures on it can be read."""
    if image.width() >= _LEAST_WIDTH:
        return image
    larger = image.scaledToWidth(_LEAST_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return larger.convertToFormat(QImage.Format.Format_Grayscale8)


def _draw_measure(painter: QPainter, measure: Measure, number: int, scale: float, unit: float) -> None:
    ends = [QPointF(x * scale, y * scale) for x, y in measure.points]
    pairs = ((0, 1), (1, 2)) if measure.kind is MeasureKind.ANGLE else ((0, 1), (2, 3))
    for pen in (QPen(_UNDER, 3.5 * unit), QPen(_MARK, 1.4 * unit)):
        painter.setPen(pen)
        for one, other in pairs:
            if other < len(ends):
                painter.drawLine(QLineF(ends[one], ends[other]))
    face = font(round(12 * unit), bold=True)
    painter.setFont(face)
    lowest = max(ends, key=lambda end: end.y())
    plate = QRectF(lowest.x() - 8 * unit, lowest.y() + 3 * unit, 16 * unit, 16 * unit)
    painter.fillRect(plate, _UNDER)
    painter.setPen(_MARK)
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), str(number))


def _draw_bar(painter: QPainter, room: QRectF, shown: ShownMap, language: str) -> None:
    """Words of both ends with the bar between them."""
    ends = ("against", "for") if shown.signed else ("weak", "strong")
    low, high = (name("report_map", end, language) for end in ends)
    painter.setFont(font(round(room.height() * 0.42)))
    painter.setPen(QColor(LIGHT.text))
    middle = int(Qt.AlignmentFlag.AlignVCenter)
    inside = room.adjusted(room.width() * 0.34, room.height() * 0.3, -room.width() * 0.34, -room.height() * 0.3)
    left = QRectF(room.left(), room.top(), inside.left() - room.left() - 12.0, room.height())
    painter.drawText(left, int(Qt.AlignmentFlag.AlignRight) | middle, low)
    right = QRectF(inside.right() + 12.0, room.top(), room.right() - inside.right() - 12.0, room.height())
    painter.drawText(right, int(Qt.AlignmentFlag.AlignLeft) | middle, high)
    draw_colour_bar(painter, inside, LIGHT, shown.signed, shown.strength)
