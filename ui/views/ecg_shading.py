"""What the network weighed in each lead, as translucent columns of one small square (40 ms) each behind the trace.

Above the 0 mV line of a row stands what raises the output, below it what lowers it: the side tells them apart where the
colours do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from cdss.core.kinds import ECG_LEADS
from cdss.records.explanation import EcgAttribution
from ui.theme import palette
from ui.views.ecg_layout import MM_PER_SECOND, Segment
from ui.views.painting import LEFT

_LEAST_SHOWN = 0.06
_FAINTEST = 0.25
"""Share of the strongest opacity that anything has that is shaded at all: fainter, it is lost in the grid."""

_KEY = 9.0


def column_means(attribution: EcgAttribution, segment: Segment) -> NDArray[np.float32]:
    """float32 [columns], -1 to 1: mean attribution of each millimetre of the segment."""
    count = max(round((segment.end - segment.start) * MM_PER_SECOND), 1)
    row = attribution.values[ECG_LEADS.index(segment.lead)]
    edges = np.rint((segment.start + np.arange(count + 1) / MM_PER_SECOND) * attribution.rate_hz).astype(np.intp)
    edges = np.clip(edges, 0, row.size)
    sums = np.concatenate(([0.0], np.cumsum(np.nan_to_num(row), dtype=np.float64)))
    lengths = np.maximum(np.diff(edges), 1)
    return np.asarray((sums[edges[1:]] - sums[edges[:-1]]) / lengths, dtype=np.float32)


def shading_images(means: NDArray[np.float32]) -> tuple[QImage, QImage]:
    """One row of pixels for what raises the output, one for what lowers it."""
    paper = palette().paper
    return shading_image(means, paper.shading, paper.opacity), shading_image(-means, palette().down, paper.opacity)


def shading_image(means: NDArray[np.float32], colour: str, strongest: float) -> QImage:
    """One row of pixels: ``colour``, the more opaque the larger the attribution; what is next to nothing stays clear."""
    strength = _FAINTEST + (1.0 - _FAINTEST) * np.clip(means, 0.0, 1.0)
    alpha = np.where(means < _LEAST_SHOWN, 0.0, strength * strongest)
    rgb = np.array(QColor(colour).getRgb()[:3], dtype=np.float64)  # type: ignore[index]
    rgba = np.empty((1, means.size, 4), dtype=np.uint8)
    rgba[0, :, :3] = np.rint(rgb * alpha[:, None])
    rgba[0, :, 3] = np.rint(alpha * 255.0)
    return QImage(rgba.tobytes(), means.size, 1, 4 * means.size, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def draw_columns(painter: QPainter, images: tuple[QImage, QImage], place: QRectF, baseline: float) -> None:
    """The columns of one segment in its ``place``, above and below the device y ``baseline`` of 0 mV."""
    middle = min(max(baseline, place.top()), place.bottom())
    above = QRectF(place.left(), place.top(), place.width(), middle - place.top())
    below = QRectF(place.left(), middle, place.width(), place.bottom() - middle)
    for image, box in zip(images, (above, below), strict=True):
        painter.drawImage(box, image, QRectF(image.rect()))


def key_width(painter: QPainter, words: tuple[str, str]) -> float:
    """Logical width of the key to the two sides."""
    return sum(painter.fontMetrics().horizontalAdvance(word) + _KEY + 14.0 for word in words) + 4.0


def draw_key(painter: QPainter, words: tuple[str, str], box: QRectF) -> None:
    """What stands above the line and what below it, on a plate in ``box``: a half-filled square with its word each."""
    ground = QColor(palette().paper.ground)
    ground.setAlpha(215)
    painter.fillRect(box, ground)
    x, top = box.left() + 8.0, box.center().y() - _KEY / 2.0
    for word, colour, upper in zip(words, (palette().paper.shading, palette().down), (True, False), strict=True):
        painter.fillRect(QRectF(x, top if upper else top + _KEY / 2.0, _KEY, _KEY / 2.0), QColor(colour))
        painter.fillRect(QRectF(x, top + _KEY / 2.0 - 0.5, _KEY, 1.0), QColor(palette().muted))
        painter.setPen(QColor(palette().muted))
        width = painter.fontMetrics().horizontalAdvance(word) + 2.0
        painter.drawText(QRectF(x + _KEY + 4.0, box.top(), width, box.height()), LEFT, word)
        x += _KEY + 12.0 + width
