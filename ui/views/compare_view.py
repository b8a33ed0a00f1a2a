"""The edited case beside the patient: level, risk, outcomes, conditions that change most, each with the change in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from cdss.core.figures import percent
from cdss.records.assessment import Assessment, Interval, Score
from cdss.session.names import condition_name, name
from ui.language import language
from ui.terms import numbered
from ui.theme import palette
from ui.views.painting import LEFT, RIGHT, draw_text, font_of
from ui.views.rows_view import RowsView

SHOWN_CONDITIONS = 3
LEAST_CHANGE = 0.005
"""Probability (and share of the risk score) under which two figures count as the same, for they are shown alike."""

_DASH = "–"
_GAP = 8.0
"""Between two columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, the figure now, the figure with the edits, the change in words, and the palette token of its colour."""

    label: str
    now: str
    then: str
    change: str
    token: str = "muted"

    @property
    def words(self) -> str:
        """The line for a screen reader."""
        return f"{self.label}: {self.now} → {self.then}, {self.change}"


class CompareView(RowsView):
    """Shows the patient's own figures at once and those of the edited case when they are there; the heads are the first row."""

    row_height = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original: Assessment | None = None
        self._changed: Assessment | None = None
        self._rows: tuple[Row, ...] = ()

    def set_cases(self, original: Assessment | None, changed: Assessment | None) -> None:
        """``changed`` None: nothing is known of the edited case (yet)."""
        if (original, changed) != (self._original, self._changed):
            self._original, self._changed = original, changed
            self.refresh()

    def refresh(self) -> None:
        """The data or the language changed."""
        self._rows = self.rows()
        super().refresh()

    def row_count(self) -> int:
        """The heads and the lines."""
        return len(self._rows) + 1 if self._rows else 0

    def spoken_row(self, index: int) -> str:
        """The line in words; the heads are in each of them."""
        return self._rows[index - 1].words if index else f"{self.tr('Now')} → {self.tr('What if')}"

    def paint_row(self, painter: QPainter, index: int, box: QRectF) -> None:
        """What, the figure now, the figure with the edits, the change."""
        heads = Row("", self.tr("Now"), self.tr("What if"), "")
        row = self._rows[index - 1] if index else heads
        labels, now, then = self._columns(heads)
        painter.setFont(font_of(self, self.font_pixels))
        draw_text(painter, _part(box, 0.0, labels), row.label, palette().text)
        draw_text(painter, _part(box, labels + _GAP, now), row.now, palette().muted, RIGHT)
        left = labels + now + then + 3 * _GAP
        draw_text(painter, _part(box, left, box.width() - left), row.change, getattr(palette(), row.token), LEFT)
        painter.setFont(font_of(self, self.font_pixels, bold=index > 0))
        token = "text" if index else "muted"
        draw_text(painter, _part(box, labels + now + 2 * _GAP, then), row.then, getattr(palette(), token), RIGHT)

    def _columns(self, heads: Row) -> tuple[float, float, float]:
        """Widths of the labels and of both columns of figures; a label gives way where all would not fit."""
        rows = (heads, *self._rows)
        plain, bold = (QFontMetricsF(font_of(self, self.font_pixels, bold=strong)) for strong in (False, True))
        now = max(plain.horizontalAdvance(row.now) for row in rows)
        then = max(bold.horizontalAdvance(row.then) for row in rows)
        change = max(plain.horizontalAdvance(row.change) for row in rows)
        labels = max(plain.horizontalAdvance(row.label) for row in rows)
        return min(labels, self.width() - now - then - change - 3 * _GAP), now, then

    def rows(self) -> tuple[Row, ...]:
        """The lines as shown."""
        old, new = self._original, self._changed
        if old is None:
            return ()
        return (*self._levels(old, new), self._score(old, new), *self._outcomes(old, new), *self._conditions(old, new))

    def _levels(self, old: Assessment, new: Assessment | None) -> tuple[Row, ...]:
        before, after = old.acuity.level, new.acuity.level if new else None
        words = self.tr("▲ more urgent"), self.tr("▼ less urgent")
        change, token = self._words(before, after, 0.5, (words[1], words[0]))  # a lower level is more urgent
        token = {"up": "down", "down": "up"}.get(token, token)
        level = Row(self.tr("Level"), numbered(before), numbered(after) if after else _DASH, change, token)
        change, token = self._points(old.risk.score, new.risk.score if new else None)
        return (
            level,
            Row(self.tr("Risk"), f"{old.risk.score:.1f}", f"{new.risk.score:.1f}" if new else _DASH, change, token),
            Row(self.tr("90 % interval"), _ends(old.risk.interval), _ends(new.risk.interval) if new else _DASH, ""),
        )

    def _score(self, old: Assessment, new: Assessment | None) -> Row:
        before, after = old.scores.get("news2"), new.scores.get("news2") if new else None
        change, token = self._words(*_comparable(before, after), 0.5, (self.tr("▲ higher"), self.tr("▼ lower")))
        label = [name("score", "news2", language())]
        if any(score is not None and score.spo2_scale == 2 for score in (before, after)):
            label.append(name("score", "spo2_scale_2", language()))
        return Row(" · ".join(label), _score_figure(before), _score_figure(after), change, token)

    def _outcomes(self, old: Assessment, new: Assessment | None) -> tuple[Row, ...]:
        return tuple(
            self._probability(name("outcome", code, language()), p, new.outcomes.get(code) if new else None)
            for code, p in old.outcomes.items()
        )

    def _conditions(self, old: Assessment, new: Assessment | None) -> tuple[Row, ...]:
        """Those that change most, by the difference of their probability."""
        if new is None:
            return ()
        before, after = ({c.code: c.probability for c in each.conditions} for each in (old, new))
        moved = sorted(before, key=lambda code: -abs(after[code] - before[code]))[:SHOWN_CONDITIONS]
        shown = (c for c in moved if abs(after[c] - before[c]) >= LEAST_CHANGE)
        return tuple(self._probability(condition_name(c, language()), before[c], after[c]) for c in shown)

    def _probability(self, label: str, before: float, after: float | None) -> Row:
        change, token = self._words(before, after, LEAST_CHANGE, (self.tr("▲ higher"), self.tr("▼ lower")))
        return Row(label, percent(before), percent(after) if after is not None else _DASH, change, token)

    def _points(self, before: float, after: float | None) -> tuple[str, str]:
        size = abs(round(after, 1) - round(before, 1)) if after is not None else 0.0
        words = self.tr("▲ {0} higher"), self.tr("▼ {0} lower")
        return self._words(
            before, after, 10 * LEAST_CHANGE, (words[0].format(f"{size:.1f}"), words[1].format(f"{size:.1f}"))
        )

    def _words(
        self, before: float | None, after: float | None, least: float, words: tuple[str, str]
    ) -> tuple[str, str]:
        """Higher or lower in words, and the colour; "the same" where the figures are."""
        if before is None or after is None:
            return "", "muted"
        if abs(after - before) < least:
            return self.tr("= the same"), "muted"
        return (words[0], "up") if after > before else (words[1], "down")


def _part(box: QRectF, left: float, width: float) -> QRectF:
    """The part of the row ``box`` from ``left`` on."""
    return QRectF(box.left() + left, box.top(), width, box.height())


def _ends(interval: Interval) -> str:
    return f"{interval[0]:.1f}–{interval[1]:.1f}"


def _score_figure(score: Score | None) -> str:
    """``5``; ``≥ 5`` where something it needs is not measured."""
    if score is None or score.value is None:
        return _DASH
    return f"{'' if score.complete else '≥ '}{score.value:g}"


def _comparable(before: Score | None, after: Score | None) -> tuple[float | None, float | None]:
    """Both values where it is certain which is higher: one that lacks an item may be any higher one."""
    if before is None or after is None or before.value is None or after.value is None:
        return None, None
    lower = before if before.value < after.value else after
    certain = before.missing == after.missing or (lower.complete and before.value != after.value)
    return (before.value, after.value) if certain else (None, None)
