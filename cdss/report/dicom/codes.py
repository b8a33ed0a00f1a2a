"""Coded names of what the model and the scores say: SNOMED CT, LOINC and DCM where one fits exactly, else this program's own.

A code is of a standard scheme only where the concept is the same. The model's groups that join several diagnoses (COPD or
asthma, stroke or TIA), the classes of the ECG network and the composite scores have none that is, and get codes of the private
scheme ``99TRIAGELENS`` (DICOM PS3.16 section 8). SNOMED CT identifiers are used as DICOM's own context groups and its agreement
with SNOMED International allow; LOINC codes are of Regenstrief Institute.
"""

from __future__ import annotations

from collections.abc import Mapping

from highdicom.coding_schemes import CodingSchemeIdentificationItem
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from cdss.core.kinds import Modality
from cdss.records.assessment import Score
from cdss.report.public_codes import CONDITION_SNOMED, INTERVAL_LOINC
from cdss.session.names import condition_name, finding_name

SCHEME = "99TRIAGELENS"
_LONGEST, _LONGEST_VALUE = 64, 16
"""Characters of a Code Meaning (VR LO) and of a Code Value (VR SH)."""


def own_code(value: str, meaning: str) -> Code:
    """A code of the private scheme; ``ValueError`` for a value longer than the 16 characters of a Code Value."""
    if len(value) > _LONGEST_VALUE:
        raise ValueError(f"{value!r} is longer than {_LONGEST_VALUE} characters")
    return Code(value, SCHEME, meaning[:_LONGEST])


CERTAINTY = codes.DCM.CertaintyOfFinding
COMMENT = codes.DCM.Comment
PERCENT = codes.UCUM.Percent
NO_UNITS = codes.UCUM.NoUnits
ZERO_TO_TEN = Code("{0:10}", "UCUM", "range 0 to 10")
LOWER_END = own_code("ci90-lower", "Lower end of the 90 % interval")
UPPER_END = own_code("ci90-upper", "Upper end of the 90 % interval")
PRESENCE = own_code("presence", "Presence of the finding")
UNDETERMINED = codes.SCT.Undetermined
"""A probability is no observation: every finding is filed as undetermined, whatever its probability."""

CHEST_FILM = Code("399208008", "SCT", "Plain chest X-ray")
TRIAGE = own_code("triage", "Emergency triage assessment")

_SNOMED: Mapping[str, Code] = {
    **{code: Code(identifier, "SCT", meaning) for code, (identifier, meaning) in CONDITION_SNOMED.items()},
    "edema": codes.SCT.PulmonaryEdema,
    "effusion": codes.SCT.PleuralEffusion,
    "cardiomegaly": Code("8186001", "SCT", "Cardiomegaly"),
    "consolidation": Code("95436008", "SCT", "Lung consolidation"),
    "atelectasis": Code("46621007", "SCT", "Atelectasis"),
    "pneumothorax": codes.SCT.Pneumothorax,
}

_OWN: Mapping[str, str] = {
    "atrial_fibrillation": "cond-af",
    "heart_failure": "cond-ahf",
    "copd_asthma": "cond-copd-asthma",
    "stroke_tia": "cond-stroke-tia",
    "infiltration": "film-infiltrate",
}
"""Private codes of what has no exact standard one: groups of diagnoses, acute heart failure, atrial fibrillation or flutter."""

MS = Code("ms", "UCUM", "millisecond")
MV = Code("mV", "UCUM", "millivolt")
BEATS = Code("{beats}/min", "UCUM", "beats per minute")
DEGREES = Code("deg", "UCUM", "degree")


def _interval(measure: str) -> Code:
    value, meaning = INTERVAL_LOINC[measure]
    return Code(value, "LN", meaning)


ECG_MEASURES: Mapping[str, tuple[Code, Code]] = {
    "heart_rate": (Code("8867-4", "LN", "Heart rate"), BEATS),
    **{measure: (_interval(measure), MS) for measure in ("pr_ms", "qrs_ms", "qt_ms")},
    "qtc_ms": (own_code("qtc-bazett", "QTc interval, Bazett"), MS),
    "qtcf_ms": (own_code("qtc-fridericia", "QTc interval, Fridericia"), MS),
    "axis_deg": (_interval("axis_deg"), DEGREES),
    "rr_sd_ms": (own_code("rr-sd", "Standard deviation of RR intervals"), MS),
    "sokolow_lyon_mv": (own_code("sokolow-lyon", "Sokolow-Lyon voltage"), MV),
    "cornell_mv": (own_code("cornell", "Cornell voltage"), MV),
}
"""Name and unit of each measurement of ``Assessment.ecg_measurements``."""

SCORES: Mapping[str, Code] = {
    "news2": own_code("news2", "NEWS2 (Royal College of Physicians 2017)"),
    "qsofa": own_code("qsofa", "qSOFA (Sepsis-3)"),
    "shock_index": own_code("shock-index", "Shock index (heart rate / systolic pressure)"),
}
"""Name of each of ``Assessment.scores`` where nothing is to be said with it (``score_code``)."""


def score_code(code: str, score: Score) -> Code:
    """The name of ``score``: one that lacks items, or is on SpO2 scale 2, is never taken for the ordinary one."""
    value, meaning = SCORES[code].value, SCORES[code].meaning
    if score.spo2_scale == 2:
        value, meaning = f"{value}-s2", f"{meaning}, SpO2 scale 2"
    if not score.complete:
        value, meaning = f"{value}-part", f"Partial {meaning}"
    return own_code(value, meaning)


def condition_code(code: str) -> Code:
    """One of ``CONDITIONS``."""
    return _SNOMED.get(code) or own_code(_OWN.get(code, code), condition_name(code))


def finding_code(modality: Modality, code: str) -> Code:
    """One of ``IMAGE_FINDINGS`` or ``ECG_FINDINGS``; a class of the ECG network says "ECG" so that it is no diagnosis."""
    if modality is Modality.IMAGE:
        return _SNOMED.get(code) or own_code(_OWN.get(code, code), finding_name(modality, code))
    return own_code(f"ecg-{code.lower()}", f"ECG class: {finding_name(modality, code)}")


def outcome_code(code: str) -> Code:
    """Probability of one of ``Assessment.outcomes``."""
    names = {"admission": "Probability of admission", "critical": "Probability of intensive care or death"}
    return own_code(f"p-{code}"[:_LONGEST_VALUE], names.get(code, f"Probability of {code}"))


def st_code(lead: str) -> Code:
    """Level of the ST segment in one lead."""
    return own_code(f"st-{lead.lower()}", f"ST level at J+60 ms, lead {lead}")


def level_code(level: int) -> Code:
    """Probability of one triage level."""
    return own_code(f"level-{level}", f"Probability of triage level {level}")


def schemes() -> tuple[CodingSchemeIdentificationItem, ...]:
    """What a reader is told of the private scheme."""
    return (
        CodingSchemeIdentificationItem(SCHEME, name="TriageLens private codes", responsible_organization="TriageLens"),
    )
