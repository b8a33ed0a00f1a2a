"""What the clinician did to a patient's vital signs: kept with the session, put on the case whenever its files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.case import Case
from cdss.records.vitals_changes import VitalsChange, charted


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
        return replace(case, vitals=charted(case.vitals, self.changes), spo2_scale=self.spo2_scale)
