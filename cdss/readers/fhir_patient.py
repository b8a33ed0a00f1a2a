"""The one patient of a bundle. A bundle that names two is refused: their parts must never be assessed together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cdss.core.kinds import Severity, Sex
from cdss.core.result import Issue, issue
from cdss.readers.fhir_bundle import Bundle, Resource, last_part, reference_kind
from cdss.readers.fhir_json import Node, children, codings, text
from cdss.readers.identity_values import MAX_AGE_YEARS
from cdss.readers.part import refuse
from cdss.readers.when import When
from cdss.records.identity import Patient

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE, "other": Sex.OTHER}
INFANT_YEARS = 2
"""Below this, an age is kept in fractions of a year; above, in completed years, as clinicians and the survey count it."""

_NOT_A_CHART_NUMBER = frozenset({"SS", "SB", "DL", "PPN", "NI", "TAX"})
"""Types of number (HL7 table 0203) that are no number of the hospital: social security, driving licence, passport …"""


def patient_resource(bundle: Bundle) -> Resource | None:
    """The only Patient of the bundle, None where it has none; raises ``Refused`` where it has, or speaks of, several."""
    found: dict[tuple[str, ...], Resource] = {}
    for resource in bundle.of("Patient"):
        person = text(resource.body, "birthDate"), text(resource.body, "gender")
        found.setdefault((resource.id or resource.full_url or resource.name, *person), resource)
    if len(found) > 1:
        raise _several(bundle, [r.name for r in found.values()])
    patient = next(iter(found.values()), None)
    strangers = {name for name in _subjects(bundle) if patient is None or name not in _names(patient)}
    if patient is not None and _names(patient) and strangers:
        raise _several(bundle, [patient.name, f"Patient/{min(strangers)}"])
    if len(strangers) > 1:
        raise _several(bundle, [f"Patient/{name}" for name in sorted(strangers)])
    return patient


def is_of_another(resource: Resource) -> bool:
    """Whether the resource is about a group, a device or a place, and not about a patient."""
    kind = reference_kind(text(resource.body, "subject", "reference"))
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
    """The hospital's number (type MR), else the resource's id, else another number that is none of state or insurance."""
    numbers = [(text(i, "value"), {c.code.upper() for c in codings(i.get("type"))}) for i in _identifiers(patient.body)]
    record = next((value for value, types in numbers if value and "MR" in types), "")
    other = next((value for value, types in numbers if value and not types & _NOT_A_CHART_NUMBER), "")
    return record or patient.id or other or None


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


def _subjects(bundle: Bundle) -> dict[str, None]:
    """The patients that resources speak of, by what their references end in; those that lead to a known patient by its name."""
    found: dict[str, None] = {}
    for resource in bundle.resources:
        for name in ("subject", "patient"):
            reference = text(resource.body, name, "reference")
            if not reference or reference.startswith("#") or reference_kind(reference) not in ("", "Patient"):
                continue
            if "?" in reference:  # a conditional reference of a transaction names no resource of the bundle
                continue
            meant = bundle.resolve(reference, resource)
            if meant is None or meant.kind == "Patient":
                found[meant.id or last_part(meant.full_url) if meant else last_part(reference)] = None
    return found


def _names(patient: Resource) -> set[str]:
    return {name for name in (patient.id, last_part(patient.full_url)) if name}


def _several(bundle: Bundle, names: list[str]) -> Exception:
    shown = ", ".join(names[:3]) + (" …" if names[3:] else "")
    return refuse("fhir_several_patients", None, file=bundle.file, names=shown)
