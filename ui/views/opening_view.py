"""What the window shows until its panes are there: the places of its parts, without any content, and what is being done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cdss.core.sentences import sentence
from ui.frame_sizes import (
    BANNER_HEIGHT,
    CRAMPED,
    DECISION_WIDTH,
    NARROW_WORKLIST,
    SMALL,
    STATUS_HEIGHT,
    WORKLIST_WIDTH,
)
from ui.language import language
from ui.theme import BASE_PIXELS, palette
from ui.views.painting import RIGHT, draw_text, font_of

_NAME_PIXELS = 18
_MARGIN = 14.0
_HEADING_HEIGHT = 40.0


class OpeningView(QWidget):
    """Painted in one go, for it is seen for a moment. ``painted``: it has been, once at least."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painted = False
        self._opening = self.tr("Opening the worklist…")
        self.setAccessibleName(self._opening)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines where the parts will be, and the words."""
        colours, painter = palette(), QPainter(self)
        width, foot = float(self.width()), float(self.height() - STATUS_HEIGHT)
        painter.fillRect(self.rect(), QColor(colours.background))
        painter.fillRect(self._centre(), QColor(colours.surface))
        painter.setPen(QColor(colours.border))
        painter.drawLines([QLineF(0.0, at, width, at) for at in (BANNER_HEIGHT - 0.5, foot - 0.5)])
        painter.setFont(font_of(self, _NAME_PIXELS, bold=True))
        name = QRectF(_MARGIN, 0.0, width - 2 * _MARGIN, BANNER_HEIGHT)
        draw_text(painter, name, QCoreApplication.applicationName(), colours.text)
        painter.setFont(font_of(self, BASE_PIXELS, bold=True))
        heading = QRectF(_MARGIN, BANNER_HEIGHT, WORKLIST_WIDTH, _HEADING_HEIGHT)
        draw_text(painter, heading, self._opening, colours.muted)
        said = sentence("session_status_sentence", {}, language())
        painter.setFont(font_of(self, BASE_PIXELS))
        draw_text(painter, QRectF(_MARGIN, foot, width - 2 * _MARGIN, STATUS_HEIGHT), said, colours.muted, RIGHT)
        painter.end()
        self.painted = True

    def _centre(self) -> QRectF:
        """Where the evidence will be: between the worklist, where there is room for it, and the decision."""
        width = self.width()
        worklist = NARROW_WORKLIST if width < SMALL else WORKLIST_WIDTH
        left = 0 if width < CRAMPED else worklist
        return QRectF(left, BANNER_HEIGHT, width - left - DECISION_WIDTH, self.height() - BANNER_HEIGHT - STATUS_HEIGHT)
