"""The measurements on the film: lines that show on any film, and their figures with the unit they hold in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QWidget

from cdss.core.kinds import View
from cdss.records.film import Film, SpacingKind
from cdss.records.film_marks import Measure, MeasureKind, angle, cardiothoracic_ratio, length
from ui.views.film_drawing import draw_plate
from ui.views.painting import font_of

_LINE, _SELECTED, _UNDER = QColor("#7df9c2"), QColor("#ffffff"), QColor(0, 0, 0, 190)
"""Drawn over a film, which is dark in every theme; a dark line under a bright one shows on bright parts too."""

_END = 4.0
_GAP = 10.0
_CORNER_ROOM = 48.0
"""Pixels at the upper and lower edge that the corner texts and the letters of the sides need."""


def figures_of(film: Film, measure: Measure) -> tuple[str, ...]:
    """What is written beside a measurement, a line each."""
    points = measure.points
    if measure.kind is MeasureKind.DISTANCE:
        return (length_words(film, length(film, *points[:2])),)
    if measure.kind is MeasureKind.ANGLE:
        degrees = angle(film, *points[:3])
        return (_angle_words(film, degrees),) if degrees is not None else ()
    return _ratio_words(film, measure)


def length_words(film: Film, value: float) -> str:
    """A length with its unit: millimetres and where they hold, or pixels."""
    if film.spacing_mm is None:
        return QCoreApplication.translate("FilmFigures", "%1 px (the file has no spacing)").replace(
            "%1", f"{value:.0f}"
        )
    where = {
        SpacingKind.DETECTOR: QCoreApplication.translate("FilmFigures", "%1 mm at the detector"),
        SpacingKind.GEOMETRY: QCoreApplication.translate("FilmFigures", "%1 mm, corrected for magnification"),
        SpacingKind.FIDUCIAL: QCoreApplication.translate("FilmFigures", "%1 mm, calibrated by a fiducial"),
        SpacingKind.CORRECTED: QCoreApplication.translate("FilmFigures", "%1 mm, calibrated"),
    }
    unstated = QCoreApplication.translate("FilmFigures", "%1 mm, calibration not stated")
    words = unstated if film.spacing_kind is None else where.get(film.spacing_kind, unstated)
    return words.replace("%1", f"{value:.1f}")


def _angle_words(film: Film, degrees: float) -> str:
    if film.spacing_mm is not None:
        return f"{degrees:.1f}°"
    return QCoreApplication.translate("FilmFigures", "%1° (if pixels are square)").replace("%1", f"{degrees:.1f}")


def _ratio_words(film: Film, measure: Measure) -> tuple[str, ...]:
    """The ratio and what limits it; until it is placed, what to do."""
    if film.view is View.LATERAL:
        return (QCoreApplication.translate("FilmFigures", "No cardiothoracic ratio on a lateral film"),)
    ratio = cardiothoracic_ratio(film, measure)
    if ratio is None:
        said = QCoreApplication.translate("FilmFigures", "Cardiothoracic ratio: move all four ends (%1 left)")
        return (said.replace("%1", str(len(measure.unset))),)
    said = QCoreApplication.translate("FilmFigures", "Cardiothoracic ratio %1").replace("%1", f"{ratio:.2f}")
    limits = {
        View.AP: QCoreApplication.translate("FilmFigures", "AP film: the ratio is overestimated"),
        View.UNKNOWN: QCoreApplication.translate("FilmFigures", "View not given: overestimated if AP"),
    }
    return (said, limits[film.view]) if film.view in limits else (said,)


def draw_measures(
    painter: QPainter,
    widget: QWidget,
    film: Film,
    measures: tuple[Measure, ...],
    to_widget: QTransform,
    selected: int | None,
    figures: bool = True,
) -> None:
    """All measurements over the film; ends are rings, the selected one's are filled. ``figures``: with what they measure."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font_of(widget, 12))
    taken: list[QRectF] = []
    for index, measure in enumerate(measures):
        ends = [to_widget.map(QPointF(x, y)) for x, y in measure.points]
        for under in (True, False):
            painter.setPen(QPen(_UNDER, 4.0) if under else QPen(_SELECTED if index == selected else _LINE, 1.6))
            _draw_lines(painter, measure, ends, under, index == selected)
        if figures:
            _draw_figures(painter, figures_of(film, measure), ends, QRectF(widget.rect()), taken)
    painter.restore()


def _draw_lines(painter: QPainter, measure: Measure, ends: list[QPointF], under: bool, selected: bool) -> None:
    pairs = ((0, 1), (1, 2)) if measure.kind is MeasureKind.ANGLE else ((0, 1), (2, 3))
    painter.setBrush(_SELECTED if selected and not under else Qt.BrushStyle.NoBrush)
    for one, other in pairs:
        if other < len(ends):
            painter.drawLine(QLineF(ends[one], ends[other]))
    for end in ends:
        painter.drawEllipse(end, _END, _END)


def _draw_figures(
    painter: QPainter, lines: tuple[str, ...], ends: list[QPointF], room: QRectF, taken: list[QRectF]
) -> None:
    """Below the lowest end, moved inwards where it would leave the pane, and off the figures in ``taken``, which it joins."""
    if not lines:
        return
    metrics = painter.fontMetrics()
    height = metrics.height() + 4.0
    width = max(metrics.horizontalAdvance(line) for line in lines) + 12.0
    lowest = max(ends, key=lambda end: end.y())
    middle = sum(end.x() for end in ends) / len(ends)
    x = min(max(middle - width / 2.0, 2.0), max(room.width() - width - 2.0, 2.0))
    y = min(max(lowest.y() + _GAP, 2.0), max(room.height() - height * len(lines) - 2.0, 2.0))
    block = free_place(QRectF(x, y, width, height * len(lines)), taken, room)
    taken.append(block)
    for number, line in enumerate(lines):
        draw_plate(painter, QRectF(x, block.top() + number * height, width, height), line, number > 0)


def free_place(block: QRectF, taken: list[QRectF], room: QRectF) -> QRectF:
    """``block``, or the next place below it, else above it, that is free of ``taken`` and inside ``room``.

    Where there is none it stays: figures on top of each other are still on the film.
    """
    below = sorted(other.bottom() + 1.0 for other in taken if other.bottom() >= block.top())
    above = sorted((other.top() - block.height() - 1.0 for other in taken), reverse=True)
    for top in (block.top(), *below, *above):
        moved = QRectF(block.left(), top, block.width(), block.height())
        least = 0.0 if top == block.top() else _CORNER_ROOM
        inside = moved.top() >= room.top() + least and moved.bottom() <= room.bottom() - least
        if inside and not any(moved.intersects(other) for other in taken):
            return moved
    return block
