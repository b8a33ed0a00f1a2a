"""What the clinician wrote into a patient's report: sentences put in other words, left out, or added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rewording:
    """``text`` stands in place of the sentence ``key``; empty: the sentence is left out.

    ``basis``: what the sentence rested on when it was rewritten (``Sentence.basis``), empty for one that was added;
    ``made``: when that was.
    """

    key: str
    text: str
    basis: str = ""
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportWork:
    """Of one patient: ``edits``, one a sentence, in the order in which they were first made."""

    edits: tuple[Rewording, ...] = ()

    def of(self, key: str) -> Rewording | None:
        """What was written in place of the sentence ``key``; None where it stands as drafted."""
        return next((edit for edit in self.edits if edit.key == key), None)

    def having(self, edit: Rewording) -> ReportWork:
        """With ``edit`` in place of an earlier one of the same sentence, else after all others."""
        if self.of(edit.key) is None:
            return replace(self, edits=(*self.edits, edit))
        return replace(self, edits=tuple(edit if old.key == edit.key else old for old in self.edits))

    def without(self, key: str) -> ReportWork:
        """With the sentence ``key`` as drafted; one that was added is gone."""
        return replace(self, edits=tuple(edit for edit in self.edits if edit.key != key))
