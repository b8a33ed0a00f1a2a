"""Patients who may stand on the worklist twice: said of each of them, and never merged by the program.

Two with one patient number, or without numbers that differ two of one age, sex and minute of arrival. A second entry has its
own level, its own vital signs and its own hand-over: what is charted on one is missed on the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdss.core.kinds import Severity, Sex
from cdss.core.result import Issue, issue
from cdss.records.case import Case
from cdss.session.facts import display_id
from cdss.session.state import Entry

Mark = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """Another entry that may be the same patient: its name on screen, and whether the patient number is the same."""

    name: str
    same_number: bool


def marked(entries: Iterable[Entry]) -> Mapping[Mark, Sequence[Entry]]:
    """``entries`` by what two of one patient have in common: made once for the whole worklist."""
    found: dict[Mark, list[Entry]] = {}
    for entry in entries:
        for mark in _marks(entry.case):
            found.setdefault(mark, []).append(entry)
    return found


def twins(entry: Entry, by_mark: Mapping[Mark, Sequence[Entry]]) -> tuple[Twin, ...]:
    """The other entries that may be the same patient as ``entry``, in the order of the worklist."""
    found: dict[str, Twin] = {}
    for mark in _marks(entry.case):
        for other in by_mark.get(mark, ()):
            if other.key != entry.key and not _numbers_differ(entry, other):
                found.setdefault(other.key, Twin(display_id(other), mark[0] == "number"))
    return tuple(found.values())


def twice_issue(entry: Entry, entries: Iterable[Entry]) -> tuple[Issue, ...]:
    """The warning that ``entry`` may stand among ``entries`` twice, with the names of the others; nothing where it does not."""
    others = twins(entry, marked(entries))
    if not others:
        return ()
    code = "same_patient_number" if any(twin.same_number for twin in others) else "same_patient_details"
    return (issue(code, Severity.WARNING, None, others=", ".join(twin.name for twin in others)),)


def _marks(case: Case | None) -> tuple[Mark, ...]:
    if case is None:
        return ()
    patient, arrival = case.patient, case.arrival.time
    found: list[Mark] = []
    if number := _number(case):
        found.append(("number", number))
    if patient.age_years is not None and patient.sex is not Sex.UNKNOWN and arrival is not None:
        moment = arrival.astimezone().replace(second=0, microsecond=0)
        found.append(("details", str(int(patient.age_years)), patient.sex.value, str(moment.timestamp())))
    return tuple(found)


def _numbers_differ(one: Entry, other: Entry) -> bool:
    first, second = (_number(entry.case) for entry in (one, other))
    return bool(first and second and first != second)


def _number(case: Case | None) -> str:
    return " ".join((case.patient.id or "").split()).casefold() if case else ""
