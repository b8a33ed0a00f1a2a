"""Small helpers for painted views: fonts, text in a box, rounded bars."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import LEAST_PIXELS, palette

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def font_of(widget: QWidget, pixels: float, bold: bool = False) -> QFont:
    """The widget's font at ``pixels``, never smaller than can be read."""
    font = QFont(widget.font())
    font.setPixelSize(max(round(pixels), LEAST_PIXELS))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def draw_text(painter: QPainter, box: QRectF, text: str, colour: str | QColor, align: Qt.AlignmentFlag = LEFT) -> None:
    """``text`` in ``box``, shortened with an ellipsis where it is too long; never cut at its feet where the row is low."""
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1.0)
    painter.drawText(box, align | Qt.TextFlag.TextDontClip, shown)


def fill_rounded(painter: QPainter, box: QRectF, colour: str | QColor, radius: float = 3.0) -> None:
    """A filled rounded rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)


def blended(over: str, under: str, share: float) -> QColor:
    """``share`` (0-1) of the colour ``over`` on ``under``."""
    a, b = QColor(over), QColor(under)
    mix = (round(x * share + y * (1.0 - share)) for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mix)


def smooth(widget: QWidget) -> QPainter:
    """An antialiasing painter on ``widget``; end it with ``end()``."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(widget.font())
    return painter


def picture(
    size: QSize, scale: float, font: QFont, paint: Callable[[QPainter], None], ground: str | None = None
) -> QPixmap:
    """What ``paint`` paints on ``size`` for a screen of ``scale``, on a plain ground or, without one, on none."""
    made = QPixmap(math.ceil(size.width() * scale), math.ceil(size.height() * scale))
    made.setDevicePixelRatio(scale)
    made.fill(QColor(ground) if ground else Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    paint(painter)
    painter.end()
    return made


def level_outline(level: int) -> QColor:
    """Outline of what is filled with a level's colour: white needs one on a light ground."""
    lost = level == len(palette().levels) and not palette().dark
    return QColor(palette().control_border if lost else palette().levels[level - 1][0])


def level_colours(level: int) -> tuple[QColor, QColor]:
    """Fill and text colour of a triage level's badge."""
    fill, text = palette().levels[level - 1]
    return QColor(fill), QColor(text)
