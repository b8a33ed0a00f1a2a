"""The closed vocabularies of the program, as string enumerations that serialise to their value."""

from __future__ import annotations

from enum import StrEnum


class Modality(StrEnum):
    """The four kinds of evidence; each may be missing."""

    IMAGE = "image"
    ECG = "ecg"
    VITALS = "vitals"
    NOTE = "note"


MODALITIES: tuple[Modality, ...] = (Modality.IMAGE, Modality.ECG, Modality.VITALS, Modality.NOTE)


class Presence(StrEnum):
    """What became of one modality of a case."""

    PRESENT = "present"
    MISSING = "missing"
    REJECTED = "rejected"


class Severity(StrEnum):
    """How much an issue or check matters; ``stop`` means the case cannot be assessed."""

    INFO = "info"
    WARNING = "warning"
    STOP = "stop"


class Sex(StrEnum):
    """Administrative sex as in the case folder: male, female, other, unknown."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "O"
    UNKNOWN = "U"


class Consciousness(StrEnum):
    """ACVPU scale of NEWS2 (Royal College of Physicians, 2017)."""

    ALERT = "A"
    CONFUSION = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


class View(StrEnum):
    """Projection of a chest film."""

    PA = "PA"
    AP = "AP"
    LATERAL = "LATERAL"
    UNKNOWN = "UNKNOWN"


class ArrivalMode(StrEnum):
    """How the patient came; everything that is not an ambulance is ``other`` or ``unknown``."""

    AMBULANCE = "ambulance"
    OTHER = "other"
    UNKNOWN = "unknown"


ECG_LEADS: tuple[str, ...] = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
"""Standard order of the twelve leads, used by every array with a lead axis."""

CONDITIONS: tuple[str, ...] = (
    "acs",
    "heart_failure",
    "pneumonia",
    "atrial_fibrillation",
    "pulmonary_embolism",
    "copd_asthma",
    "respiratory_failure",
    "sepsis",
    "stroke_tia",
    "gi_bleed",
)
"""Codes of the emergency diagnoses the model estimates (ICD-10 groups in ``cdss.training.cohort_visits``)."""

ECG_FINDINGS: tuple[str, ...] = ("MI", "STTC", "HYP", "CD", "NORM", "AF")
"""PTB-XL diagnostic superclasses, with atrial fibrillation or flutter beside them."""

IMAGE_FINDINGS: tuple[str, ...] = (
    "pneumonia",
    "edema",
    "effusion",
    "cardiomegaly",
    "consolidation",
    "infiltration",
    "atelectasis",
    "pneumothorax",
)
"""Chest-film findings (NIH ChestX-ray14 labels) the film network estimates."""

RISK = "risk"
"""P(triage level <= 2), the output that is explained unless another is asked for."""

TARGETS: tuple[str, ...] = (RISK, "admission", "critical", *CONDITIONS)
"""Outputs that can be explained: the risk, the outcomes, the conditions."""

STATUS_SENTENCE = "Decision support for trained clinicians. For research and education. Not a medical device."
"""Shown on screen, in every report and in the README."""
