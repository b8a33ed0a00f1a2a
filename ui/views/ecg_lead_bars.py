"""Which waves and leads the attribution of the ECG lies on: two rows of short bars with figures that add up to 100 %."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution
from cdss.session.ecg_ranking import Ranked, gathered, limits_words, ranked_leads, ranked_waves, strongest_words
from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.painting import LEFT, RIGHT, draw_text, fill_rounded, font_of, smooth

CELL_WIDTH = 74.0
"""Least width of one bar with its name and figure."""

ROW_HEIGHT = 23
_MARGIN = 10.0
_BETWEEN = 9.0
_BAR = 4.0
_PIXELS = 12


class EcgLeadBars(QWidget):
    """One row of waves (none where they could not be told apart), one of leads, strongest first; the weakest join in one bar.

    A bar is as long as its share of the strongest in its row. Its filled part raises the output, its hatched part lowers it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: EcgAttribution | None = None
        self._rows: list[tuple[Ranked, ...]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_attribution(self, found: EcgAttribution | None) -> None:
        """Show ``found``; None takes the bars away."""
        if found is not self._found:
            self._found = found
            self.refresh()

    def refresh(self) -> None:
        """The data or the language changed."""
        found = self._found
        rows = (ranked_waves(found), ranked_leads(found)) if found else ()
        self._rows = [row for row in rows if row]
        self.setVisible(bool(self._rows))
        self.setFixedHeight(ROW_HEIGHT * max(len(self._rows), 1))
        self.setAccessibleName(self.tr("Share of the ECG's attribution by wave and lead"))
        spoken = self._spoken(found) if found else ""
        self.setAccessibleDescription(spoken)
        self.setToolTip(spoken)
        self.update()

    def shown(self) -> list[tuple[Ranked, ...]]:
        """The bars of each row, as many as there is room for."""
        most = max(int((self.width() - 2 * _MARGIN + _BETWEEN) / (CELL_WIDTH + _BETWEEN)), 2)
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
        for index, row in enumerate(self.shown()):
            self._paint_row(painter, row, index * ROW_HEIGHT)
        painter.end()

    def _paint_row(self, painter: QPainter, row: Sequence[Ranked], top: float) -> None:
        width = (self.width() - 2 * _MARGIN + _BETWEEN) / len(row)
        longest = max(one.share for one in row)
        for place, one in enumerate(row):
            cell = QRectF(_MARGIN + place * width, top, width - _BETWEEN, ROW_HEIGHT)
            text = cell.adjusted(0.0, 1.0, 0.0, -_BAR - 2.0)
            painter.setFont(font_of(self, _PIXELS, bold=True))
            draw_text(painter, text, f"{one.percent} %", palette().text, RIGHT)
            room = painter.fontMetrics().horizontalAdvance(f"{one.percent} %") + 4.0
            painter.setFont(font_of(self, _PIXELS))
            draw_text(painter, text.adjusted(0.0, 0.0, -room, 0.0), self._name(one), palette().muted, LEFT)
            self._paint_bar(painter, one, QRectF(cell.left(), cell.bottom() - _BAR - 1.0, cell.width(), _BAR), longest)

    def _paint_bar(self, painter: QPainter, one: Ranked, track: QRectF, longest: float) -> None:
        fill_rounded(painter, track, palette().track, 1.0)
        length = track.width() * one.share / longest
        split = track.left() + length * one.raising
        painter.fillRect(QRectF(track.left(), track.top(), split - track.left(), _BAR), QColor(palette().up))
        hatched = QBrush(QColor(palette().down), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(split, track.top(), track.left() + length - split, _BAR), hatched)

    def _name(self, one: Ranked) -> str:
        if not one.code:
            return self.tr("%1 others").replace("%1", str(one.count))
        return name("wave", one.code, language())

    def _spoken(self, found: EcgAttribution) -> str:
        rows = [self._spoken_bar(one) for row in self._rows for one in row]
        return "\n".join((strongest_words(found, language()), *limits_words(found, language()), *rows))

    def _spoken_bar(self, one: Ranked) -> str:
        effect = f"{100 * one.effect:+.1f}".replace("-", "\N{MINUS SIGN}")
        words = {"name": self._name(one), "percent": str(one.percent), "effect": effect}
        return sentence("ecg_map_lead_row", words, language())
