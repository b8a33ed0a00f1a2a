"""The ECG on its paper: grid, shading, lead names, traces, calibration, calipers; panned, zoomed and measured with the mouse."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution
from ui.theme import palette
from ui.theme.palette import PaperColours
from ui.views.ecg_calipers import Calipers, draw_calipers
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import LAYOUTS, MM_PER_MV, Segment, paper_layout
from ui.views.ecg_shading import column_means, draw_columns, draw_key, key_width, shading_images
from ui.views.ecg_trace import group_size, polylines
from ui.views.highlights import Spans, draw_spans
from ui.views.painting import font_of

LEAST_MINOR = 3.0
"""Device pixels for 1 mm below which only the large squares are drawn."""
_PRINT_ROOM = 20.0
_ZOOM_PER_NOTCH = 1.25
_PULSE_MM = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (4.5, 1.0), (4.5, 0.0), (5.0, 0.0))


@dataclass(frozen=True, slots=True)
class EcgWords:
    """Words on the paper, in the language of the screen. ``missing`` and ``decimated`` hold one ``%1``."""

    missing: str = "%1 not recorded"
    derived: str = "derived"
    printed: str = ""
    decimated: str = "peaks of every %1 samples"
    coarse: str = "large squares only"
    raises: str = "raises"
    lowers: str = "lowers"


@dataclass(slots=True)
class _Drag:
    measure: bool
    start: QPointF
    last: QPointF


class EcgCanvas(QWidget):
    """Draws one recording. With ``measuring`` on, a left drag sets the calipers instead of moving the paper."""

    maximise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measuring = False
        self.calipers: Calipers | None = None
        self.words = EcgWords()
        self.geometry_mm = PaperGeometry()
        self._ecg: Ecg | None = None
        self._attribution: EcgAttribution | None = None
        self._layout = paper_layout(LAYOUTS[0], 10.0)
        self._lines: list[QPolygonF] = []
        self._lines_key: object = None
        self._shades: list[tuple[QImage, QImage]] = []
        self._shades_key: object = None
        self._lit: Spans = ()
        self._drag: _Drag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 100)

    def set_ecg(self, ecg: Ecg, layout: str) -> None:
        """Show ``ecg`` in ``layout``, fitted; takes the calipers away."""
        self._ecg = ecg
        self._layout = paper_layout(layout, ecg.seconds)
        self.calipers = None
        self.fit()

    def set_attribution(self, attribution: EcgAttribution | None) -> None:
        """Shade what the network weighed; None shows the bare recording."""
        if attribution is not self._attribution:
            self._attribution = attribution
            self.update()

    def set_words(self, words: EcgWords) -> None:
        """Words printed on the paper."""
        self.words = words
        self.update()

    def set_measuring(self, measuring: bool) -> None:
        """Calipers on; off takes them away."""
        self.measuring = measuring
        self.calipers = self.calipers if measuring else None
        self.setCursor(Qt.CursorShape.CrossCursor if measuring else Qt.CursorShape.OpenHandCursor)
        self.update()

    def highlight(self, spans: Spans) -> None:
        """Outline stretches of time, in seconds."""
        self._lit = spans
        self.update()

    def second_at(self, at: QPointF) -> float | None:
        """Moment of the recording under a point of the widget; None beside the traces."""
        place = at * self.devicePixelRatioF() - QPointF(self.geometry_mm.x, self.geometry_mm.y)
        for segment in self._layout.segments:
            if (row := self._place(segment)).contains(place):
                return segment.start + self.geometry_mm.seconds(place.x() - row.x())
        return None

    def fit(self) -> None:
        """The whole page."""
        ratio = self.devicePixelRatioF()
        height = max(self.height() - _PRINT_ROOM, 1.0) * ratio
        self.geometry_mm.fit(self._layout, self.width() * ratio, height)
        self.update()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a device point, the centre where none is given."""
        ratio = self.devicePixelRatioF()
        self.geometry_mm.zoom_by(factor, about or QPointF(self.width() * ratio / 2.0, self.height() * ratio / 2.0))
        self.update()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper by device pixels."""
        self.geometry_mm.pan(dx, dy)
        self.update()

    def printed(self) -> str:
        """The line on the paper: speed, gain and filter, and everything the drawing leaves out."""
        parts = [self.words.printed]
        if self._ecg is not None and (group := group_size(self._ecg.rate_hz, self.geometry_mm.scale)) > 1:
            parts.append(self.words.decimated.replace("%1", str(group)))
        if self.geometry_mm.scale < LEAST_MINOR:
            parts.append(self.words.coarse)
        if self._ecg is not None and self._layout.seconds < self._ecg.seconds - 0.05:
            parts.append(f"0–{self._layout.seconds:.0f} s / {self._ecg.seconds:.0f} s")
        return " · ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper from the ground up."""
        paper, ratio = palette().paper, self.devicePixelRatioF()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(paper.ground))
        painter.scale(1.0 / ratio, 1.0 / ratio)
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        self._draw_grid(painter, paper, width, height)
        if self._ecg is not None:
            painter.translate(self.geometry_mm.x, self.geometry_mm.y)
            self._draw_shading(painter, self._ecg.missing_leads)
            self._draw_traces(painter, paper, self._ecg)
            rows = ((segment, self._place(segment)) for segment in self._layout.segments)
            draw_spans(painter, rows, self._lit, self.geometry_mm.scale)
        painter.resetTransform()
        painter.setFont(font_of(self, 12))
        if self._ecg is not None:
            self._draw_names(painter, paper, self._ecg, ratio)
            self._draw_printed(painter)
        if self.calipers is not None:
            draw_calipers(painter, self.calipers, self.geometry_mm, ratio, QRectF(self.rect()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted until the user has zoomed or moved."""
        if self.geometry_mm.fitted:
            self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start to measure or to move."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            at = event.position() * self.devicePixelRatioF()
            self._drag = _Drag(self.measuring and event.button() == Qt.MouseButton.LeftButton, at, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on."""
        if (drag := self._drag) is None:
            return
        at = event.position() * self.devicePixelRatioF()
        if drag.measure:
            self.calipers = Calipers.between(drag.start, at, self.geometry_mm)
            self.update()
        else:
            self.pan_by(at.x() - drag.last.x(), at.y() - drag.last.y())
        drag.last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow."""
        self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / 120.0
        self.zoom_by(_ZOOM_PER_NOTCH**notches, event.position() * self.devicePixelRatioF())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the calipers away; other keys go to the view."""
        if event.key() == Qt.Key.Key_Escape and self.calipers is not None:
            self.calipers = None
            self.update()
        else:
            event.ignore()

    def _draw_grid(self, painter: QPainter, paper: PaperColours, width: int, height: int) -> None:
        for every, colour in ((1.0, paper.minor), (5.0, paper.major)):
            if every == 1.0 and self.geometry_mm.scale < LEAST_MINOR:
                continue
            # Filled rectangles of one pixel: a quarter of the time of as many lines.
            ground = QColor(colour)
            for x in self.geometry_mm.grid(every, width, vertical=True):
                painter.fillRect(x, 0, 1, height, ground)
            for y in self.geometry_mm.grid(every, height, vertical=False):
                painter.fillRect(0, y, width, 1, ground)

    def _draw_shading(self, painter: QPainter, absent: tuple[str, ...]) -> None:
        if self._attribution is None:
            return
        key = (self._attribution, self._layout, palette().name)
        if key != self._shades_key:
            self._shades = [shading_images(column_means(self._attribution, s)) for s in self._layout.segments]
            self._shades_key = key
        for segment, images in zip(self._layout.segments, self._shades, strict=True):
            if segment.lead not in absent:
                draw_columns(painter, images, self._place(segment), self.geometry_mm.baseline(segment.row))

    def _draw_traces(self, painter: QPainter, paper: PaperColours, ecg: Ecg) -> None:
        scale, row_mm = self.geometry_mm.scale, self.geometry_mm.row_mm
        key = (id(ecg), self._layout, scale, row_mm)
        if key != self._lines_key:
            self._lines = [line for s in self._layout.segments for line in polylines(ecg, s, self.geometry_mm)]
            self._lines_key = key
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A pen of width 1 takes a fast path in Qt's rasteriser; wider ones cost five times the frame.
        painter.setPen(QPen(QColor(paper.trace), 1.0))
        for line in self._lines:
            painter.drawPolyline(line)
        for row in range(self._layout.rows):
            base = self.geometry_mm.baseline(row)
            painter.drawPolyline(QPolygonF([QPointF(x * scale, base - mv * MM_PER_MV * scale) for x, mv in _PULSE_MM]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_names(self, painter: QPainter, paper: PaperColours, ecg: Ecg, ratio: float) -> None:
        absent = ecg.missing_leads
        for segment in self._layout.segments:
            place = self._place(segment).translated(self.geometry_mm.x, self.geometry_mm.y)
            box = QRectF(place.x() / ratio, place.y() / ratio, place.width() / ratio, place.height() / ratio)
            painter.setPen(QColor(paper.label))
            if segment.start > 0.0:  # another lead begins: a step of the trace here is not the heart's
                painter.drawLine(QPointF(box.left(), box.top() + 3.0), QPointF(box.left(), box.top() + 13.0))
            if segment.lead in absent:
                self._draw_absent(painter, box.adjusted(2.0, 4.0, -2.0, -4.0), segment.lead)
                continue
            name = f"{segment.lead} · {self.words.derived}" if segment.lead in ecg.derived else segment.lead
            painter.drawText(box.adjusted(3.0, 1.0, 200.0, 0.0), Qt.AlignmentFlag.AlignLeft, name)

    def _draw_absent(self, painter: QPainter, box: QRectF, lead: str) -> None:
        painter.setPen(QPen(QColor(palette().paper.label), 1.0, Qt.PenStyle.DashLine))
        painter.drawRect(box)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), self.words.missing.replace("%1", lead))

    def _draw_printed(self, painter: QPainter) -> None:
        painter.setFont(font_of(self, 11))
        lines = wrapped(self.printed(), painter, self.width() - 16.0 - self._draw_key(painter))
        ground = QColor(palette().paper.ground)
        ground.setAlpha(215)
        for index, line in enumerate(reversed(lines)):
            width = painter.fontMetrics().horizontalAdvance(line) + 16.0
            box = QRectF(0.0, self.height() - 19.0 - 15.0 * index, width, 19.0 if index == 0 else 15.0)
            painter.fillRect(box, ground)
            painter.setPen(QColor(palette().muted))
            painter.drawText(box.adjusted(8.0, 0.0, 0.0, 0.0), Qt.AlignmentFlag.AlignVCenter, line)

    def _draw_key(self, painter: QPainter) -> float:
        """What the two sides of the shading mean, at the lower right; its width, 0 where nothing is shaded."""
        if self._attribution is None:
            return 0.0
        words = (self.words.raises, self.words.lowers)
        width = key_width(painter, words)
        draw_key(painter, words, QRectF(self.width() - width, self.height() - 19.0, width, 19.0))
        return width

    def _place(self, segment: Segment) -> QRectF:
        """Where the segment's row lies, in device pixels from the paper's corner."""
        s, row = self.geometry_mm.scale, self.geometry_mm.row_mm * self.geometry_mm.scale
        return QRectF(segment.x_mm * s, segment.row * row + 1.0, segment.width_mm * s, row - 2.0)


def wrapped(text: str, painter: QPainter, room: float) -> list[str]:
    """``text`` on as many lines of ``room`` pixels as it takes, broken at its dots: what the drawing leaves out is never cut."""
    lines: list[str] = []
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and painter.fontMetrics().horizontalAdvance(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines
