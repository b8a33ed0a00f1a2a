"""What stands in the form of who the patient is, judged at every key. A value that cannot be is refused, never clipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cdss.core.kinds import ArrivalMode, Severity, Sex
from cdss.core.result import Issue, issue
from cdss.readers.identity_values import MAX_AGE_YEARS
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.vitals_form import LONG_AGO, time_text, time_typed

LONGEST_ID = 64
"""Characters of a patient's number: the length of Patient ID in DICOM (VR LO, PS3.5)."""

MOST_MONTHS = 35
"""An age is written in months up to the third birthday."""

INFANT_YEARS = 2.0
"""Below it an age is shown in months, as in the banner."""

_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class TypedPatient:
    """As typed; an empty field is not known. ``months``: the age is in months, not in years."""

    patient_id: str = ""
    age: str = ""
    months: bool = False
    sex: Sex = Sex.UNKNOWN
    arrival: str = ""
    arrival_mode: ArrivalMode = ArrivalMode.UNKNOWN


@dataclass(frozen=True, slots=True)
class PatientReading:
    """``found``: what can be taken, unsigned. ``refused``: by field (``patient_id``, ``age``, ``arrival``) why it is not.

    ``doubt``: what to look at again in an arrival that is taken.
    """

    found: IdentityWork
    refused: Mapping[str, Issue]
    doubt: Issue | None = None


def read_patient(typed: TypedPatient, now: datetime) -> PatientReading:
    """Judge ``typed``; ``now`` by the clock of the patient's chart, whose time zone the arrival is in."""
    refused: dict[str, Issue] = {}
    number = " ".join(typed.patient_id.split())
    if len(number) > LONGEST_ID or not number.isprintable():
        refused["patient_id"] = _warning("patient_id_unusable", most=str(LONGEST_ID))
    age = _age(typed, refused)
    arrival, doubt = None, None
    if typed.arrival.strip():
        arrival, wrong = time_typed(typed.arrival, now)
        if wrong is not None:
            refused["arrival"] = wrong
        elif now - arrival > LONG_AGO:
            doubt = _warning("entry_time_old")
    found = IdentityWork(number or None, age, typed.sex, arrival, arrival_mode=typed.arrival_mode)
    return PatientReading(found, refused, doubt)


def typed_of(known: IdentityWork) -> TypedPatient:
    """``known`` as it stands in the form."""
    months = known.age_years is not None and known.age_years < INFANT_YEARS
    shown = "" if known.age_years is None else f"{int(12 * known.age_years + 1e-6) if months else known.age_years:g}"
    arrival = time_text(known.arrival) if known.arrival else ""
    mode = known.arrival_mode or ArrivalMode.UNKNOWN
    return TypedPatient(known.patient_id or "", shown, months, known.sex, arrival, mode)


def _age(typed: TypedPatient, refused: dict[str, Issue]) -> float | None:
    text = typed.age.strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        refused["age"] = _warning("entry_not_a_number", value=text)
        return None
    value = float(text.replace(",", "."))
    if typed.months:
        if value > MOST_MONTHS:
            refused["age"] = _warning("patient_months_out_of_range", most=str(MOST_MONTHS))
            return None
        return value / 12.0
    if value > MAX_AGE_YEARS:
        refused["age"] = _warning("patient_age_out_of_range", most=f"{MAX_AGE_YEARS:g}")
        return None
    return value


def _warning(code: str, **params: str) -> Issue:
    return issue(code, Severity.WARNING, None, **params)
