"""The ECG on the screen: its sheet panned, zoomed and measured with the mouse, lead names that can be clicked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution
from ui.theme import palette
from ui.views.ecg_calipers import CaliperTool, draw_calipers, draw_march
from ui.views.ecg_geometry import PaperGeometry
from ui.views.ecg_layout import PaperLayout
from ui.views.ecg_marks import Mark
from ui.views.ecg_paper import draw_printed, printed_height, wrapped
from ui.views.ecg_shading import draw_key, key_width
from ui.views.ecg_sheet import EcgSheet, EcgWords
from ui.views.highlights import Spans
from ui.views.painting import font_of

_ZOOM_PER_NOTCH = 1.25
_CLICK_REACH = 4.0
"""Logical pixels that the pointer may move between press and release of a click."""


@dataclass(slots=True)
class _Drag:
    measure: bool
    start: QPointF
    last: QPointF


class EcgCanvas(QWidget):
    """Draws one recording. With ``measuring`` on, a left drag sets the calipers instead of moving the paper.

    ``lead_clicked`` with the lead whose name was clicked; ``moved`` where paper or widget have changed size or place.
    """

    maximise_requested = Signal()
    lead_clicked = Signal(str)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calipers = CaliperTool()
        self.sheet = EcgSheet()
        self._drag: _Drag | None = None
        self._lines = 1
        self._together = False
        self._whole: bool | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 100)

    @property
    def geometry_mm(self) -> PaperGeometry:
        """Where the paper lies."""
        return self.sheet.geometry

    @property
    def words(self) -> EcgWords:
        """Words printed on the paper."""
        return self.sheet.words

    @contextmanager
    def together(self) -> Iterator[None]:
        """Lay the paper out once, after all that is changed inside: each change alone would ask for it."""
        self._together = True
        try:
            yield
        finally:
            self._together, whole, self._whole = False, self._whole, None
            if whole is not None:
                self._settle(whole)

    def set_ecg(self, ecg: Ecg, layout: PaperLayout, other: Ecg | None = None) -> None:
        """Show ``ecg`` in ``layout``, fitted, with ``other`` dashed over it; takes the calipers away."""
        self.sheet.ecg, self.sheet.layout, self.sheet.other = ecg, layout, other
        self.calipers.put_away()
        self._settle(whole=False)

    def set_trace(self, ecg: Ecg) -> None:
        """Draw ``ecg``, the same recording filtered otherwise, at its place."""
        self.sheet.ecg = ecg
        self._changed()

    def set_notes(self, marks: tuple[Mark, ...], notes: tuple[str, ...]) -> None:
        """Marks of the waves, and what is printed beside speed and gain."""
        self.sheet.marks, self.sheet.notes = marks, notes
        self._refit()

    def set_attribution(self, attribution: EcgAttribution | None) -> None:
        """Shade what the network weighed; None shows the bare recording."""
        if attribution is not self.sheet.attribution:
            self.sheet.attribution = attribution
            self.update()

    def set_words(self, words: EcgWords) -> None:
        """Words printed on the paper."""
        if words != self.sheet.words:
            self.sheet.words = words
            self._refit()

    def set_measuring(self, measuring: bool) -> None:
        """Calipers on; off takes them away."""
        self.calipers.on = measuring
        if not measuring:
            self.calipers.put_away()
        self.setCursor(Qt.CursorShape.CrossCursor if measuring else Qt.CursorShape.OpenHandCursor)
        self.update()

    def highlight(self, spans: Spans) -> None:
        """Outline stretches of time, in seconds."""
        if spans != self.sheet.lit:
            self.sheet.lit = spans
            self.update()

    def second_at(self, at: QPointF) -> float | None:
        """Moment of the recording under a point of the widget; None beside the traces."""
        return self.sheet.second_at(at * self.devicePixelRatioF())

    def fit(self) -> None:
        """The whole page."""
        self._settle(whole=True)

    def true_scale(self) -> float:
        """Device pixels of a real millimetre, as the screen gives its own size."""
        return self.screen().physicalDotsPerInchX() * self.devicePixelRatioF() / 25.4

    def show_true_size(self) -> None:
        """A millimetre of paper as long as one of the screen; what does not fit is scrolled to."""
        self.geometry_mm.set_scale(self.true_scale())
        self._changed()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a device point, the centre where none is given."""
        ratio = self.devicePixelRatioF()
        self.geometry_mm.zoom_by(factor, about or QPointF(self.width() * ratio / 2.0, self.height() * ratio / 2.0))
        self._changed()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper by device pixels."""
        self.geometry_mm.pan(dx, dy)
        self._changed()

    def printed(self) -> str:
        """The line on the paper: speed, gain and filter, and everything the drawing leaves out."""
        return self.sheet.printed(self.width() * self.devicePixelRatioF(), self.true_scale())

    def notice(self) -> str:
        """Leads that are cut or run into each other because of the gain, in words; empty where there are none."""
        fitted = self.geometry_mm.fitted
        return self.sheet.notice(self._paper_height(self._lines) if fitted else None)

    def lead_at(self, at: QPointF) -> str | None:
        """The lead whose name stands under a point of the widget."""
        return next((lead for box, lead in self.sheet.names if box.contains(at)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper from the ground up."""
        paper, ratio = palette().paper, self.devicePixelRatioF()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(paper.ground))
        painter.setFont(font_of(self, 12))
        self.sheet.draw(painter, paper, round(self.width() * ratio), round(self.height() * ratio), ratio)
        if self.sheet.ecg is not None:
            room = self.width() - 16.0 - self._draw_key(painter)
            above = draw_printed(painter, paper.ground, palette().muted, self.printed(), room, self.height())
            draw_printed(painter, paper.ground, palette().warning, self.notice(), self.width() - 16.0, above)
        if (found := self.calipers.found) is not None:
            if self.calipers.march:
                draw_march(painter, found, self.geometry_mm, ratio, self.sheet.layout.width_mm)
            draw_calipers(painter, found, self.geometry_mm, ratio, QRectF(self.rect()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted until the user has zoomed or moved."""
        self._refit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start to measure or to move."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            at = event.position() * self.devicePixelRatioF()
            self._drag = _Drag(self.calipers.on and event.button() == Qt.MouseButton.LeftButton, at, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on; without a button, a hand over what can be clicked."""
        at = event.position() * self.devicePixelRatioF()
        if (drag := self._drag) is None:
            self._show_cursor(event.position())
            return
        if drag.measure:
            self.calipers.measure(drag.start, at, self.geometry_mm, self.devicePixelRatioF())
            self.update()
        else:
            self.pan_by(at.x() - drag.last.x(), at.y() - drag.last.y())
        drag.last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; one that went nowhere was a click."""
        drag, self._drag = self._drag, None
        if drag is None or drag.measure or event.button() != Qt.MouseButton.LeftButton:
            return
        ratio = self.devicePixelRatioF()
        travelled = (event.position() * ratio - drag.start).manhattanLength() / ratio
        if travelled <= _CLICK_REACH and (lead := self.lead_at(event.position())) is not None:
            self.lead_clicked.emit(lead)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow."""
        self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; sideways, or with Shift, scroll."""
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self.pan_by(delta.x() or delta.y(), 0.0)
        else:
            self.zoom_by(_ZOOM_PER_NOTCH ** (delta.y() / 120.0), event.position() * self.devicePixelRatioF())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the calipers away; other keys go to the view."""
        if event.key() == Qt.Key.Key_Escape and self.calipers.put_away():
            self.update()
        else:
            event.ignore()

    def _settle(self, whole: bool) -> None:
        if self._together:
            self._whole = whole
            return
        wanted, metrics = self.sheet.wanted, QFontMetrics(font_of(self, 12))
        width = self.width() * self.devicePixelRatioF()
        self._lines = 1
        for _ in range(3):  # what is printed follows from the scale, and the scale from the room that it leaves
            self.geometry_mm.fit(self.sheet.layout, wanted, width, self._paper_height(self._lines), whole)
            said = (self.printed(), self.notice())
            self._lines = sum(len(wrapped(text, metrics, self.width() - 16.0)) for text in said)
        self._changed()

    def _paper_height(self, lines: int) -> float:
        """Device pixels above so many printed lines."""
        return max(self.height() - printed_height(lines), 1.0) * self.devicePixelRatioF()

    def _refit(self) -> None:
        if self.geometry_mm.fitted:
            self._settle(self.geometry_mm.whole)
        else:
            self._changed()

    def _changed(self) -> None:
        if self._whole is None:
            self.moved.emit()
            self.update()

    def _show_cursor(self, at: QPointF) -> None:
        if not self.calipers.on:
            named = self.lead_at(at) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if named else Qt.CursorShape.OpenHandCursor)

    def _draw_key(self, painter: QPainter) -> float:
        """What the two sides of the shading mean, at the lower right; its width, 0 where nothing is shaded."""
        if self.sheet.attribution is None or not self.sheet.strip:
            return 0.0
        words = (self.words.raises, self.words.lowers)
        width = key_width(painter, words)
        draw_key(painter, words, QRectF(self.width() - width, self.height() - 19.0, width, 19.0))
        return width
