"""A FHIR bundle, R4 or R5, as the parts of a case: the patient, the visit, and what was measured, recorded and written.

Each part goes through the reader that reads the same from a file. What is not used is named: nothing of a record is dropped in
silence, and nothing outside the bundle and its folder is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cdss.core.collecting import uncollected
from cdss.core.fhir_names import COMPOSITE, OWN_TAGS
from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.case_parts import CaseParts
from cdss.readers.dicom_film_checks import FILM_MODALITIES
from cdss.readers.fhir_bundle import Bundle, Resource, open_bundle
from cdss.readers.fhir_documents import DOCUMENTS, Documents
from cdss.readers.fhir_ecg import ecgs_in, is_ecg
from cdss.readers.fhir_history import allergies_told, history_of
from cdss.readers.fhir_json import Node, children, codings, text
from cdss.readers.fhir_patient import is_of_another, known_as, patient_of, patient_resource
from cdss.readers.fhir_visit import VisitFrame, arrival_of, complaint_of, is_complaint, visit_frame
from cdss.readers.fhir_vitals import is_vital, vitals_in
from cdss.readers.measured import Measured, few_alike, newest_course, vitals_of
from cdss.readers.part import Refused
from cdss.readers.visit import Visit
from cdss.readers.when import When, when

_READ = frozenset(
    {"Patient", "Encounter", "Observation", "Condition", "AllergyIntolerance", "ImagingStudy", *DOCUMENTS}
)
_BESIDE = frozenset(
    {
        *(
            "Account",
            "Binary",
            "CareTeam",
            "Claim",
            "Composition",
            "Coverage",
            "Device",
            "Endpoint",
            "ExplanationOfBenefit",
        ),
        *("Group", "HealthcareService", "List", "Location", "MessageHeader", "OperationOutcome", "Organization"),
        *("Practitioner", "PractitionerRole", "Provenance", "RelatedPerson"),
    }
)
"""Resources about who, where and how it was paid for: nothing in them is evidence."""


@uncollected()
def add_bundle(parts: CaseParts, data: Node, base: Path, file: str) -> None:
    """Add all of the bundle ``data`` to ``parts``, with ``parts.visit``; ``base``: the folder of files it may name.

    Raises ``Refused`` where it is no bundle, of a type that is not read, or of more than one patient.
    """
    before = len(parts.issues)
    bundle = open_bundle(data, file)
    patient = patient_resource(bundle)
    frame = visit_frame(bundle)
    kept, others = _of_visit(bundle, frame)
    parts.issues += frame.issues
    parts.issues += others
    observations = [r for r in kept if r.kind == "Observation"]
    signs = [r for r in observations if is_vital(r)]
    vitals = _add_vitals(parts, signs, frame)
    ecgs = [r for r in observations if is_ecg(r)]
    try:
        for part in ecgs_in(ecgs):
            parts.take(part)
    except Refused as refusal:
        parts.issues.append(refusal.issue)
    documents = Documents(parts, bundle, base)
    for resource in kept:
        if resource.kind in DOCUMENTS:
            documents.add(resource)
    _add_visit(parts, bundle, frame, patient, vitals)
    used = {id(r) for r in (*signs, *ecgs)}
    parts.issues += _told(bundle, [r for r in observations if id(r) not in used and not is_complaint(r)])
    parts.issues[before:] = few_alike(parts.issues[before:], file)


def _of_visit(bundle: Bundle, frame: VisitFrame) -> tuple[list[Resource], list[Issue]]:
    """Observations and documents of this visit, and informations that count those of others and about others."""
    found = list(bundle.of("Observation", *DOCUMENTS))
    mine = [r for r in found if not is_of_another(bundle, r)]
    issues = []
    if others := Counter(r.kind for r in found) - Counter(r.kind for r in mine):
        issues.append(issue("fhir_of_others", Severity.INFO, file=bundle.file, names=_counted(others)))
    kept = [r for r in mine if frame.holds(r)]
    left = Counter(r.kind for r in mine) - Counter(r.kind for r in kept)
    if left and frame.encounter is not None:
        source, names = frame.encounter.name, _counted(left)
        issues.append(issue("fhir_other_visits", Severity.INFO, file=bundle.file, source=source, names=names))
    return kept, issues


def _add_vitals(parts: CaseParts, signs: Iterable[Resource], frame: VisitFrame) -> list[Measured]:
    found: list[Measured] = []
    for resource in signs:
        for one in vitals_in(resource):
            if isinstance(one, Refused):
                parts.issues.append(one.issue)
            else:
                found.append(one)
    if frame.start is None:
        course = newest_course(found)
        if len(course) < len(found):
            old = len(found) - len(course)
            parts.issues.append(issue("fhir_vitals_old", Severity.INFO, file=frame.bundle.file, count=old))
        found = course
    if found:
        parts.take(vitals_of(found, frame.bundle.file))
    return found


def _add_visit(
    parts: CaseParts, bundle: Bundle, frame: VisitFrame, patient: Resource | None, vitals: Iterable[Measured]
) -> None:
    person, issues = patient_of(bundle, patient, _day_of(bundle, frame, vitals))
    known = (r for r in bundle.of("Condition") if not is_of_another(bundle, r))
    history, more = history_of(known, frame)
    parts.issues += [*issues, *more, *allergies_told(bundle.of("AllergyIntolerance"), bundle.file)]
    parts.visit = Visit(
        text(bundle.body, "id") or None,
        person,
        arrival_of(frame),
        complaint_of(frame),
        history,
        any(
            text(t, "system") == OWN_TAGS and text(t, "code") == COMPOSITE for t in children(bundle.body, "meta", "tag")
        ),
        known_as(patient),
    )


def _day_of(bundle: Bundle, frame: VisitFrame, vitals: Iterable[Measured]) -> When | None:
    """The day on which the patient's age is meant: of arrival, else of the newest entry, else of the bundle."""
    if frame.start is not None:
        return frame.start
    times = [m.when for m in vitals if m.when is not None]
    times += [r.time for r in bundle.of("Observation", *DOCUMENTS) if r.time is not None]
    return max(times, key=When.order) if times else when(text(bundle.body, "timestamp"))


def _told(bundle: Bundle, unused: Iterable[Resource]) -> list[Issue]:
    """What else stands in the bundle: further pages, earlier versions, films kept elsewhere, resources that are not used."""
    file = bundle.file
    found = []
    if any(text(link, "relation") == "next" for link in children(bundle.body, "link")):
        found.append(issue("fhir_next_page", Severity.WARNING, file=file))
    if bundle.replaced:
        found.append(issue("fhir_replaced", Severity.INFO, file=file, count=bundle.replaced))
    found += [
        issue("fhir_study_elsewhere", Severity.INFO, Modality.IMAGE, source=study.name)
        for study in bundle.of("ImagingStudy")
        if _may_be_film(study.body)
    ]
    others = Counter(r.kind for r in bundle.resources if r.kind not in _READ | _BESIDE) + Counter(
        r.kind for r in unused
    )
    if others:
        found.append(issue("fhir_not_used", Severity.INFO, file=file, names=_counted(others)))
    return found


def _may_be_film(study: Node) -> bool:
    nodes = [*children(study, "modality"), *(n for s in children(study, "series") for n in children(s, "modality"))]
    kinds = {code.upper() for n in nodes for code in (text(n, "code"), *(c.code for c in codings(n))) if code}
    return not kinds or bool(kinds & FILM_MODALITIES)


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))[:200]
