"""The modality waterfall: from the base rate to the shown value, each bar starting where the one above ended."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from cdss.core.figures import signed
from cdss.records.explanation import ModalityShapley
from cdss.session.explanation.waterfall import Step, Waterfall, waterfall
from cdss.session.names import modality_chip, modality_name
from ui.language import language
from ui.theme import palette
from ui.views.painting import RIGHT, draw_text, fill_rounded
from ui.views.rows_view import RowsView

_NAME, _FIGURE = 0.37, 44.0


class ShapleyView(RowsView):
    """Lines mark base and value; all figures in percentage points, adding up from one to the other as shown."""

    modality_clicked = Signal(object)
    """The bar of one modality was clicked: what would be said without it?"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fall: Waterfall | None = None

    def set_shapley(self, shapley: ModalityShapley | None) -> None:
        """Show ``shapley``; None shows no row."""
        if (fall := waterfall(shapley) if shapley else None) != self._fall:
            self._fall = fall
            self.refresh()

    def row_count(self) -> int:
        """One row a step."""
        return len(self._fall.steps) if self._fall else 0

    def spoken_row(self, index: int) -> str:
        """Name and signed percentage points."""
        step = self._steps()[index]
        return f"{self._name(step)}: {_points(step)}"

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Name, bar on the common scale, figure."""
        step = self._steps()[index]
        colour = palette().up if step.effect >= 0 else palette().down
        bar_from = box.width() * _NAME
        draw_text(painter, box.adjusted(0, 0, bar_from - 6 - box.right(), 0), self._name(step), palette().text)
        track = QRectF(bar_from, box.center().y() - 4.5, box.width() - bar_from - _FIGURE, 9)
        fill_rounded(painter, track, palette().track, 2)
        self._limits(painter, track)
        left, right = sorted((step.start, step.end))
        bar = QRectF(track.left() + left * track.width(), track.top(), max((right - left) * track.width(), 1.5), 9)
        fill_rounded(painter, bar, colour, 2)
        draw_text(painter, box, _points(step), colour, RIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the row of one modality asks what would be said without it; pairs of modalities ask nothing."""
        row = int(event.position().y() // self.row_height)
        parts = self._steps()[row].parts if 0 <= row < self.row_count() else ()
        if len(parts) == 1:
            self.modality_clicked.emit(parts[0])

    def _limits(self, painter: QPainter, track: QRectF) -> None:
        fall = self._fall
        for at in (fall.base, fall.value) if fall else ():
            x = track.left() + at * track.width()
            painter.fillRect(QRectF(x, track.top() - 4.5, 1, self.row_height), QColor(palette().faint))

    def _steps(self) -> tuple[Step, ...]:
        return self._fall.steps if self._fall else ()

    def _name(self, step: Step) -> str:
        many = len(step.parts) > 1
        shown = (modality_chip(m, language()) if many else modality_name(m, language()) for m in step.parts)
        return " × ".join(shown) or self.tr("Other pairs")


def _points(step: Step) -> str:
    return signed(step.shown / 10)
