"""Cross-attention as a grid: note words down, evidence across. Routing within the network, not importance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cdss.records.explanation import CrossAttention
from cdss.records.routing import AttentionAgreement
from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.attention_figure import figure_words
from ui.views.head_picker import HeadPicker
from ui.views.highlights import outline_pen
from ui.views.painting import CENTRE, RIGHT, blended, draw_text, fill_rounded, font_of, smooth

MAX_WORDS, MIN_WORDS = 6, 3
MAX_COLUMNS = 7
"""Evidence columns drawn one by one where there is room; the others are drawn as one sum, so that rows add up to 1."""
OTHER = "other"
_ROW, _HEAD, _LABEL = 16.0, 36.0, 92.0
_HEADS, _ANY = -1, -1
"""The line of the columns' heads as a row; no column in particular."""
_BETWEEN = 4.0
"""Least room between the heads of two columns."""
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class AttentionView(QWidget):
    """Mean over heads, or one head. The words shown are those whose attention is least even over the evidence.

    ``unit_pointed`` with the index of the unit of the note, ``part_pointed`` with the name of the part of the evidence that
    mouse or keyboard points at, None when at none; ``head_chosen`` with the head, None for the mean.
    Keys: up and down choose a word, or the line of heads above them; left and right choose a column there.
    """

    unit_pointed = Signal(object)
    part_pointed = Signal(object)
    head_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = HeadPicker(self)
        self._attention: CrossAttention | None = None
        self._agreement: AttentionAgreement | None = None
        self._leads: Mapping[str, tuple[str, ...]] = {}
        self._unit_words: tuple[str, ...] = ()
        self._words: tuple[str, ...] = ()
        self._units: tuple[int, ...] = ()
        self._all: tuple[tuple[str, ...], NDArray[np.float32]] = ((), np.zeros((0, 0), np.float32))
        self._evidence: tuple[str, ...] = ()
        self._weights = np.zeros((0, 0), np.float32)
        self._pointed: tuple[int, int] | None = None
        self._lit: tuple[frozenset[int], str | None] = (frozenset(), None)
        self._most = MAX_WORDS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.heads.move(0, 3)
        self.heads.head_chosen.connect(self.choose_head)

    @property
    def head(self) -> int | None:
        """The head that is shown, None for the mean of all."""
        return self.heads.head

    @property
    def figure(self) -> str:
        """Rank correlation with the attributions in words; empty without attention."""
        return figure_words(self._agreement) if self._attention is not None else ""

    @property
    def routing_only(self) -> bool:
        """Whether it must be labelled "routing, not importance": also as long as the figure is not known."""
        return self._agreement is None or self._agreement.routing_only

    def set_attention(
        self,
        attention: CrossAttention | None,
        agreement: AttentionAgreement | None = None,
        leads: Iterable[tuple[str, tuple[str, ...]]] = (),
        unit_words: tuple[str, ...] = (),
    ) -> None:
        """Weights [heads, words, evidence]; ``leads``: those with the largest attribution in each stretch of the ECG.

        ``unit_words``: the units of the note as displayed; without them the words are those of ``attention``.
        """
        told = (attention, agreement, dict(leads), unit_words)
        if told == (self._attention, self._agreement, self._leads, self._unit_words):
            return
        self._attention, self._agreement, self._leads, self._unit_words = told
        self.heads.set_count(len(attention.weights) if attention is not None else 0)
        self._choose_rows()

    def give_way(self, over: float) -> None:
        """Be ``over`` pixels lower than now, or higher where it is below 0, but for the last few words."""
        every = len(self._attention.words) if self._attention is not None else 0
        given = _ROW * (min(every, MAX_WORDS) - len(self._words))
        most = min(max(MAX_WORDS - math.ceil((over + given) / _ROW), MIN_WORDS), MAX_WORDS)
        if most != self._most:
            self._most = most
            self._choose_rows()

    def choose_head(self, head: int | None) -> None:
        """Show one head, or the mean of all (None)."""
        self.heads.set_head(head)
        self._choose_rows()
        self.head_chosen.emit(self.head)

    def highlight(self, units: frozenset[int], part: str | None = None) -> None:
        """Frame the words of ``units`` and the head of the column ``part``."""
        self._lit = units, part
        self.update()

    def _choose_rows(self) -> None:
        self._words, self._units, self._all = (), (), ((), np.zeros((0, 0), np.float32))
        if (attention := self._attention) is not None:
            weights = attention.weights.mean(axis=0) if self.head is None else attention.weights[self.head]
            chosen = _most_selective(weights, self._most)
            self._units = tuple((attention.units or range(len(attention.words)))[i] for i in chosen)
            shown = (self._unit_words[unit : unit + 1] for unit in self._units)
            self._words = tuple(word[0] if word else attention.words[i] for word, i in zip(shown, chosen, strict=True))
            self._all = attention.evidence, weights[chosen]
        self._point(None)
        self._fit()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for; another height makes no room for more."""
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Gather columns until the head of each fits above it."""
        font = font_of(self, 12).toString()
        for named in range(MAX_COLUMNS, 0, -1):
            self._evidence, self._weights = _gathered(*self._all, named)
            heads = (_in_two_lines(_label(code), font)[1] for code in self._evidence)
            if max(heads, default=0.0) + _BETWEEN <= self._cell(0, 0).width():
                break
        self._speak()
        self.update()

    def _speak(self) -> None:
        self.setAccessibleName(" · ".join(filter(None, (self.tr("Cross-attention"), self.figure))))
        self.setAccessibleDescription(self._said())

    def _spoken(self, row: int) -> str:
        best = int(self._weights[row].argmax())
        return f"{self._words[row]}: {_label(self._evidence[best])} {100 * self._weights[row, best]:.0f} %"

    def sizeHint(self) -> QSize:
        """Heads of the columns and the rows."""
        return QSize(240, round(_HEAD + _ROW * len(self._words)) if self._words else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Column heads, words, cells shaded by weight, frames."""
        painter = smooth(self)
        painter.setFont(font_of(self, 12))
        for column, code in enumerate(self._evidence):
            painter.setPen(QColor(palette().muted))
            words, _ = _in_two_lines(_label(code), painter.font().toString())
            painter.drawText(self._column_head(column), CENTRE, words)
        painter.setFont(font_of(self, 12))
        shades = _shades(self._evidence, self._weights)
        for row, word in enumerate(self._words):
            draw_text(painter, self._row_label(row), word, palette().text, RIGHT)
            for column in range(len(self._evidence)):
                tone = palette().faint if self._evidence[column] == OTHER else palette().accent
                shade = blended(tone, palette().track, float(shades[row, column]))
                fill_rounded(painter, self._cell(row, column).adjusted(1, 1, -1, -1), shade, 2)
        self._draw_frames(painter)
        painter.end()

    def _draw_frames(self, painter: QPainter) -> None:
        units, part = self._lit
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(outline_pen(strong=True, width=1.5))
        for row, unit in enumerate(self._units):
            if unit in units:
                painter.drawRoundedRect(self._row_label(row).adjusted(1, 0.5, 5, -0.5), 2, 2)
        for column, code in enumerate(self._evidence):
            if code == part:
                painter.drawRoundedRect(self._column_head(column).adjusted(1, 1, -1, -1), 2, 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the word or the part of the evidence under the mouse; its weight in the tool tip."""
        self._point(self._under(event.position()))
        found = self._at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), "" if found is None else self._tip(*found), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard starts at the first word."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self._words:
            self._point((0, _ANY))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is pointed at."""
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, left and right point; Escape points at nothing."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._pointed is not None:
            self._point(None)
        elif step is None or not self._words:
            super().keyPressEvent(event)
        else:
            row, column = self._pointed or (_HEADS, _ANY)
            row = min(max(row + step[0], _HEADS), len(self._words) - 1)
            least = 0 if row == _HEADS else _ANY
            self._point((row, min(max(column + step[1], least), len(self._evidence) - 1)))

    def _point(self, place: tuple[int, int] | None) -> None:
        """Point at a row and column: a word where there is a row, else the part of the evidence of the column."""
        if place == self._pointed:
            return
        self._pointed = place
        row, column = place if place is not None else (_HEADS, _ANY)
        part = self._evidence[column] if place is not None and row == _HEADS else None
        unit = self._units[row] if row >= 0 else None
        self.highlight(frozenset() if unit is None else frozenset({unit}), part)
        if unit is not None:
            self.unit_pointed.emit(unit)
        else:
            self.part_pointed.emit(None if part == OTHER else part)
        if row >= 0 and column >= 0:
            self.setAccessibleDescription(self._tip(row, column))
        elif self._words:
            self.setAccessibleDescription(self._spoken(row) if row >= 0 else _label(part) if part else self._said())

    def _said(self) -> str:
        return "\n".join(self._spoken(i) for i in range(len(self._words)))

    def _tip(self, row: int, column: int) -> str:
        code = self._evidence[column]
        tip = f"{self._words[row]} → {_label(code)}: {100 * self._weights[row, column]:.1f} %"
        if not code.startswith("ecg_"):
            return tip
        tip += "\n" + self.tr("By time only: each step of the network mixes all 12 leads.")
        if leads := self._leads.get(code):
            tip += "\n" + self.tr("Leads with the largest attribution here: %1").replace("%1", ", ".join(leads))
        return tip

    def _under(self, place: QPointF) -> tuple[int, int] | None:
        """Row (``_HEADS`` for the heads of the columns) and column (``_ANY`` for a word itself) under the mouse."""
        column = next((c for c in range(len(self._evidence)) if _spans(self._cell(0, c), place.x())), _ANY)
        row = _HEADS if place.y() < _HEAD else int((place.y() - _HEAD) // _ROW)
        return (row, column) if row < len(self._words) and (row >= 0 or column >= 0) else None

    def _at(self, place: QPointF) -> tuple[int, int] | None:
        found = self._under(place)
        return found if found is not None and min(found) >= 0 else None

    def _cell(self, row: int, column: int) -> QRectF:
        width = (self.width() - _LABEL) / max(len(self._evidence), 1)
        return QRectF(_LABEL + column * width, _HEAD + row * _ROW, width, _ROW)

    def _column_head(self, column: int) -> QRectF:
        cell = self._cell(0, column)
        return QRectF(cell.left(), 0, cell.width(), _HEAD - 2)

    def _row_label(self, row: int) -> QRectF:
        return QRectF(0, _HEAD + row * _ROW, _LABEL - 6, _ROW)


def _shades(evidence: tuple[str, ...], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights as shares of the largest named one; the sum of the others is shaded by its own weight."""
    named = np.array([code != OTHER for code in evidence], dtype=bool)
    most = float(weights[:, named].max()) if weights.size else 1.0
    return np.where(named, weights / max(most, 1e-9), weights).astype(np.float32)


def _spans(cell: QRectF, x: float) -> bool:
    return cell.left() <= x < cell.right()


def _label(code: str) -> str:
    return name("evidence", code, language())


@lru_cache(maxsize=256)  # asked at every change of the card's room
def _in_two_lines(label: str, font: str) -> tuple[str, float]:
    """``label`` broken at the space that makes it narrowest, and how wide it is then; ``font`` as Qt describes it in words."""
    described = QFont()
    described.fromString(font)
    words, metrics = label.split(), QFontMetricsF(described)
    broken = (" ".join(words[:i]) + "\n" + " ".join(words[i:]) for i in range(1, len(words)))
    widths = {text: max(map(metrics.horizontalAdvance, text.split("\n"))) for text in (label, *broken)}
    narrowest = min(widths, key=lambda text: (widths[text], text == label))
    return narrowest, widths[narrowest]


def _gathered(
    evidence: tuple[str, ...], weights: NDArray[np.float32], named: int
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The ``named`` columns with the largest single weight in their order, the others as one sum called ``OTHER``."""
    if len(evidence) <= named + 1:
        return evidence, weights
    kept = np.sort(np.argsort(-weights.max(axis=0), kind="stable")[:named])
    rest = weights.sum(axis=1, keepdims=True) - weights[:, kept].sum(axis=1, keepdims=True)
    return (*(evidence[i] for i in kept), OTHER), np.concatenate([weights[:, kept], rest], axis=1)


def _most_selective(weights: NDArray[np.float32], most: int) -> list[int]:
    """Rows with the largest single weight, at most ``most``, in the order of the note."""
    ranked = np.argsort(-weights.max(axis=1), kind="stable")[:most]
    return sorted(int(i) for i in ranked)
