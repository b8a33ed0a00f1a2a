"""Cross-attention as a grid: note words down, evidence across. Routing within the network, not importance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cdss.records.explanation import CrossAttention
from cdss.session.names import name
from ui.language import language
from ui.theme import palette
from ui.views.painting import CENTRE, RIGHT, blended, draw_text, fill_rounded, font_of, smooth

MAX_WORDS = 6
MAX_COLUMNS = 7
"""Evidence columns drawn one by one where there is room; the others are drawn as one sum, so that rows add up to 1."""
OTHER = "other"
_ROW, _HEAD, _LABEL = 15.0, 32.0, 84.0
_BETWEEN = 4.0
"""Least room between the heads of two columns."""


class AttentionView(QWidget):
    """Mean over heads, or one head. The words shown are those whose attention is least even over the evidence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._all: tuple[tuple[str, ...], NDArray[np.float32]] = ((), np.zeros((0, 0), np.float32))
        self._evidence: tuple[str, ...] = ()
        self._weights = np.zeros((0, 0), np.float32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_attention(self, attention: CrossAttention | None, head: int | None = None) -> None:
        """Weights [heads, words, evidence]; ``head`` None is their mean."""
        self._words, self._all = (), ((), np.zeros((0, 0), np.float32))
        if attention is not None:
            weights = attention.weights.mean(axis=0) if head is None else attention.weights[head]
            chosen = _most_selective(weights)
            self._words = tuple(attention.words[i] for i in chosen)
            self._all = attention.evidence, weights[chosen]
        self._fit()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        self._fit()

    def _fit(self) -> None:
        """Gather columns until the head of each fits above it."""
        metrics = QFontMetricsF(font_of(self, 10))
        for named in range(MAX_COLUMNS, 0, -1):
            self._evidence, self._weights = _gathered(*self._all, named)
            heads = (_width(_in_two_lines(_label(code), metrics), metrics) for code in self._evidence)
            if max(heads, default=0.0) + _BETWEEN <= self._cell(0, 0).width():
                break
        self._speak()
        self.update()

    def _speak(self) -> None:
        self.setAccessibleDescription("\n".join(self._spoken(i) for i in range(len(self._words))))

    def _spoken(self, row: int) -> str:
        best = int(self._weights[row].argmax())
        return f"{self._words[row]}: {_label(self._evidence[best])} {100 * self._weights[row, best]:.0f} %"

    def sizeHint(self) -> QSize:
        """Heads of the columns and the rows."""
        return QSize(240, round(_HEAD + _ROW * len(self._words)) if self._words else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Column heads, words, cells shaded by weight."""
        painter = smooth(self)
        painter.setFont(font_of(self, 10))
        for column, code in enumerate(self._evidence):
            cell = self._cell(0, column)
            head = QRectF(cell.left(), 0, cell.width(), _HEAD - 2)
            painter.setPen(QColor(palette().muted))
            painter.drawText(head, CENTRE, _in_two_lines(_label(code), QFontMetricsF(painter.font())))
        painter.setFont(font_of(self, 11))
        shades = self._shades()
        for row, word in enumerate(self._words):
            line = QRectF(0, _HEAD + row * _ROW, _LABEL - 6, _ROW)
            draw_text(painter, line, word, palette().text, RIGHT)
            for column in range(len(self._evidence)):
                tone = palette().faint if self._evidence[column] == OTHER else palette().accent
                shade = blended(tone, palette().track, float(shades[row, column]))
                fill_rounded(painter, self._cell(row, column).adjusted(1, 1, -1, -1), shade, 2)
        painter.end()

    def _shades(self) -> NDArray[np.float32]:
        """Weights as shares of the largest named one; the sum of the others is shaded by its own weight."""
        named = np.array([code != OTHER for code in self._evidence], dtype=bool)
        most = float(self._weights[:, named].max()) if self._weights.size else 1.0
        return np.where(named, self._weights / max(most, 1e-9), self._weights).astype(np.float32)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The weight under the pointer."""
        found = self._at(event.position())
        text = "" if found is None else self._tip(*found)
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _tip(self, row: int, column: int) -> str:
        return f"{self._words[row]} → {_label(self._evidence[column])}: {100 * self._weights[row, column]:.1f} %"

    def _at(self, place: QPointF) -> tuple[int, int] | None:
        for row in range(len(self._words)):
            for column in range(len(self._evidence)):
                if self._cell(row, column).contains(place):
                    return row, column
        return None

    def _cell(self, row: int, column: int) -> QRectF:
        width = (self.width() - _LABEL) / max(len(self._evidence), 1)
        return QRectF(_LABEL + column * width, _HEAD + row * _ROW, width, _ROW)


def _label(code: str) -> str:
    return name("evidence", code, language())


def _in_two_lines(label: str, metrics: QFontMetricsF) -> str:
    """``label`` broken at the space that makes it narrowest."""
    words = label.split()
    broken = (" ".join(words[:i]) + "\n" + " ".join(words[i:]) for i in range(1, len(words)))
    return min(broken, key=lambda text: _width(text, metrics), default=label)


def _width(text: str, metrics: QFontMetricsF) -> float:
    return max(metrics.horizontalAdvance(line) for line in text.split("\n"))


def _gathered(
    evidence: tuple[str, ...], weights: NDArray[np.float32], named: int
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The ``named`` columns with the largest single weight in their order, the others as one sum called ``OTHER``."""
    if len(evidence) <= named + 1:
        return evidence, weights
    kept = np.sort(np.argsort(-weights.max(axis=0), kind="stable")[:named])
    rest = weights.sum(axis=1, keepdims=True) - weights[:, kept].sum(axis=1, keepdims=True)
    return (*(evidence[i] for i in kept), OTHER), np.concatenate([weights[:, kept], rest], axis=1)


def _most_selective(weights: NDArray[np.float32]) -> list[int]:
    """Rows with the largest single weight, at most ``MAX_WORDS``, in the order of the note."""
    ranked = np.argsort(-weights.max(axis=1), kind="stable")[:MAX_WORDS]
    return sorted(int(i) for i in ranked)
