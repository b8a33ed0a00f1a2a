"""Assessments as strict JSON (schema ``cdss.assessment/1``): one object a case, the same keys whatever modalities exist.

Numbers are rounded to six significant digits. NaN and infinity never appear: a measurement that could not be made is null;
a model output that is not a number raises ``ValueError``, so that no program downstream takes it for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cdss.core.kinds import ECG_LEADS, MODALITIES, Modality, Presence
from cdss.core.result import Issue
from cdss.records.assessment import SCHEMA, Acuity, Assessment, Finding, Interval, ModalityStatus, Score, Selective
from cdss.records.explanation import Explanation
from cdss.records.serialise_explanation import explanation_to_json
from cdss.records.serialise_numbers import Json, measured, number

ECG_MEASUREMENTS: tuple[str, ...] = ("heart_rate", "pr_ms", "qrs_ms", "qt_ms", "qtc_ms", "axis_deg")
"""Keys that ``measurements.ecg`` always has: bpm, ms, ms, ms, ms, degrees."""

OUTCOMES: tuple[str, ...] = ("admission", "critical")
"""Outcomes every assessment has: admission to hospital; critical care or death."""

SCORES: tuple[str, ...] = ("news2", "qsofa", "shock_index")
"""Clinical scores that ``scores`` always has."""

TIMINGS: tuple[str, ...] = ("read", "encode", "fuse", "explain", "total")
"""Stages that ``timings_ms`` always has, in milliseconds; null where the stage did not run."""


def assessment_to_json(assessment: Assessment, explanation: Explanation | None = None, language: str = "en") -> Json:
    """The assessment as an object that ``json.dumps(..., allow_nan=False)`` accepts, keys in the order of the schema.

    ``explanation`` None is written as null. ``language`` (``en`` or ``ko``) is that of the sentences in ``checks``.
    Beyond the schema's core: ``device``, ``composite``, ``risk_without`` (risk score without one modality),
    ``outcome_intervals`` and ``selective`` (whether the model knows; null where that was not computed).
    """
    model = assessment.model
    return {
        "schema": SCHEMA,
        "case_id": assessment.case_id,
        "model": {"name": model.name, "version": model.version, "sha256": model.sha256},
        "modalities": {m.value: _status(assessment.modalities.get(m)) for m in MODALITIES},
        **_predictions(assessment),
        "findings": {m.value: _findings(assessment.findings.get(m, ())) for m in (Modality.IMAGE, Modality.ECG)},
        "measurements": {"ecg": _ecg(assessment.ecg_measurements, assessment.st_level_mv)},
        "scores": _scores(assessment.scores),
        "checks": checks_to_json(assessment.checks, language),
        "explanation": None if explanation is None else explanation_to_json(explanation),
        "timings_ms": _timings(assessment.timings_ms),
        "device": assessment.device,
        "composite": assessment.composite,
        "risk_without": {m.value: number(score) for m, score in assessment.without.items()},
        "outcome_intervals": {n: _interval(assessment.outcome_intervals.get(n)) for n in _outcomes(assessment)},
        "selective": _selective(assessment.selective),
    }


def error_to_json(case_id: str, code: str, text: str, checks: Iterable[Issue] = (), language: str = "en") -> Json:
    """The line of a case that cannot be assessed: ``error`` is a sentence, ``error_code`` its code, ``checks`` the reasons."""
    return {
        "schema": SCHEMA,
        "case_id": case_id,
        "error": text,
        "error_code": code,
        "checks": checks_to_json(checks, language),
    }


def checks_to_json(checks: Iterable[Issue], language: str = "en") -> list[Json]:
    """Issues as ``{"severity", "code", "modality", "text"}``; ``modality`` null for the case as a whole."""
    return [
        {"severity": c.severity.value, "code": c.code, "modality": c.modality, "text": c.text(language)} for c in checks
    ]


def _status(status: ModalityStatus | None) -> Json:
    known = status or ModalityStatus(Presence.MISSING)
    return {"status": known.status.value, "reason": known.reason}


def _predictions(assessment: Assessment) -> Json:
    acuity, risk = assessment.acuity, assessment.risk
    return {
        "acuity": _acuity(acuity),
        "risk": {"score": number(risk.score), "interval": _interval(risk.interval)},
        "outcomes": {name: number(assessment.outcomes[name]) for name in _outcomes(assessment)},
        "conditions": [
            {
                "code": c.code,
                "probability": number(c.probability),
                "interval": _interval(c.interval),
                "in_set": bool(c.in_set),
            }
            for c in assessment.conditions
        ],
    }


def _outcomes(assessment: Assessment) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*OUTCOMES, *assessment.outcomes)))


def _acuity(acuity: Acuity) -> Json:
    return {
        "level": acuity.level,
        "probabilities": [number(p) for p in acuity.probabilities],
        "intervals": [_interval(x) for x in acuity.intervals],
        "level_set": list(acuity.level_set),
    }


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [number(x) for x in interval]


def _selective(selective: Selective | None) -> Json | None:
    if selective is None:
        return None
    numbers = {"confidence": number(selective.confidence), "threshold": number(selective.threshold)}
    return {"known": bool(selective.known), **numbers}


def _findings(findings: tuple[Finding, ...]) -> list[Json]:
    return [{"code": f.code, "probability": number(f.probability), "interval": _interval(f.interval)} for f in findings]


def _ecg(measurements: Mapping[str, float | None], st_level: Mapping[str, float | None]) -> Json:
    names = dict.fromkeys((*ECG_MEASUREMENTS, *measurements))
    return {
        **{name: measured(measurements.get(name)) for name in names},
        "st_mv": {lead: measured(st_level.get(lead)) for lead in ECG_LEADS},
    }


def _scores(scores: Mapping[str, Score]) -> Json:
    absent = Score(None, complete=False)
    return {name: _score(scores.get(name, absent)) for name in dict.fromkeys((*SCORES, *scores))}


def _score(score: Score) -> Json:
    return {
        "value": None if score.value is None else _whole(number(score.value)),
        "complete": bool(score.complete),
        "band": score.band,
        "parts": dict(score.parts),
        "missing": list(score.missing),
        **({"spo2_scale": score.spo2_scale} if score.spo2_scale != 1 else {}),
    }


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _timings(timings: Mapping[str, float]) -> Json:
    return {name: _milliseconds(timings.get(name)) for name in dict.fromkeys((*TIMINGS, *timings))}


def _milliseconds(value: float | None) -> float | None:
    return None if value is None else round(number(value), 1)
