"""Which test would tell most: asked by a button, answered as a ranked list in words and figures."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from cdss.core.kinds import Modality
from cdss.records.question import ExpectedNarrowing, NextTests
from cdss.session.names import modality_name
from ui.language import language
from ui.theme import palette
from ui.views.card import Card
from ui.views.painting import RIGHT, draw_text, fill_rounded, font_of
from ui.views.rows_view import RowsView
from ui.views.worded import Worded

LEAST = 0.05
"""Smallest narrowing that is called one (points of the risk score): half of the last digit that is shown."""

_FIGURE = 128.0
_SCALE = 10.0


class ExpectedRows(RowsView):
    """One test a row: name, figures, the interval now as a pale bar and as expected on it, how often the level moves."""

    row_height = 34

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tests: tuple[ExpectedNarrowing, ...] = ()
        self._repeated = True

    def set_tests(self, tests: tuple[ExpectedNarrowing, ...], measured: bool) -> None:
        """``tests`` in the order given; ``measured``: there are vital signs, so that theirs would be a repeat."""
        self._tests, self._repeated = tests, measured
        self.refresh()

    def row_count(self) -> int:
        """One row a test."""
        return len(self._tests)

    def spoken_row(self, index: int) -> str:
        """Rank, name, width now and expected, share of another level."""
        return f"{index + 1}. {self._name(index)}: {self._widths(index)}; {self._moves(index)}"

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Words above, bars below."""
        test = self._tests[index]
        above, below = box.adjusted(0, 2, 0, -17), box.adjusted(0, 17, 0, -2)
        draw_text(painter, above.adjusted(0, 0, -_FIGURE, 0), f"{index + 1}. {self._name(index)}", palette().text)
        painter.setFont(font_of(self, self.font_pixels, bold=True))
        draw_text(painter, above, self._widths(index), palette().text, RIGHT)
        track = QRectF(14, below.center().y() - 3, box.width() - _FIGURE - 20, 6)
        fill_rounded(painter, track, palette().track)
        for width, colour, inset in ((test.width_now, palette().faint, 0), (test.width_expected, palette().accent, 1)):
            length = min(width / _SCALE, 1.0) * track.width()
            fill_rounded(painter, QRectF(track.left(), track.top() + inset, length, track.height() - 2 * inset), colour)
        painter.setFont(font_of(self, 12))
        draw_text(painter, below, self._moves(index), palette().muted, RIGHT)

    def _name(self, index: int) -> str:
        if self._tests[index].test == Modality.VITALS:
            return self.tr("Vital signs again") if self._repeated else self.tr("Vital signs")
        return modality_name(Modality(self._tests[index].test), language())

    def _widths(self, index: int) -> str:
        test = self._tests[index]
        return self.tr("width {0} → {1}").format(f"{test.width_now:.1f}", f"{test.width_expected:.1f}")

    def _moves(self, index: int) -> str:
        return self.tr("another level in {0} %").format(f"{100 * self._tests[index].level_changes:.0f}")


class NextTestCard(Worded, Card):
    """One line as long as nothing was asked. The button asks (``requested``).

    The list stands until the patient or the explained output changes.
    """

    requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: NextTests | None = None
        self._busy = False
        self._measured = True
        self.ask, self.rows, self.note = QPushButton(), ExpectedRows(), QLabel()
        self.ask.setObjectName("linkButton")
        self.ask.clicked.connect(lambda *_: self.requested.emit())
        self.add_tool(self.ask)
        self.note.setObjectName("cardNote")
        self.note.setWordWrap(True)
        for widget in (self.rows, self.note):
            self.add(widget)
        self._words()

    def set_tests(self, found: NextTests | None, busy: bool = False, measured: bool = True) -> None:
        """``found`` None: not asked yet, or ``busy``; ``measured``: the patient has vital signs."""
        self._found, self._busy, self._measured = found, busy, measured
        self.rows.set_tests(found.tests if found else (), measured)
        self._words()

    def _words(self) -> None:
        self.set_heading(self.tr("Next test"), self.tr("90 % interval of the risk") if self._found else "")
        self.ask.setText(self.tr("computing…") if self._busy else self.tr("Which test would tell most?"))
        self.ask.setEnabled(not self._busy)
        self.ask.setVisible(self._found is None)
        self.rows.setVisible(self._found is not None)
        self.rows.setAccessibleName(self.tr("Tests, the most telling first"))
        self.note.setVisible(self._found is not None)
        self.note.setText(self._told(self._found) if self._found else "")

    def _told(self, found: NextTests) -> str:
        narrower = [t for t in found.tests if t.width_now - t.width_expected >= LEAST]
        first = "" if narrower else self.tr("No test is expected to narrow the interval.") + " "
        text = self.tr(
            "Mean over results of {0} similar visits; films and ECGs are those of other people, given to them by published"
            " sensitivities. It speaks of this model's interval only, not of what the patient needs."
        )
        return first + text.format(max((t.samples for t in found.tests), default=0))
