"""One lead as polylines, in device pixels from the paper's corner; where it was not recorded there is no line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.decimate import decimate
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import MM_PER_SECOND, Segment

DECIMATE_ABOVE = 2.0
"""Samples for each pixel above which only the least and the largest of each group are drawn."""


def samples_per_pixel(rate_hz: float, scale: float, speed: float = MM_PER_SECOND) -> float:
    """Samples that fall on one device pixel at ``scale`` pixels/mm and ``speed`` mm/s."""
    return rate_hz / (speed * scale)


def group_size(rate_hz: float, scale: float, speed: float = MM_PER_SECOND) -> int:
    """How many samples are drawn as one pair of extremes; 1 means every sample is drawn."""
    density = samples_per_pixel(rate_hz, scale, speed)
    return int(density) if density > DECIMATE_ABOVE else 1


def polylines(ecg: Ecg, segment: Segment, geometry: PaperGeometry) -> list[QPolygonF]:
    """The finite runs of the segment."""
    first, last = round(segment.start * ecg.rate_hz), round(segment.end * ecg.rate_hz)
    signal = ecg.signal_mv[ECG_LEADS.index(segment.lead), first:last]
    group = group_size(ecg.rate_hz, geometry.scale, segment.speed)
    drawn = decimate(signal, max(signal.size if group == 1 else 2 * -(-signal.size // group), 2))
    x = (segment.x_mm + drawn.index / ecg.rate_hz * segment.speed) * geometry.scale
    y = geometry.baseline(segment.row) - drawn.values.astype(np.float64) * geometry.paper.gain * geometry.scale
    return [_polygon(x[run], y[run]) for run in finite_runs(drawn.values)]


def finite_runs(values: NDArray[np.float32]) -> list[slice]:
    """Slices of ``values`` without a NaN."""
    known = np.concatenate(([False], np.isfinite(values), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [slice(int(a), int(b)) for a, b in zip(edges[0::2], edges[1::2], strict=True)]


def _polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """A polygon filled in one copy; point by point in Python takes forty times as long."""
    polygon = QPolygonF()
    polygon.resize(x.size)
    view: Any = VoidPtr  # its stub knows plain addresses only
    points = np.frombuffer(view(polygon.data(), 16 * x.size, True), dtype=np.float64).reshape(-1, 2)
    points[:, 0], points[:, 1] = x, y
    return polygon
