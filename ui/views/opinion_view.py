"""The second opinion beside an explanation: a button that asks for it, a line that says how far the methods agree."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from cdss.core.kinds import Modality
from cdss.core.sentences import sentence
from cdss.records.second_opinion import FEWEST, Compared
from cdss.session.decision.wording import correlation
from ui.language import language
from ui.theme import set_role
from ui.views.worded import Worded


class OpinionButton(Worded, QPushButton):
    """Asks for LIME; gone once there is an answer, asleep while one is on its way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("linkButton")
        self._busy = False
        self._words()

    def set_state(self, answered: bool, busy: bool) -> None:
        """``answered``: the opinion is shown; ``busy``: it is being computed."""
        self._busy = busy
        self.setVisible(not answered)
        self._words()

    def _words(self) -> None:
        self.setText(self.tr("computing…") if self._busy else self.tr("Second opinion"))
        self.setEnabled(not self._busy)
        self.setAccessibleName(self.tr("Second opinion (LIME)"))
        self.setToolTip(
            self.tr(
                "Explain the note's words and the vital signs by a second method, LIME, and see whether the two agree "
                "(Ctrl+Shift+L)"
            )
        )


class OpinionLine(Worded, QLabel):
    """Rank correlation of LIME with the method above it, and how well LIME's linear model fits; "!" where they disagree.

    Brief, it is the verdict and ρ alone; the whole of it is in the tool tip and read out.
    """

    def __init__(self, modality: Modality, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardNote")
        self.setWordWrap(True)
        self._modality = modality
        self._found: Compared | None = None
        self._brief = False
        self.hide()

    def set_compared(self, found: Compared | None) -> None:
        """Show ``found``; None shows nothing."""
        self._found = found
        self._words()

    def set_brief(self, brief: bool) -> None:
        """Say the verdict alone, or all of it."""
        if brief != self._brief:
            self._brief = brief
            self._words()

    def said(self, brief: bool) -> str:
        """What is written, brief or whole; empty where there is no opinion."""
        if (found := self._found) is None:
            return ""
        text = brief_words(found, language()) if brief else opinion_words(found, self._modality, language())
        return f"! {text}" if _warns(found) else text

    def _words(self) -> None:
        found = self._found
        self.setVisible(found is not None)
        if found is None:
            return
        text = opinion_words(found, self._modality, language())
        set_role(self, "warning" if _warns(found) else "")
        self.setText(self.said(self._brief))
        self.setAccessibleName(text)
        self.setToolTip(text + "\n" + self._meaning())

    def _meaning(self) -> str:
        return self.tr(
            "LIME leaves inputs out at random and fits a linear model to what the output becomes. ρ: rank correlation of "
            "its effects with those of the other method; under 0.50 they disagree, and where one of the three strongest has "
            "the other sign they agree in the order alone. Fit: weighted R² of the linear model; "
            "far below 1 the inputs act together, and effects of single inputs say little."
        )


def opinion_words(found: Compared, modality: Modality, code: str) -> str:
    """Which methods agree or disagree on how many inputs, with ρ and fit, in the language ``code``."""
    params = {
        "method": sentence(f"opinion_method_{found.method.value}", {}, code),
        "what": sentence(f"opinion_what_{modality.value}", {}, code),
        "count": str(found.count),
        "fit": f"{found.fit:.2f}",
    }
    params |= {"rho": _rho(found), "other": str(sum(found.other_sign)), "strongest": str(len(found.other_sign))}
    signs = sentence("opinion_signs", params, code) if any(found.other_sign) else ""
    return sentence(f"opinion_line_{_verdict(found)}", params | {"signs": signs}, code)


def brief_words(found: Compared, code: str) -> str:
    """Whether the methods agree, with ρ, in the language ``code``."""
    return sentence(f"opinion_brief_{_verdict(found)}", {"rho": _rho(found)}, code)


def _verdict(found: Compared) -> str:
    if found.withheld:
        return "alone"
    if found.rho is None:
        return "few" if found.count < FEWEST else "flat"
    if found.failed and not found.disagree:
        return "failed"
    return "disagree" if found.disagree else "order" if found.order_only else "agree"


def _rho(found: Compared) -> str:
    return "" if found.rho is None else correlation(found.rho)


def _warns(found: Compared) -> bool:
    return _verdict(found) in ("alone", "failed", "disagree", "order")
