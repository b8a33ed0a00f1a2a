"""What a clinician did to the reading of a patient's note: kept with the session, put on the case whenever it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.case import Case
from cdss.records.concept_correction import ConceptCorrection, as_read
from cdss.records.vitals_changes import Signature


@dataclass(frozen=True, slots=True)
class NoteWork:
    """``corrections``: how concepts are meant that the text is read otherwise, one of each at most.

    ``edited``: who saved the text of the note last, and when; None where it is that of the files.
    """

    corrections: tuple[ConceptCorrection, ...] = ()
    edited: Signature | None = None

    def corrected(self, correction: ConceptCorrection) -> NoteWork:
        """With ``correction`` in the place of an earlier one of the same; one that says what the text says takes it away."""
        others = tuple(c for c in self.corrections if c.place != correction.place)
        agrees = correction.meant is as_read(correction.denied)
        return replace(self, corrections=others if agrees else (*others, correction))

    def on(self, case: Case) -> Case:
        """``case`` with the corrections; the same object where there are none."""
        if self.corrections == case.concept_corrections:
            return case
        return replace(case, concept_corrections=self.corrections)
