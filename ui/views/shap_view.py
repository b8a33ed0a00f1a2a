"""SHAP values of the vital signs: bars from a middle line, strongest first."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from cdss.records.explanation import Contribution, VitalsShap
from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.painting import RIGHT, draw_text, fill_rounded
from ui.views.rows_view import RowsView

_NAME, _FIGURE = 0.46, 44.0
STRONGEST = 4


class ShapView(RowsView):
    """The strongest contributions with the value they come from; the weaker ones as one row, so that all add up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Contribution, ...] = ()
        self._most = 1.0

    def set_shap(self, shap: VitalsShap | None) -> None:
        """Show ``shap``; None shows no row."""
        self._rows = _shortened(shap.contributions) if shap else ()
        self._most = max((abs(c.effect) for c in self._rows), default=1.0) or 1.0
        self.refresh()

    def row_count(self) -> int:
        """One row a contribution."""
        return len(self._rows)

    def spoken_row(self, index: int) -> str:
        """Name, value, signed percentage points."""
        return f"{self._label(index)}: {_points(self._rows[index].effect)}"

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Name with value, bar from the middle, percentage points."""
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

    def _label(self, index: int) -> str:
        row = self._rows[index]
        return f"{name('vital', row.name, language())}  {row.shown}" if row.name else self.tr("All others")


def _shortened(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    ranked = sorted(contributions, key=lambda c: -abs(c.effect))
    if len(ranked) <= STRONGEST:
        return tuple(ranked)
    kept = ranked[: STRONGEST - 1]
    return (*kept, Contribution("", "", sum(c.effect for c in ranked[STRONGEST - 1 :])))


def _points(effect: float) -> str:
    return f"{100 * effect:+.1f}".replace("-", "\N{MINUS SIGN}")
