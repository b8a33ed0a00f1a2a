"""What the clinician did to a patient's vital signs: kept with the session, put on the case whenever its files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.case import Case
from cdss.records.vitals_changes import Corrected, Struck, VitalsChange, charted, unmatched


@dataclass(frozen=True, slots=True)
class VitalsWork:
    """``changes``: the record of what was entered, corrected and struck, which only grows.

    ``spo2_scale``: 2 where a clinician said that the patient's saturation is to lie between 88 and 92 %.
    """

    changes: tuple[VitalsChange, ...] = ()
    spo2_scale: int = 1

    def on(self, case: Case) -> Case:
        """``case`` with the vital signs that count; the same object where nothing was done to them."""
        if not self.changes and self.spo2_scale == case.spo2_scale:
            return case
        lost = tuple(_lost(self.changes[number]) for number in unmatched(case.vitals, self.changes))
        vitals = charted(case.vitals, self.changes)
        return replace(case, vitals=vitals, spo2_scale=self.spo2_scale, issues=(*case.issues, *lost))


def _lost(change: VitalsChange) -> Issue:
    """Said, because a value that somebody struck or corrected may count again as it was."""
    assert isinstance(change, Corrected | Struck)
    time = f"{change.row.time:%Y-%m-%d %H:%M}" if change.row.time else "–"
    return issue("entry_change_lost", Severity.WARNING, Modality.VITALS, time=time, by=change.signed.by or "–")
