"""Whether all parts of a case speak of one patient. Parts of two patients must never be assessed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from cdss.core.kinds import Severity, Sex
from cdss.core.result import Issue, issue
from cdss.records.identity import PartIdentity, Patient
from cdss.records.newest import newest_first

AGE_TOLERANCE_YEARS = 2.0
"""Ages are whole years, often rounded; more than two years apart at one date is another person."""

CONFLICTS = ("patient_ids_differ", "patient_sexes_differ", "patient_ages_differ", "composite_donors_differ")
"""Codes of what ``same_patient_issues`` finds."""

_YEAR_DAYS = 365.25
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Age:
    """``years`` of age, ``at`` a date where one is known: on a film of two years ago the patient is two years younger."""

    years: float
    at: datetime | None

    def differs(self, other: _Age) -> bool:
        """Whether both cannot be of one person; ages without dates are taken for ages of one date."""
        passed = 0.0
        if self.at is not None and other.at is not None:
            passed = (self.at.replace(tzinfo=None) - other.at.replace(tzinfo=None)).days / _YEAR_DAYS
        return abs(self.years - other.years - passed) > AGE_TOLERANCE_YEARS

    def __str__(self) -> str:
        return f"{self.years:.3g}" if isinstance(self.years, float) else str(self.years)


def same_patient_issues(
    patient: Patient, manifest: str, parts: Sequence[PartIdentity], composite: bool, arrival: datetime | None = None
) -> tuple[Issue, ...]:
    """One issue for each of ID, sex and age on which two parts contradict each other, naming both.

    ``arrival``: the time at which ``patient`` is as old as it says; None where that is not known.

    They stop the case; in a declared composite, whose parts keep the headers of their donors, one information says so.
    """
    named = [(manifest, patient.id, patient.age_years, patient.sex, arrival)]
    named += [(part.source, part.patient_id, part.age_years, part.sex, part.at) for part in parts]
    ids = [(source, identifier.strip()) for source, identifier, *_ in named if identifier and identifier.strip()]
    sexes = [(source, sex) for source, _, _, sex, _ in named if sex in (Sex.MALE, Sex.FEMALE)]
    ages = [(source, _Age(age, at)) for source, _, age, _, at in named if age is not None]
    found = [
        *_conflict("patient_ids_differ", ids, lambda a, b: a.casefold() != b.casefold()),
        *_conflict("patient_sexes_differ", sexes, lambda a, b: a is not b),
        *_conflict("patient_ages_differ", ages, _Age.differs),
    ]
    if composite and found:
        return (issue("composite_donors_differ", Severity.INFO),)
    return tuple(found)


def completed_patient(patient: Patient, parts: Sequence[PartIdentity]) -> tuple[Patient, tuple[Issue, ...]]:
    """``patient`` with ID, age and sex that only the files' own headers give, and one information that names them.

    Of several ages that of the newest file is taken, where each says when it was made.
    """
    taken: list[PartIdentity] = []
    identifier, age, sex = patient.id, patient.age_years, patient.sex
    for part in newest_first(parts, lambda part: part.at):
        before = (identifier, age, sex)
        identifier = identifier or part.patient_id
        age = part.age_years if age is None else age
        sex = part.sex if sex is Sex.UNKNOWN else sex
        taken += [part] if before != (identifier, age, sex) else []
    files = ", ".join(part.source for part in taken)
    issues = (issue("patient_from_headers", Severity.INFO, files=files),) if taken else ()
    return Patient(identifier, age, sex), issues


def _conflict(code: str, values: Sequence[tuple[str, T]], differ: Callable[[T, T], bool]) -> tuple[Issue, ...]:
    """A stop that names the first two sources whose values differ, if any do."""
    for (first, a), (second, b) in combinations(values, 2):
        if differ(a, b):
            params = {"first": first, "first_value": str(a), "second": second, "second_value": str(b)}
            return (issue(code, Severity.STOP, None, **params),)
    return ()
