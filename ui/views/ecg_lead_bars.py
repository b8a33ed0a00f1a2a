"""Which waves and leads the attribution of the ECG lies on: two rows of short bars with figures that add up to 100 %."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution
from cdss.session.ecg_ranking import (
    Ranked,
    gathered,
    limits_words,
    points_words,
    ranked_leads,
    ranked_waves,
    strongest_words,
)
from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.painting import RIGHT, draw_text, fill_rounded, font_of, smooth

CELL_WIDTH = 64.0
"""Least width of one bar with its name and figure."""

ROW_HEIGHT = 23
_MARGIN = 10.0
_BETWEEN = 9.0
_BAR = 4.0
_PIXELS = 12
_DASH = "\N{EN DASH}"


class EcgLeadBars(QWidget):
    """One row of waves (a dash for what was not found), one of leads, strongest first; the weakest are joined.

    A bar is as long as its share of the strongest in its row. Its filled part raises the output, its hatched part lowers it.
    What is joined has a figure but no bar, which would dwarf the others.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: EcgAttribution | None = None
        self._rows: list[tuple[Ranked, ...]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_attribution(self, found: EcgAttribution | None) -> None:
        """Show ``found``; None takes the bars away."""
        if found is not self._found:
            self._found = found
            self.refresh()

    def refresh(self) -> None:
        """The data or the language changed."""
        found = self._found
        leads = ranked_leads(found) if found else ()
        self._rows = [ranked_waves(found), leads] if found and leads else []
        self.setVisible(bool(self._rows))
        self.setFixedHeight(ROW_HEIGHT * max(len(self._rows), 1))
        self.setAccessibleName(self.tr("Share of the ECG's attribution by wave and lead"))
        spoken = self._spoken(found) if found else ""
        self.setAccessibleDescription(spoken)
        self.setToolTip(spoken)
        self.update()

    def shown(self) -> list[tuple[Ranked, ...]]:
        """The bars of each row, as many as there is room for."""
        most = max(int((self._room() + _BETWEEN) / (CELL_WIDTH + _BETWEEN)), 2)
        return [gathered(row, most) for row in self._rows]

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(260, ROW_HEIGHT * max(len(self._rows), 1))

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows one below the other."""
        painter = smooth(self)
        for index, (row, label) in enumerate(zip(self.shown(), self._labels(), strict=True)):
            self._paint_row(painter, row, label, index * ROW_HEIGHT)
        painter.end()

    def _labels(self) -> tuple[str, ...]:
        return (self.tr("Waves"), self.tr("Leads")) if self._rows else ()

    def _label_width(self) -> float:
        metrics = QFontMetricsF(font_of(self, _PIXELS))
        return max((metrics.horizontalAdvance(label) for label in self._labels()), default=0.0) + _BETWEEN

    def _room(self) -> float:
        """Width for the bars of a row."""
        return self.width() - 2 * _MARGIN - self._label_width()

    def _paint_row(self, painter: QPainter, row: Sequence[Ranked], label: str, top: float) -> None:
        painter.setFont(font_of(self, _PIXELS))
        draw_text(painter, QRectF(_MARGIN, top, self._label_width(), ROW_HEIGHT), label, palette().muted)
        left, width = _MARGIN + self._label_width(), (self._room() + _BETWEEN) / len(row)
        longest = max((one.share for one in row if one.code), default=0.0)
        for place, one in enumerate(row):
            cell = QRectF(left + place * width, top, width - _BETWEEN, ROW_HEIGHT)
            self._paint_words(painter, one, cell.adjusted(0.0, 1.0, 0.0, -_BAR - 2.0))
            if one.code and one.count:
                self._paint_bar(
                    painter, one, QRectF(cell.left(), cell.bottom() - _BAR - 1.0, cell.width(), _BAR), longest
                )

    def _paint_words(self, painter: QPainter, one: Ranked, box: QRectF) -> None:
        figure = f"{one.percent} %" if one.count else _DASH
        painter.setFont(font_of(self, _PIXELS, bold=True))
        draw_text(painter, box, figure, palette().text, RIGHT)
        room = painter.fontMetrics().horizontalAdvance(figure) + 4.0
        painter.setFont(font_of(self, _PIXELS))
        draw_text(
            painter, box.adjusted(0.0, 0.0, -room, 0.0), _name(one), palette().text if one.count else palette().muted
        )

    def _paint_bar(self, painter: QPainter, one: Ranked, track: QRectF, longest: float) -> None:
        fill_rounded(painter, track, palette().track, 1.0)
        length = track.width() * one.share / longest
        split = track.left() + length * one.raising
        painter.fillRect(QRectF(track.left(), track.top(), split - track.left(), _BAR), QColor(palette().up))
        hatched = QBrush(QColor(palette().down), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(split, track.top(), track.left() + length - split, _BAR), hatched)

    def _spoken(self, found: EcgAttribution) -> str:
        rows = [self._spoken_bar(one) for row in self._rows for one in row if one.count]
        return "\n".join((strongest_words(found, language()), *limits_words(found, language()), *rows))

    def _spoken_bar(self, one: Ranked) -> str:
        words = {"name": _name(one), "percent": str(one.percent), "effect": points_words(one.points)}
        return sentence("ecg_map_lead_row", words, language())


def _name(one: Ranked) -> str:
    return name("wave", one.code, language()) if one.code else f"+{one.count}"
