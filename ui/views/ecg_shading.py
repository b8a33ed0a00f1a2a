"""What the network weighed in each lead, as translucent columns of one small square (40 ms) each behind the trace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from cdss.core.kinds import ECG_LEADS
from cdss.records.explanation import EcgAttribution
from ui.views.ecg_layout import MM_PER_SECOND, Segment

_STRONGEST = 0.62
_LEAST_SHOWN = 0.06


def column_means(attribution: EcgAttribution, segment: Segment) -> NDArray[np.float32]:
    """float32 [columns], 0-1: mean attribution of each millimetre of the segment."""
    count = max(round(segment.width_mm), 1)
    row = attribution.values[ECG_LEADS.index(segment.lead)]
    edges = np.rint((segment.start + np.arange(count + 1) / MM_PER_SECOND) * attribution.rate_hz).astype(np.intp)
    edges = np.clip(edges, 0, row.size)
    sums = np.concatenate(([0.0], np.cumsum(np.nan_to_num(row), dtype=np.float64)))
    lengths = np.maximum(np.diff(edges), 1)
    return np.asarray((sums[edges[1:]] - sums[edges[:-1]]) / lengths, dtype=np.float32)


def shading_image(means: NDArray[np.float32], colour: str) -> QImage:
    """One row of pixels, ``colour`` with an opacity in proportion to the attribution; what is next to nothing stays clear."""
    alpha = np.where(means < _LEAST_SHOWN, 0.0, np.clip(means, 0.0, 1.0) * _STRONGEST)
    rgb = np.array(QColor(colour).getRgb()[:3], dtype=np.float64)  # type: ignore[index]
    rgba = np.empty((1, means.size, 4), dtype=np.uint8)
    rgba[0, :, :3] = np.rint(rgb * alpha[:, None])
    rgba[0, :, 3] = np.rint(alpha * 255.0)
    return QImage(rgba.tobytes(), means.size, 1, 4 * means.size, QImage.Format.Format_RGBA8888_Premultiplied).copy()
