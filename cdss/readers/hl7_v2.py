"""HL7 v2 messages as the parts of a case: ORU^R01 (vital signs, notes) and ADT^A04 (patient, visit, reason, diagnoses).

Several messages may stand in one file where all of them are of one patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from cdss.core.fhir_names import AMBULANCE_CODES
from cdss.core.kinds import ArrivalMode, Modality, Severity, Sex
from cdss.core.messages import INSIDE
from cdss.core.result import Issue, issue
from cdss.readers.case_parts import CaseParts
from cdss.readers.fhir_patient import NOT_A_CHART_NUMBER, age_on
from cdss.readers.fhir_visit import SLACK
from cdss.readers.hl7_message import Message, messages_in
from cdss.readers.hl7_results import Results, add_results
from cdss.readers.identity_values import MAX_AGE_YEARS
from cdss.readers.measured import Measured, few_alike, newest_course, vitals_of
from cdss.readers.note import MAX_NOTE_MIB
from cdss.readers.part import Part, refuse
from cdss.readers.visit import Visit
from cdss.readers.when import When
from cdss.records.case import Note
from cdss.records.identity import Arrival, Patient

if TYPE_CHECKING:
    from hl7 import Segment

T = TypeVar("T")
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, "O": Sex.OTHER, "A": Sex.OTHER}


def add_messages(parts: CaseParts, content: bytes, file: str) -> None:
    """Add all messages of a file to ``parts``, with ``parts.visit``.

    Raises ``Refused`` where it holds no message, one of a type that is not read, or messages of two patients.
    """
    before = len(parts.issues)
    messages, issues = messages_in(content, file)
    parts.issues += issues
    _require_one_patient(messages, file)
    results, place = Results(), 0
    for message in messages:
        place = add_results(results, message, place)
    parts.issues += [refusal.issue for refusal in results.refusals]
    arrived = _first(m.when(_one(m, "PV1"), 44) or m.when(_one(m, "EVN"), 6) for m in messages)
    vitals = _of_visit(results.measured, arrived, file, parts)
    if vitals:
        parts.take(vitals_of(vitals, file))
    _add_note(parts, results, file)
    _add_visit(parts, messages, arrived, vitals, file)
    if results.replaced:
        parts.issues.append(issue("fhir_replaced", Severity.INFO, file=file, count=results.replaced))
    if results.unused:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(results.unused.items()))
        parts.issues.append(issue("fhir_not_used", Severity.INFO, file=file, names=names))
    parts.issues[before:] = few_alike(parts.issues[before:], file)


def _require_one_patient(messages: Iterable[Message], file: str) -> None:
    """Raise ``Refused`` where two PID differ: a message of results may hold those of several patients, each after their PID."""
    known: set[str] = set()
    births: set[str] = set()
    names: dict[str, str] = {}
    unnumbered = False
    for message in messages:
        for segment in message.segments("PID"):
            numbers = {number.casefold() for number, _ in _numbers(message, segment)}
            if numbers and known and not numbers & known:
                told = ", ".join((min(known), min(numbers)))
                raise refuse("fhir_several_patients", None, file=file, names=told)
            known |= numbers
            unnumbered |= not numbers
            births |= {message.text(segment, 7)[:8]} - {""}
            if name := " ".join(part for n in (1, 2) if (part := message.text(segment, 5, n))):
                names.setdefault(name.casefold(), name)
    for different in (births, names.values() if unnumbered else ()):
        if len(different) > 1:
            raise refuse("fhir_several_patients", None, file=file, names=", ".join(sorted(different)[:3]))


def _of_visit(found: list[Measured], arrived: When | None, file: str, parts: CaseParts) -> list[Measured]:
    """Measurements from 24 h before arrival on; without an arrival those of the last 24 h."""
    if arrived is None:
        kept = newest_course(found)
    else:
        kept = [m for m in found if m.when is None or m.when.between(arrived, None, SLACK)]
    if len(kept) < len(found):
        parts.issues.append(issue("fhir_vitals_old", Severity.INFO, file=file, count=len(found) - len(kept)))
    return kept


def _add_note(parts: CaseParts, results: Results, file: str) -> None:
    """One note of all lines, in their order; the same line sent again counts once."""
    written = "\n".join(dict.fromkeys(text for text, _ in results.notes))
    if len(written) > MAX_NOTE_MIB << 20:
        size = f"{len(written) >> 20}"
        raise refuse("file_too_large", Modality.NOTE, file=file, size=size, limit=MAX_NOTE_MIB)
    if written:
        times = [time for _, time in results.notes if time is not None]
        newest = max(times, key=When.order) if times else None
        parts.take(Part(Note(f"{file}{INSIDE}OBX", written, newest.exact if newest else None)))


def _add_visit(
    parts: CaseParts, messages: list[Message], arrived: When | None, vitals: Iterable[Measured], file: str
) -> None:
    times = [m.when for m in vitals if m.when is not None]
    day = arrived or (max(times, key=When.order) if times else None)
    day = day or _first(m.when(_one(m, "MSH"), 7) for m in messages)
    numbers = dict(number for m in messages for segment in m.segments("PID") for number in _numbers(m, segment))
    modes = [code for m in messages if (code := m.text(_one(m, "PV2"), 38).upper()) not in ("", "U")]
    mode = ArrivalMode.UNKNOWN if not modes else ArrivalMode.OTHER
    mode = ArrivalMode.AMBULANCE if modes and modes[0] in AMBULANCE_CODES else mode
    history, issues = _history(messages, arrived, file)
    parts.issues += [*issues, *_allergies(messages, file)]
    parts.visit = Visit(
        None,
        Patient(_number(numbers), _age(messages, day, parts), _sex(messages)),
        Arrival(arrived.exact if arrived else None, mode),
        _first(_coded(m, _one(m, "PV2"), 3) or None for m in messages),
        history,
        False,
        frozenset(number.casefold() for number in numbers),
    )


def _numbers(message: Message, segment: Segment) -> Iterator[tuple[str, str]]:
    """Numbers of the patient in a PID with their types (HL7 table 0203): PID-3, and PID-2 of old versions."""
    for place in range(message.repetitions(segment, 3)):
        if number := message.text(segment, 3, 1, place):
            yield number, message.text(segment, 3, 5, place).upper()
    if number := message.text(segment, 2):
        yield number, ""


def _number(numbers: dict[str, str]) -> str | None:
    usable = [number for number, kind in numbers.items() if kind not in NOT_A_CHART_NUMBER]
    return next((number for number in usable if numbers[number] == "MR"), usable[0] if usable else None)


def _age(messages: list[Message], day: When | None, parts: CaseParts) -> float | None:
    born = _first(m.when(_one(m, "PID"), 7) for m in messages)
    if born is None or day is None:
        written = next((text for m in messages if (text := m.text(_one(m, "PID"), 7))), "")
        if written and born is None:
            told = issue("fhir_birth_unreadable", Severity.WARNING, source="PID", value=written[:20])
            parts.issues.append(told)
        return None
    age = age_on(born.day, day.day)
    if 0 <= age <= MAX_AGE_YEARS:
        return age
    parts.issues.append(issue("patient_age_implausible", Severity.WARNING, value=f"{age:g}"))
    return None


def _sex(messages: list[Message]) -> Sex:
    return _first(_SEXES.get(m.text(_one(m, "PID"), 8).upper()) for m in messages) or Sex.UNKNOWN


def _history(messages: list[Message], arrived: When | None, file: str) -> tuple[tuple[str, ...] | None, list[Issue]]:
    """Diagnoses (DG1) made before this visit; an admitting one, or one of today, is what the model is asked."""
    known: dict[str, None] = {}
    today: dict[str, None] = {}
    for message in messages:
        for segment in message.segments("DG1"):
            name = message.text(segment, 4) or _coded(message, segment, 3)
            made = message.when(segment, 5)
            new = arrived is not None and made is not None and made.day >= arrived.day
            if name:
                (today if new or message.text(segment, 6).upper() == "A" else known)[name] = None
    names = ", ".join(name[:60] for name in list(today)[:5])
    told = [issue("fhir_conditions_today", Severity.INFO, file=file, names=names)] if today else []
    return tuple(known) or None, told


def _allergies(messages: list[Message], file: str) -> list[Issue]:
    names = dict.fromkeys(_coded(m, segment, 3) for m in messages for segment in m.segments("AL1"))
    listed = ", ".join(name[:60] for name in list(names)[:10] if name)
    return [issue("fhir_allergies", Severity.INFO, file=file, names=listed)] if listed else []


def _coded(message: Message, segment: Segment | None, field: int) -> str:
    """The words of a coded field, else its code."""
    return message.text(segment, field, 2) or message.text(segment, field)


def _one(message: Message, name: str) -> Segment | None:
    return next(iter(message.segments(name)), None)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
