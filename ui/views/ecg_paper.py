"""What lies on the paper besides shading and calipers: grid, traces, calibration pulses, lead names, the printed line.

On the screen and on a PDF page it is the same drawing at another scale; ``ratio`` is device pixels for each unit of text.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from cdss.records.ecg import Ecg
from ui.theme.palette import PaperColours
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import PaperLayout, PaperScale, Segment
from ui.views.ecg_room import PULSE_MV

LEAST_MINOR = 3.0
"""Device pixels for 1 mm below which only the large squares are drawn."""

_LINE = 15.0
_EDGE = 3.0
_PULSE = ((-0.1, 0.0), (-0.1, PULSE_MV), (0.1, PULSE_MV), (0.1, 0.0))
"""Seconds from the middle of the margin, and mV: 200 ms long, a large square at 25 mm/s, and 1 mV high, as recorders draw it."""


def segment_place(segment: Segment, geometry: PaperGeometry) -> QRectF:
    """Where the segment's row lies, in device pixels from the paper's corner."""
    s, row = geometry.scale, geometry.rows[segment.row]
    return QRectF(segment.x_mm * s, row.top * s + 1.0, segment.width_mm * s, row.height * s - 2.0)


def draw_squares(
    painter: QPainter, colour: str, every: float, geometry: PaperGeometry, width: int, height: int, stroke: int = 1
) -> None:
    """Lines of squares of ``every`` mm over ``width`` by ``height`` device pixels, ``stroke`` wide, centred on their place."""
    # Filled rectangles of one pixel: a quarter of the time of as many lines.
    ground = QColor(colour)
    for x in geometry.grid(every, width, vertical=True):
        painter.fillRect(x - stroke // 2, 0, stroke, height, ground)
    for y in geometry.grid(every, height, vertical=False):
        painter.fillRect(0, y - stroke // 2, width, stroke, ground)


def pulse_line(paper: PaperScale, geometry: PaperGeometry, row: int) -> QPolygonF:
    """The calibration pulse of ``row``, in device pixels from the paper's corner."""
    s, base, middle = geometry.scale, geometry.baseline(row), paper.margin_mm / 2.0
    return QPolygonF([QPointF((middle + t * paper.speed) * s, base - mv * paper.gain * s) for t, mv in _PULSE])


def draw_traces(painter: QPainter, lines: Iterable[QPolygonF], pen: QPen) -> None:
    """``lines`` as they are; a pen of width 1 takes a fast path in Qt's rasteriser, wider ones cost five times the frame."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    for line in lines:
        painter.drawPolyline(line)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def name_box(painter: QPainter, segment: Segment, geometry: PaperGeometry, ratio: float, text: str) -> QRectF:
    """Where the name ``text`` of a segment stands, in units of text: at the left of what of it is on the screen."""
    place = segment_place(segment, geometry).translated(geometry.x, geometry.y)
    left, right = place.left() / ratio, place.right() / ratio
    width = painter.fontMetrics().horizontalAdvance(text) + 6.0
    left = min(max(left, 0.0), max(right - width, left))  # a name never leaves the screen before its trace
    return QRectF(left, place.top() / ratio, width, min(place.height() / ratio, 18.0))


def draw_names(
    painter: QPainter, paper: PaperColours, layout: PaperLayout, geometry: PaperGeometry, ecg: Ecg, ratio: float,
    missing: str, derived: str,
) -> list[tuple[QRectF, str]]:  # fmt: skip
    """The names of the leads, a labelled box where one was not recorded; gives back where each stands."""
    absent, boxes = ecg.missing_leads, []
    for segment in layout.segments:
        place = segment_place(segment, geometry).translated(geometry.x, geometry.y)
        whole = QRectF(place.x() / ratio, place.y() / ratio, place.width() / ratio, place.height() / ratio)
        painter.setPen(QColor(paper.label))
        if segment.start > 0.0:  # another lead begins: a step of the trace here is not the heart's
            painter.drawLine(QPointF(whole.left(), whole.top() + 3.0), QPointF(whole.left(), whole.top() + 13.0))
        if segment.lead in absent:
            _draw_absent(painter, paper, whole.adjusted(2.0, 4.0, -2.0, -4.0), missing.replace("%1", segment.lead))
            boxes.append((whole, segment.lead))
            continue
        name = f"{segment.lead} · {derived}" if segment.lead in ecg.derived else segment.lead
        box = name_box(painter, segment, geometry, ratio, name)
        _draw_name(painter, paper, QPointF(box.left() + 3.0, box.top() + 1.0 + painter.fontMetrics().ascent()), name)
        boxes.append((box, segment.lead))
    return boxes


def _draw_name(painter: QPainter, paper: PaperColours, at: QPointF, name: str) -> None:
    """``name`` on the line at ``at``, edged in the colour of the paper: a trace that crosses it takes no stroke of a letter."""
    path = QPainterPath()
    path.addText(at, painter.font(), name)
    edge = QPen(QColor(paper.ground), _EDGE)
    edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(path, edge)
    painter.restore()
    painter.setPen(QColor(paper.label))
    painter.drawText(at, name)


def _draw_absent(painter: QPainter, paper: PaperColours, box: QRectF, text: str) -> None:
    painter.setPen(QPen(QColor(paper.label), 1.0, Qt.PenStyle.DashLine))
    painter.drawRect(box)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)


def draw_printed(painter: QPainter, ground_colour: str, ink: str, text: str, room: float, bottom: float) -> float:
    """``text`` on as many lines as ``room`` asks for, the last one ending at ``bottom``, on a plate; where the first begins."""
    ground, lines = QColor(ground_colour), wrapped(text, painter.fontMetrics(), room)
    ground.setAlpha(215)
    for index, line in enumerate(reversed(lines)):
        width = painter.fontMetrics().horizontalAdvance(line) + 16.0
        box = QRectF(0.0, bottom - printed_height(index + 1), width, printed_height(1) if index == 0 else _LINE)
        painter.fillRect(box, ground)
        painter.setPen(QColor(ink))
        painter.drawText(box.adjusted(8.0, 0.0, 0.0, 0.0), Qt.AlignmentFlag.AlignVCenter, line)
    return bottom - printed_height(len(lines)) if lines else bottom


def printed_height(lines: int) -> float:
    """Room that so many printed lines take."""
    return _LINE * lines + 4.0


def wrapped(text: str, metrics: QFontMetrics, room: float) -> list[str]:
    """``text`` on as many lines of ``room`` pixels as it takes, broken at its dots: what the drawing leaves out is never cut."""
    lines: list[str] = []
    for part in filter(None, text.split(" · ")):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and metrics.horizontalAdvance(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines
