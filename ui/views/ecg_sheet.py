"""One ECG on its sheet of paper: what is shown of it and how it is drawn, on the screen as in print."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution
from ui.theme import palette
from ui.theme.palette import PaperColours
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import LAYOUTS, MEDIAN, PaperLayout, Segment, paper_layout
from ui.views.ecg_marks import Mark, draw_marks
from ui.views.ecg_paper import (
    LEAST_MINOR,
    draw_names,
    draw_squares,
    draw_traces,
    pulse_line,
    segment_place,
)
from ui.views.ecg_room import PULSE_MV, Reach, leaving, overlapping, pulse_rows, reaches
from ui.views.ecg_shading import column_means, draw_columns, shading_images
from ui.views.ecg_trace import group_size, polylines
from ui.views.highlights import Spans, draw_spans

_TRUE_WITHIN = 0.03
"""Share by which a millimetre of the screen may miss one of the paper: half a step of the scale."""


@dataclass(frozen=True, slots=True)
class EcgWords:
    """Words on the paper, in the language of the screen; ``filters`` is what was done to the trace. ``%1`` are figures."""

    missing: str = "%1 not recorded"
    derived: str = "derived"
    filters: str = ""
    decimated: str = "peaks of every %1 samples"
    coarse: str = "large squares only"
    raises: str = "raises"
    lowers: str = "lowers"
    untrue: str = "not to scale: %1 % of paper size"
    part: str = "%1–%2 s of %3 s"
    cut: str = "! %1 cut: gain too high"
    overlap: str = "! %1 overlap: gain too high for this layout"


@dataclass(slots=True, eq=False)
class EcgSheet:
    """``names``: where the names of the leads stood when it was last drawn, in units of text.

    ``other``: a recording drawn dashed over this one. ``notes`` are printed.
    ``other_colour``: empty for the theme's own. Strokes are in device pixels.
    """

    ecg: Ecg | None = None
    layout: PaperLayout = paper_layout(LAYOUTS[0], 10.0)
    geometry: PaperGeometry = field(default_factory=PaperGeometry)
    words: EcgWords = EcgWords()
    attribution: EcgAttribution | None = None
    lit: Spans = ()
    other: Ecg | None = None
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    other_colour: str = ""
    stroke: float = 1.0
    grid_stroke: int = 1
    names: list[tuple[QRectF, str]] = field(default_factory=list)
    _lines: list[QPolygonF] = field(default_factory=list)
    _other_lines: list[QPolygonF] = field(default_factory=list)
    _lines_key: object = None
    _shades: list[tuple[QImage, QImage]] = field(default_factory=list)
    _shades_key: object = None
    _noticed: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    _notice_key: object = None

    @property
    def strip(self) -> bool:
        """Whether time runs along the paper; on the median beats every lead begins anew."""
        return self.layout.name != MEDIAN

    def printed(self, width: float, true_scale: float | None = None) -> str:
        """The printed line: speed, gain and filter, and everything that a drawing ``width`` device pixels wide leaves out.

        ``true_scale``: device pixels of a real millimetre; None where every millimetre is one.
        """
        scale, paper = self.geometry.scale, self.layout.paper
        parts = [paper.text(), self.words.filters if self.strip else "", *self.notes]
        if true_scale is not None and abs(scale / true_scale - 1.0) > _TRUE_WITHIN:
            parts.append(self.words.untrue.replace("%1", f"{100.0 * scale / true_scale:.0f}"))
        if self.ecg is not None:
            if (group := group_size(self.ecg.rate_hz, scale, paper.speed)) > 1:
                parts.append(self.words.decimated.replace("%1", str(group)))
            parts.extend(self._part(self.ecg, width))
        if scale < LEAST_MINOR:
            parts.append(self.words.coarse)
        return " · ".join(part for part in parts if part)

    @property
    def wanted(self) -> tuple[Reach, ...]:
        """The room that each row takes for what is drawn in it."""
        return reaches(self.layout, *(ecg for ecg in (self.ecg, self.other) if ecg is not None))

    def notice(self, height: float | None) -> str:
        """What ``crowded`` finds, in words; empty where there is nothing."""
        words = zip((self.words.cut, self.words.overlap), self.crowded(height), strict=True)
        return " · ".join(text.replace("%1", ", ".join(leads)) for text, leads in words if leads)

    def crowded(self, height: float | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Leads that are cut, and leads that run into each other, because of the gain.

        ``height``: device pixels from the top that show the paper; None where it is moved about, and ends nowhere.
        """
        if self.ecg is None:
            return (), ()
        key = (self.ecg, self.layout, self.geometry.rows, self.geometry.scale, self.geometry.y, height)
        if key != self._notice_key:
            self._notice_key, self._noticed = key, self._found(self.ecg, height)
        return self._noticed

    def _found(self, ecg: Ecg, height: float | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        layout, rows, scale = self.layout, self.geometry.rows, self.geometry.scale
        crossing = overlapping(layout, rows, ecg)
        if height is None:
            return (), crossing
        first, last = -self.geometry.y / scale, (height - self.geometry.y) / scale
        return leaving(layout, rows, ecg, first, last), crossing

    def draw(self, painter: QPainter, paper: PaperColours, width: int, height: int, ratio: float) -> None:
        """Everything but the printed line on ``width`` by ``height`` device pixels; ``painter`` is in units of text.

        The large squares lie over the shading, so that they are counted through it, the small ones under it.
        """
        painter.save()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        if self.geometry.scale >= LEAST_MINOR:
            draw_squares(painter, paper.minor, 1.0, self.geometry, width, height, self.grid_stroke)
        if self.ecg is not None:
            self._draw_shading(painter, self.ecg.missing_leads)
        draw_squares(painter, paper.major, 5.0, self.geometry, width, height, self.grid_stroke)
        if self.ecg is not None:
            painter.translate(self.geometry.x, self.geometry.y)
            self._draw_traces(painter, paper, self.ecg)
            rows = ((segment, segment_place(segment, self.geometry)) for segment in self.layout.segments)
            draw_spans(painter, rows, self.lit if self.strip else (), self.geometry.scale)
        painter.restore()
        if self.ecg is not None:
            places = [
                (s, self._text_place(s, ratio)) for s in self.layout.segments if s.lead not in self.ecg.missing_leads
            ]
            draw_marks(painter, paper, places, self.marks)
            words = (self.words.missing, self.words.derived)
            self.names = draw_names(painter, paper, self.layout, self.geometry, self.ecg, ratio, *words)

    def second_at(self, at: QPointF) -> float | None:
        """Moment of the recording under a device point; None beside the traces and on the median beats."""
        if not self.strip:
            return None
        place = at - QPointF(self.geometry.x, self.geometry.y)
        for segment in self.layout.segments:
            if (row := segment_place(segment, self.geometry)).contains(place):
                return segment.start + self.geometry.seconds(place.x() - row.x())
        return None

    def _part(self, ecg: Ecg, width: float) -> tuple[str, ...]:
        """Which seconds are seen, where that is not all of the recording."""
        if not self.strip:
            return ()
        margin = self.layout.paper.margin_mm * self.geometry.scale
        first = max(self.geometry.seconds(-self.geometry.x - margin), 0.0)
        last = min(self.geometry.seconds(width - self.geometry.x - margin), self.layout.seconds)
        if last - first > ecg.seconds - 0.05:
            return ()
        figures = (f"{first:.1f}", f"{max(last, first):.1f}", f"{ecg.seconds:.1f}")
        text = self.words.part
        for index, figure in enumerate(figures, start=1):
            text = text.replace(f"%{index}", figure)
        return (text,)

    def _draw_shading(self, painter: QPainter, absent: tuple[str, ...]) -> None:
        if self.attribution is None or not self.strip:
            return
        key = (self.attribution, self.layout, palette().name)
        if key != self._shades_key:
            self._shades = [shading_images(column_means(self.attribution, s)) for s in self.layout.segments]
            self._shades_key = key
        for segment, images in zip(self.layout.segments, self._shades, strict=True):
            if segment.lead not in absent:
                place = segment_place(segment, self.geometry).translated(self.geometry.x, self.geometry.y)
                draw_columns(painter, images, place, self.geometry.y + self.geometry.baseline(segment.row))

    def _draw_traces(self, painter: QPainter, paper: PaperColours, ecg: Ecg) -> None:
        key = (ecg, self.other, self.layout, self.geometry.scale, self.geometry.rows)
        if key != self._lines_key:
            self._lines = self._polylines(ecg)
            self._other_lines = self._polylines(self.other) if self.other is not None else []
            self._lines_key = key
        paced = pulse_rows(self.geometry.rows[: self.layout.rows], PULSE_MV * self.layout.paper.gain)
        pulses = [pulse_line(self.layout.paper, self.geometry, row) for row in paced]
        draw_traces(painter, (*self._lines, *pulses), QPen(QColor(paper.trace), self.stroke))
        if self._other_lines:
            colour = QColor(self.other_colour or palette().accent)
            draw_traces(painter, self._other_lines, QPen(colour, self.stroke, Qt.PenStyle.DashLine))

    def _polylines(self, ecg: Ecg) -> list[QPolygonF]:
        return [line for s in self.layout.segments for line in polylines(ecg, s, self.geometry)]

    def _text_place(self, segment: Segment, ratio: float) -> QRectF:
        place = segment_place(segment, self.geometry).translated(self.geometry.x, self.geometry.y)
        return QRectF(place.x() / ratio, place.y() / ratio, place.width() / ratio, place.height() / ratio)
