"""Conditions with calibrated probability and interval: those in the 90 % conformal set, those outside it, what is not sought."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cdss.core.figures import percent
from cdss.core.sentences import sentence
from cdss.records.assessment import Condition
from cdss.session.names import condition_name
from ui.language import language
from ui.theme import palette
from ui.views.elided import Elided
from ui.views.painting import RIGHT, draw_text, fill_rounded, font_of
from ui.views.rows_view import RowsView
from ui.views.worded import Worded

_NAME, _MOST, _FIGURE = 0.45, 0.7, 44.0
_DOT, _GAP = 16.0, 6.0


class ConditionsView(RowsView):
    """One row a condition, in the order given; a line above the first that is outside the set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conditions: tuple[Condition, ...] = ()

    def set_conditions(self, conditions: tuple[Condition, ...]) -> None:
        """Probabilities and intervals in 0-1."""
        if conditions != self._conditions:
            self._conditions = conditions
            self.refresh()

    def row_count(self) -> int:
        """One row a condition."""
        return len(self._conditions)

    def spoken_row(self, index: int) -> str:
        """Name, probability, interval, membership of the set."""
        c = self._conditions[index]
        low, high = (percent(bound).removesuffix(" %") for bound in c.interval)
        member = self.tr("in the 90 % conformal set") if c.in_set else self.tr("not in the 90 % conformal set")
        text = self.tr("{0}: {1} %, interval {2} to {3} %, {4}")
        shown = percent(c.probability).removesuffix(" %")
        return text.format(condition_name(c.code, language()), shown, low, high, member)

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Dot, name, interval bar with its tick, per cent."""
        condition = self._conditions[index]
        self._dot(painter, box, condition.in_set)
        name = condition_name(condition.code, language())
        bar_from = self._bars_from(box.width())
        colour = palette().text if condition.in_set else palette().muted
        if self.first_outside() == index > 0:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), QColor(palette().border))
        draw_text(painter, box.adjusted(_DOT, 0, bar_from - _GAP - box.right(), 0), name, colour)
        self._bar(painter, QRectF(bar_from, box.center().y() - 2.5, box.width() - bar_from - _FIGURE, 5), condition)
        painter.setFont(font_of(self, self.font_pixels, bold=True))
        draw_text(painter, box, percent(condition.probability), colour, RIGHT)

    def _bars_from(self, width: float) -> float:
        """Where all bars begin: behind the longest name, as long as there is room for a bar."""
        metrics = QFontMetricsF(font_of(self, self.font_pixels))
        names = (condition_name(condition.code, language()) for condition in self._conditions)
        longest = max(map(metrics.horizontalAdvance, names), default=0.0) + _DOT + _GAP
        return min(max(width * _NAME + 20.0, longest), width * _MOST)

    def first_outside(self) -> int:
        """The row of the first condition outside the set; the number of rows where there is none."""
        return next((i for i, c in enumerate(self._conditions) if not c.in_set), len(self._conditions))

    def _dot(self, painter: QPainter, box: QRectF, filled: bool) -> None:
        painter.setPen(QPen(QColor(palette().text), 1.2))
        painter.setBrush(QColor(palette().text if filled else palette().surface))
        painter.drawEllipse(QPointF(6, box.center().y()), 4, 4)

    def _bar(self, painter: QPainter, track: QRectF, condition: Condition) -> None:
        fill_rounded(painter, track, palette().track)
        low, high = condition.interval
        interval = QRectF(track.left() + low * track.width(), track.top(), (high - low) * track.width(), track.height())
        fill_rounded(painter, interval, palette().accent)
        tick = track.left() + condition.probability * track.width()
        fill_rounded(painter, QRectF(tick - 1.5, track.top() - 3, 3, track.height() + 6), palette().text, 1)


class ConditionsScope(Worded, QWidget):
    """What the list does not say: what lying outside the set means, and what is never sought; in one line until unfolded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self.whole = Elided("conditionsScope"), QLabel()
        self.whole.setObjectName("conditionsScope")
        self.whole.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.whole)
        self.unfold(False)
        self._words()

    def unfold(self, unfolded: bool) -> None:
        """Show all of it, or the gist in one line."""
        self.line.setVisible(not unfolded)
        self.whole.setVisible(unfolded)

    def _words(self) -> None:
        never, outside = sentence("conditions_never", {}, language()), sentence("conditions_outside", {}, language())
        self.line.set_full_text(sentence("conditions_only", {}, language()))
        self.line.setToolTip(f"{never}\n{outside}")
        self.line.setAccessibleDescription(never)
        self.whole.setText(f"{outside}\n{never}")
