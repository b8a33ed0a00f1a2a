"""What was scored and measured, as FHIR Observations: the level, NEWS2 and the other scores, the ECG's intervals.

LOINC for what an ECG measures; SNOMED CT (UK edition) for NEWS2; the program's own codes where no public one says the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.fhir_names import LOINC, OBSERVATION_CATEGORY, OWN_MEASUREMENTS, SNOMED
from cdss.core.kinds import ECG_LEADS
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment, Score
from cdss.records.serialise_numbers import Json
from cdss.report.fhir_elements import Frame, concept, loinc, quantity
from cdss.report.public_codes import INTERVAL_LOINC
from cdss.scoring.triage_levels import triage_level
from cdss.session.names import name
from cdss.session.panes import Ruling

NEWS2_SNOMED = "1104051000000101"
ECG_STUDY = "11524-6"
_ECG = {
    "heart_rate": ("76282-3", "/min"),
    **{measure: (INTERVAL_LOINC[measure][0], "ms") for measure in ("pr_ms", "qrs_ms", "qt_ms")},
    "qtc_ms": ("8636-3", "ms"),
    "axis_deg": (INTERVAL_LOINC["axis_deg"][0], "deg"),
}
"""LOINC code and UCUM unit of each measurement of the ECG."""


def observation_entries(assessment: Assessment, frame: Frame, ruling: Ruling | None) -> Iterator[tuple[str, Json]]:
    """Each observation with the name it is referred to by; the clinician's own level, where there is one, before the model's."""
    if ruling is not None:
        words = sentence("fhir_out_level_set", {}, frame.language)
        at = ruling.made.astimezone().replace(microsecond=0).isoformat() if ruling.made else None
        notes = [ruling.reason] if ruling.reason else []
        yield "level-set", _level("level-set", words, ruling.level, frame, "final", at, notes)
    words = sentence("fhir_out_level", {}, frame.language)
    yield "level", _level("level", words, assessment.acuity.level, frame)
    for code, score in assessment.scores.items():
        if score.value is not None:
            yield code, _score(code, score, score.value, frame)
    if (parts := list(_ecg_parts(assessment, frame.language))) or assessment.st_level_mv:
        parts += _st_parts(assessment)
        if parts:
            words = sentence("fhir_out_ecg", {}, frame.language)
            yield "ecg", _observation("ecg", loinc(ECG_STUDY, words), "procedure", frame, {"component": parts})


def _level(
    what: str,
    words: str,
    level: int,
    frame: Frame,
    status: str = "preliminary",
    at: str | None = None,
    notes: list[str] | None = None,
) -> Json:
    named = concept(f"{level}: {triage_level(level).name(frame.language)}")
    more = {"valueInteger": level, "interpretation": [named], "note": [{"text": note} for note in notes or ()]}
    made = _observation(what, concept(words, (OWN_MEASUREMENTS, what)), "survey", frame, more, status)
    if status == "final":  # the clinician's word, not the program's
        del made["resource"]["device"]
    if at:
        made["resource"]["effectiveDateTime"] = at
    return made


def _score(code: str, score: Score, value: float, frame: Frame) -> Json:
    words = name("score", code, frame.language)
    public = [(SNOMED, NEWS2_SNOMED)] if code == "news2" else []
    parts = [
        {"code": concept(name("vital", part, frame.language), (OWN_MEASUREMENTS, part)), "valueInteger": points}
        for part, points in score.parts
    ]
    more: Json = {"component": parts}
    more |= {"valueInteger": int(value)} if value.is_integer() else {"valueQuantity": quantity(value, "1")}
    if score.band:
        more["interpretation"] = [concept(score.band.replace("_", "-"))]
    if notes := _score_notes(score, frame.language):
        more["note"] = [{"text": words} for words in notes]
    return _observation(code, concept(words, *public, (OWN_MEASUREMENTS, code)), "survey", frame, more)


def _score_notes(score: Score, language: str) -> list[str]:
    """What is to be known beside the figure."""
    notes = [sentence("fhir_out_spo2_scale_2", {}, language)] if score.spo2_scale == 2 else []
    if score.missing:
        listed = ", ".join(name("vital", item, language) for item in score.missing)
        notes.append(sentence("fhir_out_partial", {"missing": listed}, language))
    return notes


def _ecg_parts(assessment: Assessment, language: str) -> Iterator[Json]:
    for measure, (code, unit) in _ECG.items():
        if (value := assessment.ecg_measurements.get(measure)) is not None:
            words = sentence(f"fhir_out_{measure}", {}, language)
            yield {"code": concept(words, (LOINC, code)), "valueQuantity": quantity(value, unit)}


def _st_parts(assessment: Assessment) -> Iterator[Json]:
    for lead in ECG_LEADS:
        if (value := assessment.st_level_mv.get(lead)) is not None:
            code = concept(f"ST {lead}, J+60 ms", (OWN_MEASUREMENTS, f"st-{lead.lower()}"))
            yield {"code": code, "valueQuantity": quantity(value, "mV")}


def _observation(what: str, code: Json, category: str, frame: Frame, more: Json, status: str = "preliminary") -> Json:
    body: Json = {
        "status": status,
        "category": [concept(category, (OBSERVATION_CATEGORY, category))],
        "code": code,
        "subject": frame.reference("patient"),
        "effectiveDateTime": frame.moment,
        "device": frame.reference("device"),
        **more,
    }
    return frame.entry(what, "Observation", body)
