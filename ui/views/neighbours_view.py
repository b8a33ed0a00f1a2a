"""Similar earlier visits and what happened to them: one line of counts, and the visits themselves when asked for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from cdss.core.kinds import Sex
from cdss.records.neighbours import Neighbours, Outcomes, SimilarVisit
from cdss.session.names import condition_name, target_name
from ui.language import language
from ui.theme import palette
from ui.views.card import Card
from ui.views.painting import CENTRE, RIGHT, draw_text, fill_rounded, font_of, level_colours, level_outline
from ui.views.rows_view import RowsView
from ui.views.worded import Worded

_BADGE, _FIGURE = 22.0, 36.0


class VisitRows(RowsView):
    """One visit a row: level, reasons for visit and similarity above, what happened below."""

    row_height = 34

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._visits: tuple[SimilarVisit, ...] = ()

    def set_visits(self, visits: tuple[SimilarVisit, ...]) -> None:
        """The visits in the order given."""
        self._visits = visits
        self.refresh()

    def row_count(self) -> int:
        """One row a visit."""
        return len(self._visits)

    def spoken_row(self, index: int) -> str:
        """Reasons for visit, level, what happened, similarity."""
        visit = self._visits[index]
        text = self.tr("{0}; level {1}; {2}; similarity {3}")
        return text.format(visit.complaint, visit.level, self._happened(visit), f"{visit.similarity:.2f}")

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Badge of the level, two lines of words, similarity."""
        visit = self._visits[index]
        above, below = box.adjusted(_BADGE + 8, 2, 0, -17), box.adjusted(_BADGE + 8, 17, 0, -2)
        self._badge(painter, QRectF(0, box.top() + 7, _BADGE, 20), visit.level)
        painter.setFont(font_of(self, self.font_pixels))
        draw_text(painter, above.adjusted(0, 0, -_FIGURE, 0), visit.complaint, palette().text)
        draw_text(painter, above, f"{visit.similarity:.2f}", palette().muted, RIGHT)
        painter.setFont(font_of(self, 12))
        draw_text(painter, below, self._happened(visit), palette().muted)

    def _badge(self, painter: QPainter, box: QRectF, level: int) -> None:
        fill, text = level_colours(level)
        fill_rounded(painter, box, fill, 4)
        painter.setPen(QPen(level_outline(level), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font_of(self, self.font_pixels, bold=True))
        draw_text(painter, box, str(level), text, CENTRE)

    def _happened(self, visit: SimilarVisit) -> str:
        parts = [self._who(visit), self.tr("admitted") if visit.admitted else self.tr("not admitted")]
        if visit.critical:
            parts.append(self.tr("ICU or death"))
        parts += [condition_name(code, language()) for code in visit.conditions]
        return " · ".join(filter(None, parts))

    def _who(self, visit: SimilarVisit) -> str:
        sex = {Sex.FEMALE: self.tr("woman"), Sex.MALE: self.tr("man")}.get(visit.sex, "")
        age = self.tr("age {0}–{1}").format(visit.decade, visit.decade + 9) if visit.decade is not None else ""
        oldest = self.tr("age 80 and over") if visit.decade is not None and visit.decade >= 80 else age
        return " ".join(filter(None, (sex, oldest)))


class NeighboursCard(Worded, Card):
    """Counts in one line; a link shows the visits, the nearest with the opposite outcome below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Neighbours | None = None
        self.line, self.other, self.note = _label(), _label(), _label()
        self.nearest, self.opposite = VisitRows(), VisitRows()
        self.more = QPushButton()
        self.more.setObjectName("linkButton")
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda *_: self._words())
        self.add_tool(self.more)
        for widget in (self.line, self.nearest, self.other, self.opposite, self.note):
            self.add(widget)
        self.hide()
        self._words()

    def set_neighbours(self, found: Neighbours | None) -> None:
        """Show ``found``; the card is hidden without."""
        if found == self._found:
            return
        self._found = found
        self.setVisible(found is not None)
        if found is not None:
            self.nearest.set_visits(found.nearest)
            self.opposite.set_visits((found.opposite,) if found.opposite else ())
        self._words()

    def _words(self) -> None:
        self.set_heading(self.tr("Similar visits"), "NHAMCS 2016\N{EN DASH}2018")
        open_ = self.more.isChecked()
        self.more.setText(self.tr("hide") if open_ else self.tr("show"))
        self.more.setAccessibleName(self.tr("Hide the similar visits") if open_ else self.tr("Show the similar visits"))
        for widget in (self.nearest, self.other, self.opposite, self.note):
            widget.setVisible(open_)
        if self._found is not None:
            self.line.setText(self._counts(self._found.similar))
            self.other.setText(self._otherwise(self._found))
            self.note.setText(self._source(self._found.every))
            self.nearest.setAccessibleName(self.tr("The most similar visits"))
            self.opposite.setAccessibleName(self.other.text())

    def _counts(self, similar: Outcomes) -> str:
        text = self.tr("Of {0} similar visits: {1} level 1 or 2, {2} admitted, {3} ICU or death.")
        return text.format(similar.visits, similar.urgent, similar.admitted, similar.critical)

    def _otherwise(self, found: Neighbours) -> str:
        outcome = target_name(found.target, language())
        if found.opposite is None:
            return self.tr("No reference visit had the opposite outcome ({0}).").format(outcome)
        expected = self.tr("expected here") if found.predicted else self.tr("not expected here")
        return self.tr("Nearest with the opposite outcome ({0}: {1})").format(outcome, expected)

    def _source(self, every: Outcomes) -> str:
        text = self.tr(
            "Of all {0} visits drawn: {1} % level 1 or 2, {2} % admitted, {3} % ICU or death. Compared by note, vital signs,"
            " age, sex, arrival and history, not by film or ECG. US emergency departments; the level is the nurse's."
            " Experience to compare with, not the reason for the estimate."
        )
        shares = (f"{100 * count / every.visits:.0f}" for count in (every.urgent, every.admitted, every.critical))
        return text.format(every.visits, *shares)


def _label() -> QLabel:
    label = QLabel()
    label.setObjectName("cardNote")
    label.setWordWrap(True)
    return label
