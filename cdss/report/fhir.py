"""An assessment as a FHIR bundle, R4 or R5: what was estimated, scored and advised, by which program, from which inputs.

RiskAssessment (probabilities), Observation (level, scores, ECG measurements), GuidanceResponse with its OperationOutcome
(what the module answers, and what it doubts), Provenance (program, model and inputs by hash), Device, and no more of the
patient than number and sex. Everything is preliminary: a clinician decides, and where one has, their level stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cdss import __version__
from cdss.core.fhir_names import ACT_REASON, COMPOSITE, OWN_OUTPUTS, OWN_TAGS, PARTICIPANT_TYPE, SHA256
from cdss.core.kinds import Severity, Sex
from cdss.core.result import Issue
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment
from cdss.records.identity import Patient
from cdss.records.serialise_numbers import Json
from cdss.report.fhir_elements import FhirRelease, Frame, concept
from cdss.report.fhir_observations import observation_entries
from cdss.report.fhir_risk import risk_entries
from cdss.report.technical import InputHash
from cdss.scoring.triage_levels import triage_level
from cdss.session.panes import Ruling

_GENDERS = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.OTHER: "other"}
_SEVERITIES = {Severity.INFO: "information", Severity.WARNING: "warning", Severity.STOP: "error"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a bundle says beside the assessment: of whom, when, from which inputs, and what the clinician decided."""

    patient: Patient
    at: datetime
    inputs: tuple[InputHash, ...] = ()
    ruling: Ruling | None = None


def assessment_bundle(
    assessment: Assessment, sent: Sent, release: FhirRelease = FhirRelease.R4, language: str = "en"
) -> Json:
    """The bundle (type ``collection``) of one assessment; ``language``: of the words beside the codes.

    Raises ``ValueError`` where an output of the model is no number, as ``assessment_to_json`` does.
    """
    frame = Frame(assessment.case_id, assessment.model.sha256, sent.at, release, language)
    observations = list(observation_entries(assessment, frame, sent.ruling))
    basis = [what for what, _ in observations if what not in ("level", "level-set")]
    results = [entry for _, entry in observations]
    results += risk_entries(assessment, frame, basis, _notes(assessment, language))
    advice = [_proposal(assessment, frame)] if sent.ruling is None else []
    advice += [*_doubts(assessment.checks, frame), _guidance(assessment, frame, sent.ruling is None)]
    first = [_patient(assessment, sent.patient, frame), _device(assessment, frame)]
    made = [*first, *results, *advice]
    return _bundle([*made, _provenance(made[2:], sent.inputs, frame)], frame, assessment.composite)


def refused_bundle(case_id: str, code: str, text: str, checks: Sequence[Issue], frame: Frame) -> Json:
    """The bundle of a case that cannot be assessed: one OperationOutcome that says why."""
    why = {
        "severity": "fatal",
        "code": "processing",
        "details": concept(text, (OWN_OUTPUTS, code)),
        "diagnostics": case_id,
    }
    issues = [why, *(_issue(check, frame.language) for check in checks)]
    return _bundle([frame.entry("outcome", "OperationOutcome", {"issue": issues})], frame, False)


def _bundle(entries: list[Json], frame: Frame, composite: bool) -> Json:
    tags = [{"system": OWN_TAGS, "code": COMPOSITE}, {"system": ACT_REASON, "code": "HTEST"}] if composite else []
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{frame.uuid('bundle')}"}
    return {
        "resourceType": "Bundle",
        "id": frame.uuid("bundle"),
        **({"meta": {"tag": tags}} if tags else {}),
        "identifier": identifier,
        "type": "collection",
        "timestamp": frame.moment,
        "entry": entries,
    }


def _notes(assessment: Assessment, language: str) -> list[str]:
    """Sentences that nobody may overlook: what the program is, that a patient is put together, what was not there."""
    notes = [sentence("session_status_sentence", {}, language)]
    notes += [sentence("fhir_out_composite", {}, language)] if assessment.composite else []
    notes += [status.reason for status in assessment.modalities.values() if status.reason]
    return notes


def _patient(assessment: Assessment, patient: Patient, frame: Frame) -> Json:
    body = {"identifier": [{"value": patient.id or assessment.case_id}], "gender": _GENDERS.get(patient.sex, "unknown")}
    return frame.entry("patient", "Patient", body)


def _device(assessment: Assessment, frame: Frame) -> Json:
    model = assessment.model
    versions = [
        {"type": concept("software"), "value": __version__},
        {"type": concept(f"model {model.name}"), "value": model.version},
    ]
    named = {"type": "user-friendly-name"}
    body: Json = {
        "identifier": [{"system": SHA256, "value": model.sha256}],
        "status": "active",
        "version": versions,
        "note": [{"text": sentence("session_status_sentence", {}, frame.language)}],
    }
    if frame.r5:
        body |= {"name": [{"value": "TriageLens", **named}], "type": [concept("software")]}
    else:
        body |= {"deviceName": [{"name": "TriageLens", **named}], "type": concept("software")}
    return frame.entry("device", "Device", body)


def _proposal(assessment: Assessment, frame: Frame) -> Json:
    """What the module advises: a level to consider, as a draft proposal that nobody has to follow."""
    level = assessment.acuity.level
    params = {"level": str(level), "name": triage_level(level).name(frame.language)}
    action = {"title": sentence("fhir_out_consider", params, frame.language)}
    body = {
        "status": "draft",
        "intent": "proposal",
        "subject": frame.reference("patient"),
        "authoredOn": frame.moment,
        "author": frame.reference("device"),
        "action": [action],
    }
    return frame.entry("proposal", "RequestOrchestration" if frame.r5 else "RequestGroup", body)


def _doubts(checks: Sequence[Issue], frame: Frame) -> list[Json]:
    if not checks:
        return []
    return [frame.entry("outcome", "OperationOutcome", {"issue": [_issue(c, frame.language) for c in checks]})]


def _issue(check: Issue, language: str) -> Json:
    details = concept(check.text(language), (OWN_OUTPUTS, check.code))
    return {"severity": _SEVERITIES[check.severity], "code": "business-rule", "details": details}


def _guidance(assessment: Assessment, frame: Frame, undecided: bool) -> Json:
    """The module's answer, with a proposal while it is ``undecided``. ``success`` says that it ran, not that it is right."""
    model = assessment.model
    messages = frame.reference("outcome") if assessment.checks else None
    result = frame.reference("proposal")
    body = {
        "moduleCodeableConcept": concept(f"TriageLens {model.name} {model.version}", (SHA256, model.sha256)),
        "status": "success",
        "subject": frame.reference("patient"),
        "occurrenceDateTime": frame.moment,
        "performer": frame.reference("device"),
        "note": [{"text": note} for note in _notes(assessment, frame.language)],
        "evaluationMessage": messages if frame.r5 or messages is None else [messages],
        "result": (([result] if frame.r5 else result) if undecided else None),
    }
    return frame.entry("guidance", "GuidanceResponse", body)


def _provenance(targets: Sequence[Json], inputs: Sequence[InputHash], frame: Frame) -> Json:
    """Who made the other resources, and from what: each input by its part and SHA-256, never by its file's name."""
    assembler = concept("assembler", (PARTICIPANT_TYPE, "assembler"))
    body = {
        "target": [{"reference": entry["fullUrl"]} for entry in targets],
        "occurredDateTime": frame.moment,
        "recorded": frame.moment,
        "activity": concept(sentence("fhir_out_risk", {}, frame.language)),
        "agent": [{"type": assembler, "who": frame.reference("device")}],
        "entity": [
            {"role": "source", "what": {"identifier": {"system": SHA256, "value": one.sha256}, "display": one.part}}
            for one in inputs
            if one.sha256
        ],
    }
    return frame.entry("provenance", "Provenance", body)
