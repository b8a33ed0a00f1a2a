"""Who the patient is and when they came, as a clinician wrote it: kept with the session, in the place of what the files say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cdss.core.kinds import ArrivalMode, Sex
from cdss.readers.same_patient import CONFLICTS, same_patient_issues
from cdss.records.case import Case
from cdss.records.identity import Arrival, Patient
from cdss.records.vitals_changes import Signature

FORM = "name_source_form"
"""The form among the sources that the check for one patient names."""

_SETTLED = (*CONFLICTS, "patient_age_implausible", "patient_sex_unknown_word", "arrival_time_unreadable")
"""What was found wrong with who the files say the patient is: it is judged anew, or was put right in the form."""


@dataclass(frozen=True, slots=True)
class IdentityWork:
    """All fields of the form as they were saved, None where not known; ``signed``: by whom and when.

    ``age_years``: with fractions; ``arrival``: with the time zone of the chart, without where the chart has none.
    ``arrival_mode``: None where the form had no such field when it was saved: the files' word stays.
    """

    patient_id: str | None = None
    age_years: float | None = None
    sex: Sex = Sex.UNKNOWN
    arrival: datetime | None = None
    signed: Signature | None = None
    arrival_mode: ArrivalMode | None = None

    @property
    def written(self) -> bool:
        """Whether the form was ever saved."""
        return self.signed is not None

    def on(self, case: Case) -> Case:
        """``case`` with what was written; whether all its parts are of one patient is checked again with it.

        A correction may put a contradiction right, and may make one: age 47 beside a film of a patient of 74.
        """
        if not self.written:
            return case
        patient = Patient(self.patient_id, self.age_years, self.sex)
        conflicts = same_patient_issues(patient, FORM, case.part_identities, case.composite, self.arrival)
        kept = tuple(i for i in case.issues if i.code not in _SETTLED)
        arrival = Arrival(self.arrival, case.arrival.mode if self.arrival_mode is None else self.arrival_mode)
        return replace(case, patient=patient, arrival=arrival, issues=(*conflicts, *kept))


def identity_of(case: Case) -> IdentityWork:
    """What the form opens with: what is known of the patient now."""
    patient, arrival = case.patient, case.arrival
    return IdentityWork(patient.id, patient.age_years, patient.sex, arrival.time, arrival_mode=arrival.mode)
