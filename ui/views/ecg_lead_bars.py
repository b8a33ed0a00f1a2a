"""Which waves and leads the attribution of the ECG lies on: one line of two groups, in each the figures add up to 100 %."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution
from cdss.session.explanation.ecg_ranking import (
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

CELL_WIDTH = 58.0
"""Least width of one bar with its name and figure."""

HEIGHT = 24
_MARGIN = 10.0
_BETWEEN = 9.0
_APART = 14.0
"""Room for the rule between waves and leads."""
_BAR = 4.0
_PIXELS = 12
_DASH = "\N{EN DASH}"


class EcgLeadBars(QWidget):
    """At the left the waves (a dash for what was not found), at the right the leads, strongest first; the weakest are joined.

    One line, so that the paper keeps its room; every figure is in the tool tip and spoken.
    A bar is as long as its share of the strongest in its group. Its filled part raises the output, its hatched part lowers it.
    What is joined has a figure but no bar, which would dwarf the others.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: EcgAttribution | None = None
        self._groups: list[tuple[Ranked, ...]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.refresh()

    def set_attribution(self, found: EcgAttribution | None) -> None:
        """Show ``found``; None takes the bars away."""
        if found is not self._found:
            self._found = found
            self.refresh()

    def refresh(self) -> None:
        """The data or the language changed."""
        found = self._found
        leads = ranked_leads(found) if found else ()
        self._groups = [ranked_waves(found), leads] if found and leads else []
        self.setVisible(bool(self._groups))
        self.setAccessibleName(self.tr("Share of the ECG's attribution by wave and lead"))
        spoken = self._spoken(found) if found else ""
        self.setAccessibleDescription(spoken)
        self.setToolTip(spoken)
        self.update()

    def shown(self) -> list[tuple[Ranked, ...]]:
        """The bars of each group, as many as there is room for; what one group leaves is the other's."""
        if not self._groups:
            return []
        room = self.width() - 2 * _MARGIN - _APART + _BETWEEN
        cells = max(int(room / (CELL_WIDTH + _BETWEEN)), 4)
        waves = gathered(self._groups[0], cells // 2)
        return [waves, gathered(self._groups[1], cells - len(waves))]

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(260, HEIGHT)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The waves, a rule, the leads; all cells are equally wide."""
        painter = smooth(self)
        painter.fillRect(self.rect(), QColor(palette().surface))
        groups = self.shown()
        cells = sum(len(group) for group in groups)
        if cells:
            width = (self.width() - 2 * _MARGIN - _APART + _BETWEEN) / cells
            left = _MARGIN
            for index, group in enumerate(groups):
                self._paint_group(painter, group, left, width)
                left += len(group) * width + _APART
                if index == 0:
                    painter.fillRect(
                        QRectF(left - (_APART + _BETWEEN) / 2, 4.0, 1.0, HEIGHT - 8.0), QColor(palette().border)
                    )
        painter.end()

    def _paint_group(self, painter: QPainter, group: Sequence[Ranked], left: float, width: float) -> None:
        longest = max((one.share for one in group if one.code), default=0.0)
        for place, one in enumerate(group):
            cell = QRectF(left + place * width, 0.0, width - _BETWEEN, HEIGHT)
            self._paint_words(painter, one, cell.adjusted(0.0, 1.0, 0.0, -_BAR - 2.0))
            if one.code and one.count:
                track = QRectF(cell.left(), cell.bottom() - _BAR - 2.0, cell.width(), _BAR)
                self._paint_bar(painter, one, track, longest)

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
        rows = [self._spoken_bar(one) for group in self._groups for one in group if one.count]
        return "\n".join((strongest_words(found, language()), *limits_words(found, language()), *rows))

    def _spoken_bar(self, one: Ranked) -> str:
        words = {"name": _name(one), "percent": str(one.percent), "effect": points_words(one.points)}
        return sentence("ecg_map_lead_row", words, language())


def _name(one: Ranked) -> str:
    return name("wave", one.code, language()) if one.code else f"+{one.count}"
