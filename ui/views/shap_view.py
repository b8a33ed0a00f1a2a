"""SHAP values of the vital signs: bars from a middle line, strongest first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from cdss.core.figures import signed
from cdss.core.kinds import Modality
from cdss.records.explanation import Contribution, VitalsShap
from cdss.records.second_opinion import Compared
from cdss.session.names import modality_name, name
from ui.language import language
from ui.theme import palette
from ui.views.painting import RIGHT, draw_text, fill_rounded, font_of
from ui.views.rows_view import RowsView
from ui.views.wording import contribution_words

_NAME, _FIGURE = 0.46, 44.0
_DIAMOND = 4.5
_HEAD = 12
STRONGEST = 4


class ShapView(RowsView):
    """The strongest contributions with the value they come from; the weaker ones as one row, so that all add up.

    With a second opinion each row has a diamond and a second figure, and a row above them names both methods. Where it stands
    alone the bars are its own, and the row above them says so.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Contribution, ...] = ()
        self._second: tuple[float, ...] = ()
        self._only = ""
        self._most = 1.0

    def set_shap(self, shap: VitalsShap | None, opinion: Compared | None = None) -> None:
        """Show ``shap``, and beside it ``opinion`` on the same contributions; None shows no row."""
        self._rows, self._only = _shortened(shap.contributions) if shap else (), ""
        self._second = _others(self._rows, opinion) if opinion else ()
        self._most = max((abs(e) for e in (*(c.effect for c in self._rows), *self._second)), default=1.0) or 1.0
        self.refresh()

    def set_lime(self, found: tuple[Contribution, ...]) -> None:
        """Show the effects by LIME alone, strongest first: those of SHAP are hidden."""
        self._rows, self._second, self._only = _shortened(found), (), "LIME"
        self._most = max((abs(row.effect) for row in self._rows), default=1.0) or 1.0
        self.refresh()

    def row_count(self) -> int:
        """One row a contribution, and one for the heads of two columns."""
        return len(self._rows) + self._heads

    def spoken_row(self, index: int) -> str:
        """Name, value, signed percentage points; those of the second opinion after them."""
        row = index - self._heads
        if row < 0:
            return self._only or "SHAP · LIME"
        first = f"{self._label(row)}: {_points(self._rows[row].effect)}"
        return f"{first} · LIME {_points(self._second[row])}" if self._second else first

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """The heads, or one contribution."""
        row = index - self._heads
        first = box.adjusted(0, 0, -_FIGURE if self._second else 0, 0)
        if row < 0:
            painter.setFont(font_of(self, _HEAD))
            draw_text(painter, first, self._only or "SHAP", palette().muted, RIGHT)
            if self._second:
                draw_text(painter, box, "◆ LIME", palette().muted, RIGHT)
            return
        track = self._paint_first(painter, row, first)
        if self._second:
            middle = track.center()
            x = middle.x() + self._second[row] / self._most * track.width() / 2
            _paint_diamond(painter, QPointF(x, middle.y()))
            draw_text(painter, box, _points(self._second[row]), palette().text, RIGHT)

    @property
    def _heads(self) -> int:
        return 1 if self._second or self._only else 0

    def _paint_first(self, painter: QPainter, index: int, box: QRectF) -> QRectF:
        """Name with value, bar from the middle, percentage points; the bar's ground."""
        effect = self._rows[index].effect
        colour = palette().up if effect >= 0 else palette().down
        bar_from = box.width() * _NAME
        draw_text(painter, box.adjusted(0, 0, bar_from - 6 - box.right(), 0), self._label(index), palette().text)
        track = QRectF(bar_from, box.center().y() - 4.5, box.width() - bar_from - _FIGURE, 9)
        fill_rounded(painter, track, palette().track, 2)
        length = effect / self._most * track.width() / 2
        middle = track.center().x()
        fill_rounded(painter, QRectF(min(middle, middle + length), track.top(), max(abs(length), 1.5), 9), colour, 2)
        draw_text(painter, box, _points(effect), colour, RIGHT)
        return track

    def _label(self, index: int) -> str:
        row = self._rows[index]
        if not row.name:
            return self.tr("All others")
        return f"{name('vital', row.name, language())}  {contribution_words(row.name, row.shown)}"


def base_words(shap: VitalsShap | None) -> str:
    """What the bars of ``shap`` start from, so that they are not taken for the bar of the vital signs beside the note's."""
    if shap is None:
        return ""
    others, unmeasured = (
        QCoreApplication.translate(
            "ShapView", "SHAP, other visits' values {0} % → these {1} %; not the bar “{2}” above"
        ),
        QCoreApplication.translate(
            "ShapView", "SHAP, vital signs not measured {0} % → measured {1} %; not the bar “{2}” above"
        ),
    )
    bar = modality_name(Modality.VITALS, language())
    return (others if shap.visits else unmeasured).format(f"{100 * shap.base:.1f}", f"{100 * shap.value:.1f}", bar)


def _shortened(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    ranked = sorted(contributions, key=lambda c: -abs(c.effect))
    if len(ranked) <= STRONGEST:
        return tuple(ranked)
    kept = ranked[: STRONGEST - 1]
    return (*kept, Contribution("", "", sum(c.effect for c in ranked[STRONGEST - 1 :])))


def _others(rows: tuple[Contribution, ...], opinion: Compared) -> tuple[float, ...]:
    """The second opinion row by row; what has no row of its own is summed in the nameless one."""
    named = {row.name for row in rows}
    rest = sum(effect for name, effect in opinion.effects.items() if name not in named)
    return tuple(opinion.effects[row.name] if row.name else rest for row in rows)


def _paint_diamond(painter: QPainter, at: QPointF) -> None:
    painter.setPen(QPen(QColor(palette().surface), 1.0))
    painter.setBrush(QColor(palette().text))
    x, y = at.x(), at.y()
    painter.drawPolygon(
        [QPointF(x - _DIAMOND, y), QPointF(x, y - _DIAMOND), QPointF(x + _DIAMOND, y), QPointF(x, y + _DIAMOND)]
    )


def _points(effect: float) -> str:
    return signed(100 * effect)
