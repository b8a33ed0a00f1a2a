"""Public codes of what is written as FHIR and as DICOM: one table, so that both say the same of the same patient.

A code stands here only where its concept is exactly what the model estimates. Groups have none: heart failure with pulmonary
oedema (ICD-10 I50, I11.0, I13.0, J81), atrial fibrillation or flutter (I48), COPD or asthma, stroke or TIA.
"""

from __future__ import annotations

from collections.abc import Mapping

CONDITION_SNOMED: Mapping[str, tuple[str, str]] = {
    "acs": ("394659003", "Acute coronary syndrome"),
    "pneumonia": ("233604007", "Pneumonia"),
    "pulmonary_embolism": ("59282003", "Pulmonary embolism"),
    "respiratory_failure": ("409622000", "Respiratory failure"),
    "sepsis": ("91302008", "Sepsis"),
    "gi_bleed": ("74474003", "Gastrointestinal hemorrhage"),
}
"""SNOMED CT identifier and term of those of ``CONDITIONS`` that are one concept."""

INTERVAL_LOINC: Mapping[str, tuple[str, str]] = {
    "pr_ms": ("8625-6", "P-R interval"),
    "qrs_ms": ("8633-0", "QRS duration"),
    "qt_ms": ("8634-8", "Q-T interval"),
    "axis_deg": ("8632-2", "QRS axis"),
}
"""LOINC code and name of measurements of the ECG."""
