"""The assessment as a DICOM Structured Report: a Comprehensive SR by TID 1500 (Measurement Report).

Each figure stands as a measurement with its unit and the algorithm that made it: the model's name, version and the hash of its
bundle. What the model says of a finding is its certainty (DCM 111012), and the finding's presence is filed as undetermined, so
that no archive takes a probability for a diagnosis. The report is preliminary and not verified, whoever writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from highdicom import UID
from highdicom.sr import (
    AlgorithmIdentification,
    ComprehensiveSR,
    DeviceObserverIdentifyingAttributes,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    ObserverContext,
    QualitativeEvaluation,
    RelationshipTypeValues,
    SourceImageForMeasurementGroup,
    TextContentItem,
    TrackingIdentifier,
)
from pydicom import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from cdss import __version__
from cdss.core.kinds import STATUS_SENTENCE, Modality, Presence
from cdss.records.assessment import Assessment, Interval, ModelIdentity
from cdss.records.case import Case
from cdss.report.dicom import codes as coded
from cdss.report.dicom.subject import CHARACTER_SET, MANUFACTURER, STANDARD_SERIES, Subject
from cdss.session.names import modality_name
from cdss.session.panes import Ruling

UNVERIFIED_SENTENCE = "Written by a program. Not read or verified by a physician as a report of this examination."
Groups = list[MeasurementsAndQualitativeEvaluations]


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is written: a case with its assessment, the clinician's own decision where there is one, and when it is written."""

    case: Case
    assessment: Assessment
    made: datetime
    ruling: Ruling | None = None


def structured_report(assessed: Assessed, subject: Subject) -> Dataset:
    """The Comprehensive SR of ``assessed``, filed under ``subject``."""
    evidence = subject.dataset()
    report = ComprehensiveSR(
        [evidence],
        _content(assessed, subject),
        series_instance_uid=UID(),
        series_number=STANDARD_SERIES,
        sop_instance_uid=UID(),
        instance_number=1,
        manufacturer=MANUFACTURER,
        manufacturer_model_name=MANUFACTURER,
        software_versions=__version__,
        series_description="Triage assessment by AI, for research",
        is_complete=True,
        is_final=False,
        is_verified=False,
        record_evidence=False,
        specific_character_set=CHARACTER_SET,
        coding_schemes=coded.schemes(),
    )
    if subject.film is None:  # the study of its own has no image that could be evidence
        del report.CurrentRequestedProcedureEvidenceSequence
    return report


def _content(assessed: Assessed, subject: Subject) -> MeasurementReport:
    model = assessed.assessment.model
    observer = DeviceObserverIdentifyingAttributes(
        device_uid(model), MANUFACTURER, MANUFACTURER, f"{model.name} {model.version}"
    )
    context = ObservationContext(ObserverContext(codes.DCM.Device, observer))
    procedures = [coded.TRIAGE, *([coded.CHEST_FILM] if assessed.case.films else [])]
    report = MeasurementReport(context, procedures, _groups(assessed, subject))
    for text in _comments(assessed, subject):
        comment = TextContentItem(coded.COMMENT, text, RelationshipTypeValues.CONTAINS)
        report[0].ContentSequence.append(comment)
    return report


def device_uid(model: ModelIdentity) -> str:
    """The same UID for the same weights, made of the hash of their bundle (DICOM PS3.5 B.2: 2.25 and 128 bits)."""
    number = int(hashlib.sha256(model.sha256.encode()).hexdigest()[:32], 16)
    return f"2.25.{number}"


def _groups(assessed: Assessed, subject: Subject) -> Groups:
    told, by = assessed.assessment, _algorithm(assessed.assessment.model)
    groups = [_triage(told, by)]
    groups += [_decision(assessed.ruling)] if assessed.ruling else []
    outcomes = [
        part
        for code, chance in told.outcomes.items()
        for part in _estimated(coded.outcome_code(code), chance, told.outcome_intervals.get(code), by)
    ]
    groups += [_group("Outcomes", outcomes)] if outcomes else []
    for condition in told.conditions:
        name = coded.condition_code(condition.code)
        groups.append(_finding(name, f"Condition: {condition.code}", condition.probability, condition.interval, by))
    for modality, found in told.findings.items():
        source = _source(subject) if modality is Modality.IMAGE else None
        for one in found:
            name = coded.finding_code(modality, one.code)
            groups.append(_finding(name, f"{modality.value}: {one.code}", one.probability, one.interval, by, source))
    return [*groups, *_measured(told)]


def _triage(told: Assessment, by: AlgorithmIdentification) -> MeasurementsAndQualitativeEvaluations:
    """Level, risk with its interval, and the probability of each level."""
    level = Measurement(coded.own_code("level", "Suggested triage level, 1 to 5 (KTAS, ESI)"), told.acuity.level,
                        coded.NO_UNITS, algorithm_id=by)  # fmt: skip
    risk_name = coded.own_code("risk", "Risk score: 10 x probability of level 1 or 2")
    risk = [Measurement(risk_name, round(told.risk.score, 2), coded.ZERO_TO_TEN, algorithm_id=by)]
    ends = zip((coded.LOWER_END, coded.UPPER_END), told.risk.interval, strict=True)
    risk += [Measurement(risk_name, round(v, 2), coded.ZERO_TO_TEN, algorithm_id=by, derivation=end) for end, v in ends]
    intervals = told.acuity.intervals or (None,) * len(told.acuity.probabilities)
    chances = zip(told.acuity.probabilities, intervals, strict=True)
    levels = [
        part
        for n, (chance, interval) in enumerate(chances, start=1)
        for part in _estimated(coded.level_code(n), chance, interval, by)
    ]
    return _group("Triage level", [level, *risk, *levels])


def _decision(ruling: Ruling) -> MeasurementsAndQualitativeEvaluations:
    """The clinician's own level, which stands whatever the model says."""
    level = Measurement(
        coded.own_code("clinician-level", "Triage level set by the clinician"), ruling.level, coded.NO_UNITS
    )
    return _group("Decision of the clinician", [level])


def _finding(
    name: Code,
    label: str,
    chance: float,
    interval: Interval | None,
    by: AlgorithmIdentification,
    source: SourceImageForMeasurementGroup | None = None,
) -> MeasurementsAndQualitativeEvaluations:
    """One condition or finding: how certain the model is of it, and that its presence is undetermined."""
    return MeasurementsAndQualitativeEvaluations(
        TrackingIdentifier(UID(), label),
        finding_type=name,
        measurements=_estimated(coded.CERTAINTY, chance, interval, by),
        qualitative_evaluations=[QualitativeEvaluation(coded.PRESENCE, coded.UNDETERMINED)],
        source_images=[source] if source else None,
    )


def _estimated(name: Code, chance: float, interval: Interval | None, by: AlgorithmIdentification) -> list[Measurement]:
    """A probability in percent, and the ends of its interval where it has one."""
    ends: list[tuple[Code | None, float]] = [(None, chance)]
    ends += [(coded.LOWER_END, interval[0]), (coded.UPPER_END, interval[1])] if interval else []
    return [Measurement(name, _percent(p), coded.PERCENT, algorithm_id=by, derivation=end) for end, p in ends]


def _measured(told: Assessment) -> Iterator[MeasurementsAndQualitativeEvaluations]:
    """What is measured or counted, and not estimated: the ECG's intervals and voltages, ST levels, scores."""
    by = AlgorithmIdentification(MANUFACTURER, __version__)
    known = {code: value for code, value in told.ecg_measurements.items() if value is not None}
    ecg = [
        Measurement(*_named(code, value), algorithm_id=by)
        for code, value in known.items()
        if code in coded.ECG_MEASURES
    ]
    st = [
        Measurement(coded.st_code(lead), round(value, 3), coded.MV, algorithm_id=by)
        for lead, value in told.st_level_mv.items()
        if value is not None
    ]
    scores = [
        Measurement(
            coded.score_code(code, score),
            round(score.value, 2),
            coded.NO_UNITS,
            algorithm_id=by,
        )
        for code in coded.SCORES
        if (score := told.scores.get(code)) is not None and score.value is not None
    ]
    for title, rows in (("ECG measurements", ecg), ("ST levels", st), ("Clinical scores", scores)):
        if rows:
            yield _group(title, rows)


def _named(code: str, value: float) -> tuple[Code, float, Code]:
    name, unit = coded.ECG_MEASURES[code]
    return name, round(value, 4), unit


def _group(title: str, rows: list[Measurement]) -> MeasurementsAndQualitativeEvaluations:
    return MeasurementsAndQualitativeEvaluations(TrackingIdentifier(UID(), title), measurements=rows)


def _source(subject: Subject) -> SourceImageForMeasurementGroup | None:
    if subject.film is None:
        return None
    image = subject.attributes
    return SourceImageForMeasurementGroup(image["SOPClassUID"], image["SOPInstanceUID"])


def _algorithm(model: ModelIdentity) -> AlgorithmIdentification:
    return AlgorithmIdentification(model.name, model.version, [f"bundle SHA-256 {model.sha256}"])


def _comments(assessed: Assessed, subject: Subject) -> Iterator[str]:
    """What must be read with the figures: status, what is missing, checks, why no image is referred to."""
    told = assessed.assessment
    yield STATUS_SENTENCE
    yield UNVERIFIED_SENTENCE
    if told.composite:
        yield "Composite patient: film, ECG, note and vital signs come from different people. Not a record of one person."
    if subject.without:
        yield subject.without
    for modality, status in told.modalities.items():
        if status.status is not Presence.PRESENT:
            yield f"{modality_name(modality)}: {status.status.value}. {status.reason or ''}".rstrip()
    for code, score in told.scores.items():
        if not score.complete and code in coded.SCORES:
            yield f"{coded.SCORES[code].meaning}: partial, missing {', '.join(score.missing)}."
    if (ruling := assessed.ruling) is not None:
        agreed = "accepted" if ruling.accepted else "set by the clinician"
        yield f"Triage level {ruling.level} {agreed}. {ruling.reason}".rstrip()
    yield from (found.text() for found in told.checks)


def _percent(chance: float) -> float:
    return round(100.0 * chance, 2)
