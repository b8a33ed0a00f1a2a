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
    """Rank correlation of LIME with the method above it, and how well LIME's linear model fits; "!" where they disagree."""

    def __init__(self, modality: Modality, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardNote")
        self.setWordWrap(True)
        self._modality = modality
        self._found: Compared | None = None
        self.hide()

    def set_compared(self, found: Compared | None) -> None:
        """Show ``found``; None shows nothing."""
        self._found = found
        self._words()

    def _words(self) -> None:
        found = self._found
        self.setVisible(found is not None)
        if found is None:
            return
        text = opinion_words(found, self._modality, language())
        warns = found.disagree or found.order_only or found.withheld
        set_role(self, "warning" if warns else "")
        self.setText(f"! {text}" if warns else text)
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
    if found.withheld:
        return sentence("opinion_line_alone", params, code)
    if found.rho is None:
        return sentence("opinion_line_few" if found.count < FEWEST else "opinion_line_flat", params, code)
    verdict = "disagree" if found.disagree else "order" if found.order_only else "agree"
    other, strongest = str(sum(found.other_sign)), str(len(found.other_sign))
    params |= {"rho": correlation(found.rho), "other": other, "strongest": strongest}
    signs = sentence("opinion_signs", params, code) if any(found.other_sign) else ""
    return sentence(f"opinion_line_{verdict}", params | {"signs": signs}, code)
