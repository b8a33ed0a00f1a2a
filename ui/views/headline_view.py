"""The headline: the leading condition in words that follow its probability, then levels and outcomes in figures."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cdss.core.figures import percent
from cdss.core.kinds import Modality
from cdss.records.assessment import Acuity
from cdss.session.decision.wording import Likelihood, leading, likelihood, read_first
from cdss.session.names import condition_name, modality_name, name
from cdss.session.panes import DecisionPane
from ui.language import language
from ui.terms import numbered
from ui.views.worded import Worded

_SHOWN_LEVELS = 3


class HeadlineView(Worded, QWidget):
    """Shows why nothing can be said where there is no assessment: still computing, or refused in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: DecisionPane | None = None
        self.title, self.doubt, self.facts, self.levels, self.outcomes = (QLabel() for _ in range(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for label, object_name in (
            (self.title, "headline"),
            (self.doubt, "headlineDoubt"),
            (self.facts, "headlineFacts"),
            (self.levels, "headlineLevels"),
            (self.outcomes, "headlineFacts"),
        ):
            label.setObjectName(object_name)
            label.setWordWrap(True)
            column.addWidget(label)

    def set_pane(self, pane: DecisionPane | None) -> None:
        """Show ``pane``."""
        self._pane = pane
        self._words()

    def _words(self) -> None:
        pane = self._pane
        self.title.setText(self._title(pane) if pane else "")
        self.facts.setText(self._facts(pane) if pane else "")
        acuity = pane.acuity if pane else None
        self.levels.setText(self._levels(acuity) if acuity else "")
        self.doubt.setText(pane.doubt.text(language()) if pane and pane.doubt else "")
        said = (f"{name('outcome', code, language())} {percent(p)}" for code, p in (pane.outcomes if pane else ()))
        self.outcomes.setText(" · ".join(said))
        for label in (self.doubt, self.facts, self.levels, self.outcomes):
            label.setVisible(bool(label.text()))

    def _title(self, pane: DecisionPane) -> str:
        best = leading(pane.conditions)
        if best is not None:
            word = likelihood(best.probability)
            said = name("likelihood", word, language()).format(condition=condition_name(best.code, language()))
            first = read_first(best.probability, best.code, pane.checks)
            if first is None:
                return said
            if word is Likelihood.NONE_STANDS_OUT:  # "none stands out" would reassure
                said = name("read_first", "none", language())
            return f"{name('read_first', first[0], language())} {said}"
        if pane.refusal:
            return self.tr("Not assessed")
        return self.tr("Being assessed…") if pane.busy else ""

    def _facts(self, pane: DecisionPane) -> str:
        if pane.refusal:
            return pane.refusal
        return self.tr("Without {0}").format(_listed(pane.missing)) if pane.missing else ""

    def _levels(self, acuity: Acuity) -> str:
        """Most probable levels, and the range that holds nine in ten such patients."""
        words = _level_words(acuity)
        if not acuity.level_set:
            return words
        first, last = acuity.level_set[0], acuity.level_set[-1]
        return f"{words}\n" + self.tr("90 % set: {0}").format(f"{first}–{last}" if last > first else f"{first}")


def _listed(modalities: tuple[Modality, ...]) -> str:
    return ", ".join(modality_name(m, language()) for m in modalities)


def _level_words(acuity: Acuity) -> str:
    """Most probable levels with their probability: ``KTAS 2 (88 %) · 1 (7 %) · 3 (5 %)``; the suggested level first."""
    ranked = sorted(enumerate(acuity.probabilities, 1), key=lambda item: (item[0] != acuity.level, -item[1]))
    shown = [f"{level} ({percent(p)})" for level, p in ranked[:_SHOWN_LEVELS]]
    return numbered(" · ".join(shown))
