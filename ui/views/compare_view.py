"""The edited case beside the patient: level, risk, outcomes, conditions that change most, each with the change in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cdss.core.figures import percent
from cdss.records.assessment import Assessment, Interval, Score
from cdss.session.names import condition_name, name
from ui.language import language
from ui.terms import numbered
from ui.theme import palette

SHOWN_CONDITIONS = 3
LEAST_CHANGE = 0.005
"""Probability (and share of the risk score) under which two figures count as the same, for they are shown alike."""

_DASH = "–"


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


class CompareView(QWidget):
    """Shows the patient's own figures at once and those of the edited case when they are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original: Assessment | None = None
        self._changed: Assessment | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(3, 1)
        self._labels: list[tuple[QLabel, str]] = []

    def set_cases(self, original: Assessment | None, changed: Assessment | None) -> None:
        """``changed`` None: nothing is known of the edited case (yet)."""
        if (original, changed) != (self._original, self._changed):
            self._original, self._changed = original, changed
            self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language, colours of the new theme."""
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        elif event.type() == QEvent.Type.StyleChange:
            self._colour()
        super().changeEvent(event)

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

    def _rebuild(self) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._labels = []
        rows = self.rows()
        if rows:
            self._add(0, ("", self.tr("Now"), self.tr("What if"), ""), ("muted",) * 4)
        for place, row in enumerate(rows, 1):
            texts = (row.label, row.now, row.then, row.change)
            self._add(place, texts, ("text", "muted", "text", row.token))
        self.setAccessibleDescription("\n".join(row.words for row in rows))
        self._colour()

    def _add(self, place: int, texts: tuple[str, str, str, str], tokens: tuple[str, ...]) -> None:
        for column, (text, token) in enumerate(zip(texts, tokens, strict=True)):
            label = QLabel(text)
            label.setObjectName("compareThen" if column == 2 and place else "compareText")
            align = Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
            label.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
            self._labels.append((label, token))
            self._grid.addWidget(label, place, column)

    def _colour(self) -> None:
        for label, token in self._labels:
            label.setStyleSheet(f"color: {getattr(palette(), token)};")


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
