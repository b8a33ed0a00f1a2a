"""Patient and arrival from the words of a manifest; a value that cannot be true is rejected, and said so."""

from __future__ import annotations

from datetime import datetime

from cdss.core.kinds import ArrivalMode, Severity, Sex
from cdss.core.result import Issue, issue
from cdss.readers.manifest import ArrivalEntry, PatientEntry
from cdss.records.identity import Arrival, Patient

MAX_AGE_YEARS = 120.0
_UNKNOWN_MODES = frozenset({"", "unknown"})


def patient_from(entry: PatientEntry | None) -> tuple[Patient, tuple[Issue, ...]]:
    """The patient; an age outside 0-120 and an unknown word for sex are left out with a warning."""
    if entry is None:
        return Patient(), ()
    issues = []
    age = entry.age_years
    if age is not None and not 0 <= age <= MAX_AGE_YEARS:
        issues.append(issue("patient_age_implausible", Severity.WARNING, value=f"{age:g}"))
        age = None
    letter = (entry.sex or "").strip().upper()
    sex = Sex(letter) if letter in tuple(Sex) else Sex.UNKNOWN
    if letter and letter not in tuple(Sex):
        issues.append(issue("patient_sex_unknown_word", Severity.WARNING, value=letter[:20]))
    return Patient((entry.id or "").strip() or None, age, sex), tuple(issues)


def arrival_from(entry: ArrivalEntry | None) -> tuple[Arrival, tuple[Issue, ...]]:
    """The arrival; a time that is not ISO 8601 is left out with a warning."""
    if entry is None:
        return Arrival(), ()
    word = (entry.mode or "").strip().lower()
    mode = ArrivalMode.UNKNOWN if word in _UNKNOWN_MODES else ArrivalMode.OTHER
    mode = ArrivalMode.AMBULANCE if word == "ambulance" else mode
    text = (entry.time or "").strip()
    if not text:
        return Arrival(None, mode), ()
    try:
        return Arrival(datetime.fromisoformat(text), mode), ()
    except ValueError:
        return Arrival(None, mode), (issue("arrival_time_unreadable", Severity.WARNING, value=text[:40]),)
