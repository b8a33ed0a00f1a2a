"""The one patient of a bundle. A bundle that names two is refused: their parts must never be assessed together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

from cdss.core.kinds import Severity, Sex
from cdss.core.result import Issue, issue
from cdss.readers.fhir_bundle import Bundle, Resource, last_part, reference_kind
from cdss.readers.fhir_json import Node, child, children, codings, text
from cdss.readers.identity_values import MAX_AGE_YEARS
from cdss.readers.part import refuse
from cdss.readers.when import When
from cdss.records.identity import Patient

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.OTHER}
INFANT_YEARS = 2
"""Below this, an age is kept in fractions of a year; above, in completed years, as clinicians and the survey count it."""

NOT_A_CHART_NUMBER = frozenset({"SS", "SB", "DL", "PPN", "NI", "TAX"})
"""Types of number (HL7 table 0203) that are no number of the hospital: social security, driving licence, passport …"""


def patient_resource(bundle: Bundle) -> Resource | None:
    """The only Patient of the bundle, None where it has none; raises ``Refused`` where it has, or speaks of, several."""
    found: dict[object, Resource] = {}
    for resource in bundle.of("Patient"):
        person = text(resource.body, "birthDate"), text(resource.body, "gender")
        found.setdefault((_told_apart_by(resource), *person), resource)
    if len(found) > 1:
        raise _several(bundle, [r.name for r in found.values()])
    patient = next(iter(found.values()), None)
    subjects = _subjects(bundle)
    strangers = {name for name in subjects if patient is None or name not in _names(patient)}
    if patient is not None and _names(patient) and strangers:
        raise _several(bundle, [patient.name, f"Patient/{min(strangers)}"])
    if len(strangers) > 1:
        raise _several(bundle, [f"Patient/{name}" for name in sorted(strangers)])
    _require_one_number(bundle, patient, next(iter(subjects), ""))
    return patient


def is_of_another(bundle: Bundle, resource: Resource) -> bool:
    """Whether the resource is about a group, a device, a place, or a child not yet born (``focus``), and not the patient."""
    subject = text(resource.body, "subject", "reference")
    meant = bundle.resolve(subject, resource) if subject else None
    for focus in children(resource.body, "focus"):
        reference = text(focus, "reference")
        if reference != subject and (meant is None or bundle.resolve(reference, resource) is not meant):
            return True
    kind = meant.kind if meant is not None and meant is not resource else reference_kind(subject)
    return kind not in ("", "Patient")


def patient_of(bundle: Bundle, patient: Resource | None, at: When | None) -> tuple[Patient, list[Issue]]:
    """ID, age on the day ``at`` and sex; what is not given or cannot be true is left open, and said."""
    if patient is None:
        return Patient(next(iter(_subjects(bundle)), None)), []
    issues: list[Issue] = []
    written = text(patient.body, "birthDate")
    age = _age(written, at, patient.name, issues) if written else None
    return Patient(_number(patient), age, SEXES.get(text(patient.body, "gender").lower(), Sex.UNKNOWN)), issues


def known_as(patient: Resource | None) -> frozenset[str]:
    """Every number of the patient, as other files may name them."""
    if patient is None:
        return frozenset()
    values = (text(i, "value") for i in children(patient.body, "identifier"))
    return frozenset(name.casefold() for name in (patient.id, *values) if name)


def _number(patient: Resource) -> str | None:
    """The hospital's number (type MR), else the resource's id, else another number that is none of state or insurance.

    The id of a contained Patient names it within one resource only and comes last.
    """
    numbers = [(text(i, "value"), {c.code.upper() for c in codings(i.get("type"))}) for i in _identifiers(patient.body)]
    record = next((value for value, types in numbers if value and "MR" in types), "")
    other = next((value for value, types in numbers if value and not types & NOT_A_CHART_NUMBER), "")
    own = (other, patient.id) if patient.container else (patient.id, other)
    return record or own[0] or own[1] or None


def _identifiers(body: Node) -> Iterator[Node]:
    return (i for i in children(body, "identifier") if text(i, "use") != "old")


def _age(written: str, at: When | None, name: str, issues: list[Issue]) -> float | None:
    parts = written.split("-")
    try:
        year, month, day = int(parts[0]), int(parts[1]) if parts[1:] else 7, int(parts[2]) if parts[2:] else 1
        born = date(year, month, day)
    except (ValueError, IndexError):
        issues.append(issue("fhir_birth_unreadable", Severity.WARNING, source=name, value=written[:20]))
        return None
    if at is None:
        issues.append(issue("fhir_age_without_day", Severity.WARNING, source=name))
        return None
    age = age_on(born, at.day)
    if not 0 <= age <= MAX_AGE_YEARS:
        issues.append(issue("patient_age_implausible", Severity.WARNING, value=f"{age:g}"))
        return None
    if len(parts) < 3:
        issues.append(issue("fhir_birth_partial", Severity.INFO, source=name, value=written, age=f"{age:g}"))
    return age


def age_on(born: date, day: date) -> float:
    """Completed years on ``day``, from two years on; below, years of 365.25 days with fractions. Negative before birth."""
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return float(years) if years >= INFANT_YEARS else (day - born).days / 365.25


def _told_apart_by(patient: Resource) -> object:
    """What tells a Patient from another one: its id, or, where that is local to another resource, its numbers or names."""
    if patient.container is None:
        return patient.id or patient.full_url or patient.name
    numbers = frozenset(_number_of(i) for i in _identifiers(patient.body))
    named = frozenset(
        f"{text(n, 'family')} {text(n, 'given')} {text(n, 'text')}" for n in children(patient.body, "name")
    )
    return numbers or named or patient.id


def _subjects(bundle: Bundle) -> dict[str, None]:
    """The patients that resources speak of, by what their references end in; those that lead to a known patient by its name."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for resource in bundle.resources:
        for name in ("subject", "patient"):
            reference = text(resource.body, name, "reference")
            if not reference or reference in seen or reference.startswith("#"):
                continue
            seen.add(reference)
            if "?" in reference or reference_kind(reference) not in ("", "Patient"):
                continue  # a conditional reference of a transaction names no resource of the bundle
            meant = bundle.resolve(reference, resource)
            if meant is None or meant.kind == "Patient":
                found[meant.id or last_part(meant.full_url) if meant else last_part(reference)] = None
    return found


def _require_one_number(bundle: Bundle, patient: Resource | None, known_as: str) -> None:
    """Raise ``Refused`` where resources name their patient by other numbers of one system than the patient's, or each other's."""
    held: dict[str, set[str]] = {}
    for system, value in (_number_of(i) for i in children(patient.body, "identifier")) if patient else ():
        held.setdefault(system, set()).add(value)
    first = patient.name if patient else f"Patient/{known_as}" if known_as else ""
    for system, value in _numbers_named(bundle):
        known = held.setdefault(system, {value})
        if value not in known:
            raise _several(bundle, [first or min(known), value])


def _numbers_named(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """System and value of the numbers by which resources name their patient, instead of by a reference or beside it."""
    for resource in bundle.resources:
        for name in ("subject", "patient"):
            if name not in resource.body:
                continue
            node = child(resource.body, name)
            logical = child(node, "identifier")
            if text(logical, "value") and text(node, "type") in ("", "Patient"):
                yield _number_of(logical)
            reference = text(node, "reference")
            if reference.startswith("Patient?") and "identifier=" in reference:
                system, _, value = unquote(reference).split("identifier=", 1)[1].split("&")[0].rpartition("|")
                yield system, value.casefold()


def _number_of(identifier: Node) -> tuple[str, str]:
    return text(identifier, "system"), text(identifier, "value").casefold()


def _names(patient: Resource) -> set[str]:
    return {name for name in (patient.id, last_part(patient.full_url)) if name}


def _several(bundle: Bundle, names: list[str]) -> Exception:
    shown = ", ".join(names[:3]) + (" …" if names[3:] else "")
    return refuse("fhir_several_patients", None, file=bundle.file, names=shown)
