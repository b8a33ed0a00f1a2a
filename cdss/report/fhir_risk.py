"""What the model estimates, as FHIR RiskAssessments: levels, outcomes and conditions, and the findings of film and ECG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdss.core.fhir_names import OWN_OUTPUTS, SNOMED
from cdss.core.kinds import RISK, Modality
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment, Finding, Interval
from cdss.records.serialise_numbers import Json
from cdss.report.fhir_elements import Frame, concept, interval_extension, percent
from cdss.report.public_codes import CONDITION_SNOMED
from cdss.scoring.triage_levels import triage_level
from cdss.session.names import condition_name, finding_name, modality_name, name, target_name


def risk_entries(assessment: Assessment, frame: Frame, basis: Sequence[str], notes: Sequence[str]) -> Iterator[Json]:
    """One RiskAssessment of the patient, and one for the findings in each picture and recording.

    ``basis``: names of the observations it rests on; ``notes``: sentences that must be read with it.
    """
    predictions = [*_levels(assessment, frame), *_outcomes(assessment, frame), *_conditions(assessment, frame)]
    yield _entry("risk", sentence("fhir_out_risk", {}, frame.language), assessment, frame, predictions, basis, notes)
    for modality in (Modality.IMAGE, Modality.ECG):
        if findings := assessment.findings.get(modality, ()):
            params = {"modality": modality_name(modality, frame.language)}
            words = sentence("fhir_out_findings", params, frame.language)
            found = [_finding(modality, finding, frame) for finding in findings]
            yield _entry(f"findings-{modality}", words, assessment, frame, found, (), notes)


def _entry(
    what: str,
    words: str,
    assessment: Assessment,
    frame: Frame,
    predictions: Sequence[Json],
    basis: Sequence[str],
    notes: Sequence[str],
) -> Json:
    model = assessment.model
    method = f"TriageLens {model.name} {model.version} (SHA-256 {model.sha256})"
    body = {
        "status": "preliminary",
        "method": concept(method),
        "code": concept(words, (OWN_OUTPUTS, what)),
        "subject": frame.reference("patient"),
        "occurrenceDateTime": frame.moment,
        "performer": frame.reference("device"),
        "basis": [frame.reference(observation) for observation in basis],
        "prediction": list(predictions),
        "note": [{"text": note} for note in notes],
    }
    return frame.entry(what, "RiskAssessment", body)


def _levels(assessment: Assessment, frame: Frame) -> Iterator[Json]:
    score, acuity = assessment.risk.score / 10.0, assessment.acuity
    low, high = assessment.risk.interval
    yield _prediction(target_name(RISK, frame.language), RISK, score, (low / 10.0, high / 10.0))
    for level, probability in enumerate(acuity.probabilities, start=1):
        words = name("fhir_out", "level", frame.language)
        interval = acuity.intervals[level - 1] if acuity.intervals else None
        held = level in acuity.level_set
        why = sentence("fhir_out_in_set", {}, frame.language) if held else ""
        label = f"{words} {level}: {triage_level(level).name(frame.language)}"
        yield _prediction(label, f"level-{level}", probability, interval, rationale=why)


def _outcomes(assessment: Assessment, frame: Frame) -> Iterator[Json]:
    for outcome, probability in assessment.outcomes.items():
        interval = assessment.outcome_intervals.get(outcome)
        yield _prediction(target_name(outcome, frame.language), outcome, probability, interval)


def _conditions(assessment: Assessment, frame: Frame) -> Iterator[Json]:
    for condition in assessment.conditions:
        why = sentence("fhir_out_in_set", {}, frame.language) if condition.in_set else ""
        words, (public, _) = (
            condition_name(condition.code, frame.language),
            CONDITION_SNOMED.get(condition.code, (None, None)),
        )
        yield _prediction(words, condition.code, condition.probability, condition.interval, public, why)


def _finding(modality: Modality, finding: Finding, frame: Frame) -> Json:
    words = finding_name(modality, finding.code, frame.language)
    return _prediction(words, f"{modality}-{finding.code.lower()}", finding.probability, finding.interval)


def _prediction(
    words: str,
    code: str,
    probability: float,
    interval: Interval | None,
    snomed: str | None = None,
    rationale: str = "",
) -> Json:
    public = [(SNOMED, snomed)] if snomed else []
    made: Json = {"outcome": concept(words, *public, (OWN_OUTPUTS, code)), "probabilityDecimal": percent(probability)}
    if extension := interval_extension(interval):
        made["extension"] = extension
    return {**made, "rationale": rationale} if rationale else made
