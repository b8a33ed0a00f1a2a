"""The note's words that matter most, with signed figures, for and against; a click shows the word in the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from cdss.core.kinds import Modality
from cdss.records.explanation import NoteTokens
from cdss.records.second_opinion import Compared
from cdss.session.entry.note_panes import read_as
from cdss.session.explanation.note_ranking import RankedUnit, Ranking, points, ranking, strongest
from ui.language import language
from ui.theme import palette
from ui.views.highlights import outline_pen
from ui.views.opinion_view import OpinionButton, OpinionLine
from ui.views.painting import RIGHT, draw_text, fill_rounded, font_of, smooth

_ROW = 20
_PIXELS = 12
_FIGURE, _SECOND = 42.0, 38.0
_HEAD = 16
_FEWEST, _FEWEST_BRIEF = 2, 1
"""Rows of words that are shown in any case: brief, the list leaves the text of the note all room it can."""
_METHODS = "IG    LIME"
"""Heads of the two figures of a row: Integrated Gradients, and the second opinion."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIDE, _SPACE = 10, 1
_LAST = 99
"""Row of the grid below all words."""


class WordButton(QAbstractButton):
    """One unit of the note: its words, its figure with a bar behind it. ``lit``: it is pointed at from elsewhere."""

    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.unit = -1
        self._figure, self._second, self._aside, self._share = "", "", "", 0.0
        self._lit = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_unit(self, row: RankedUnit, aside: str, share: float, second: float | None = None) -> None:
        """Show ``row``; ``aside``: what its words are read as, or where they come from; ``share`` of the strongest, 0-1.

        ``second``: the effect by another method (probability), None without one.
        """
        self.unit, self._figure, self._aside, self._share = row.index, points(row.tenths), aside, share
        self._second = "" if second is None else points(round(1000.0 * second))
        self.setText(row.shown)
        words = f"{row.shown} – {aside}" if aside else row.shown
        told = f"{words}: {self._figure}" + (f" · LIME {self._second}" if self._second else "")
        self.setToolTip(told)
        self.setAccessibleName(told)
        self.update()

    def set_lit(self, lit: bool) -> None:
        """Frame the row, or not."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, _ROW)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse points at it."""
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has gone."""
        super().leaveEvent(event)
        self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard points at it."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard has gone."""
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bar, words, where they come from, figure; a frame where it is pointed at."""
        painter = smooth(self)
        colours, box = palette(), QRectF(self.rect())
        up = self._figure.startswith("+")
        bar = QRectF(2, 2, max((box.width() - 4) * self._share, 2.0), _ROW - 4)
        fill_rounded(painter, bar, colours.mark_up if up else colours.mark_down, 2)
        painter.setFont(font_of(self, _PIXELS))
        aside = _SECOND if self._second else 0.0
        room = QRectF(6, 0, box.width() - _FIGURE - aside - 8, _ROW)
        draw_text(painter, room, self.text(), colours.text)
        if self._aside:
            used = QFontMetricsF(painter.font()).horizontalAdvance(self.text()) + 6
            draw_text(painter, room.adjusted(min(used, room.width()), 0, 0, 0), self._aside, colours.text)
        painter.setFont(font_of(self, _PIXELS))
        draw_text(painter, box.adjusted(0, 0, -6, 0), self._second, colours.text, RIGHT)
        painter.setFont(font_of(self, _PIXELS, bold=True))
        draw_text(painter, box.adjusted(0, 0, -6 - aside, 0), self._figure, colours.text, RIGHT)
        if self._lit or self.hasFocus() or self.underMouse():
            painter.setBrush(QColor(Qt.GlobalColor.transparent))
            painter.setPen(outline_pen(strong=True, width=1.5))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        painter.end()


class NoteWords(QWidget):
    """Two columns of ``WordButton``s. ``chosen`` and ``unit_pointed`` carry the unit's index; None when nothing is pointed at.

    Where the effects by Integrated Gradients are hidden, LIME stands alone here: the button that asks for it, then its effects.
    """

    chosen = Signal(int)
    unit_pointed = Signal(object)
    opinion_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: NoteTokens | None = None
        self._opinion: Compared | None = None
        self._rows = 3
        self._alone, self._brief = False, False
        self.heads = (QLabel(self), QLabel(self))
        self.sum = QLabel(self)
        self.buttons: tuple[list[WordButton], list[WordButton]] = ([], [])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_SIDE, 1, _SIDE, 1)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(_SPACE)
        for column, head in enumerate(self.heads):
            head.setObjectName("cardCaption")
            head.setFixedHeight(_HEAD)
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        self.sum.setObjectName("cardNote")
        self.sum.setWordWrap(True)
        self._grid.addWidget(self.sum, _LAST, 0, 1, 2)
        self._add_opinion()

    def set_tokens(self, tokens: NoteTokens | None, alone: bool = False) -> None:
        """List ``tokens``; None lists nothing. ``alone``: they are LIME's, with nothing beside."""
        self._tokens, self._alone = tokens, alone
        self._show()

    def set_room(self, width: int, height: float, most: int) -> None:
        """List as many words each way, up to ``most``, as fit ``width`` by ``height``.

        Where not even the fewest do, the list is brief: without the sum, which is in the tool tip of its heads, and with the
        second opinion's verdict alone.
        """
        brief = height < self._height(width, brief=False) + _FEWEST * (_ROW + _SPACE)
        rows = int((height - self._height(width, brief)) // (_ROW + _SPACE))
        self._rows, self._brief = min(max(rows, _FEWEST_BRIEF if brief else _FEWEST), most), brief
        self.opinion_line.set_brief(brief)
        self._show()

    def _height(self, width: int, brief: bool) -> int:
        """Of the list without its rows of words."""
        said = [(self.opinion_line, self.opinion_line.said(brief)), (self.sum, "" if brief else self.sum.text())]
        room = QRect(0, 0, width - 2 * _SIDE, 1000)
        wrapped = Qt.TextFlag.TextWordWrap
        lines = (
            label.fontMetrics().boundingRect(room, wrapped, text).height() + _SPACE for label, text in said if text
        )
        head = _HEAD if self.opinion.isHidden() else max(_HEAD, self.opinion.sizeHint().height())
        return 2 + head + sum(lines)

    def set_opinion(self, found: Compared | None, busy: bool) -> None:
        """A second opinion of the same units beside the figures; None: not asked yet, or ``busy``."""
        self._opinion = found
        self.opinion.set_state(found is not None, busy)
        self.opinion_line.set_compared(found)
        for head in self.methods:
            head.setVisible(found is not None and not found.withheld)
        self._show()

    def set_lit(self, units: frozenset[int]) -> None:
        """Frame the rows of ``units``."""
        for button in (*self.buttons[0], *self.buttons[1]):
            button.set_lit(button.unit in units)

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        found = ranking(self._tokens, self._rows) if self._tokens and not self._alone else None
        self.setVisible(found is not None or self._alone)
        if found is not None:
            self._list(found.raising, found.lowering)
        elif self._alone:
            self._list(*(strongest(self._tokens, self._rows) if self._tokens else ((), ())))
        self._name_heads()
        self.sum.setVisible(found is not None and not self._brief)
        words = self._sum_words(found) if found is not None else ""
        self.sum.setText(words)
        self.sum.setAccessibleName(words)
        for label in (self.sum, *self.heads):
            label.setToolTip(self._sum_tip(words) if words else "")

    def _list(self, raising: tuple[RankedUnit, ...], lowering: tuple[RankedUnit, ...]) -> None:
        most = max((abs(row.tenths) for row in (*raising, *lowering)), default=1) or 1
        for column, rows in enumerate((raising, lowering)):
            self._fill(column, rows, most)

    def _name_heads(self) -> None:
        first, second = self.tr("raises · % points"), self.tr("lowers")
        if self._alone:
            first, second = self.tr("LIME: raises · % points"), self.tr("LIME: lowers")
        offers = self._alone and self._tokens is None
        if offers:
            first, second = self.tr("Weigh the words by another method:"), ""
        self.heads[0].setText(first)
        self.heads[1].setText(second)
        self._grid.setColumnStretch(0, 0 if offers else 1)
        self._grid.setAlignment(self.opinion, _LEFT if offers else _RIGHT)

    def _fill(self, column: int, rows: tuple[RankedUnit, ...], most: int) -> None:
        buttons = self.buttons[column]
        while len(buttons) < len(rows):
            buttons.append(self._made(column, len(buttons) + 1))
        for i, button in enumerate(buttons):
            button.setVisible(i < len(rows))
            if i < len(rows):
                button.show_unit(rows[i], self._aside(rows[i]), abs(rows[i].tenths) / most, self._other(rows[i]))

    def _other(self, row: RankedUnit) -> float | None:
        """None also while words and opinion are of different patients, between the two calls that change them."""
        if self._opinion is None or self._tokens is None or self._alone:
            return None
        return self._opinion.effects.get(self._tokens.unit_name(row.index))

    def _add_opinion(self) -> None:
        self.opinion, self.opinion_line = OpinionButton(self), OpinionLine(Modality.NOTE, self)
        self.opinion.clicked.connect(lambda *_: self.opinion_requested.emit())
        self.methods = (QLabel(_METHODS, self), QLabel(_METHODS, self))
        for column, head in enumerate(self.methods):
            head.setObjectName("cardCaption")
            head.setContentsMargins(0, 0, 6, 0)
            head.hide()
            self._grid.addWidget(head, 0, column, _RIGHT)
        self._grid.addWidget(self.opinion, 0, 1, _RIGHT)
        self._grid.addWidget(self.opinion_line, _LAST + 1, 0, 1, 2)

    def _made(self, column: int, row: int) -> WordButton:
        button = WordButton(self)
        button.clicked.connect(lambda: self.chosen.emit(button.unit))
        button.entered.connect(lambda: self.unit_pointed.emit(button.unit))
        button.left.connect(lambda: self.unit_pointed.emit(None))
        self._grid.addWidget(button, row, column)
        return button

    def _aside(self, row: RankedUnit) -> str:
        if row.in_text:
            return read_as(row.shown, row.english, language())
        return self.tr("not in the note: from the vital signs") if row.charted else self.tr("not in the note's text")

    def _sum_words(self, found: Ranking) -> str:
        listed = sum(row.tenths for row in (*found.raising, *found.lowering))
        parts = [
            self.tr("blank %1 %").replace("%1", f"{found.base / 10:.1f}"),
            self.tr("listed %1").replace("%1", points(listed)),
            self._rest(found),
        ]
        if found.error:
            parts.append(self.tr("error %1").replace("%1", points(found.error)))
        return " · ".join(parts) + f" = {found.value / 10:.1f} %"

    def _rest(self, found: Ranking) -> str:
        """What words that are not listed weigh together, or, where all are listed, what belongs to no word."""
        if found.rest_count == 0:
            return self.tr("signs between words %1").replace("%1", points(found.rest))
        return self.tr("%1 others %2").replace("%1", str(found.rest_count)).replace("%2", points(found.rest))

    def _sum_tip(self, words: str) -> str:
        return (
            words
            + "\n"
            + self.tr(
                "Integrated Gradients over the words' embeddings. A denial counts as one, with the word that denies it. "
                "Error: what the method's path integral misses."
            )
        )
