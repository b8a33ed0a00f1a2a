"""Names that FHIR bundles are read and written with: code systems, extensions, and the program's own."""

from __future__ import annotations

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
MDC = "urn:iso:std:iso:11073:10101"
"""ISO/IEEE 11073-10101, the nomenclature of devices."""

SYSTEM_NAMES = {
    LOINC: "loinc",
    "https://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    SNOMED: "snomed",
    "https://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    MDC: "mdc",
    "urn:oid:2.16.840.1.113883.6.24": "mdc",
}
"""Code systems by the addresses they are written with."""

MODE_OF_ARRIVAL = "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival"
"""Extension of an encounter (FHIR Extensions Pack 5.2): a code of HL7 table 0430, how the patient came."""

V2_MODE_OF_ARRIVAL = "http://terminology.hl7.org/CodeSystem/v2-0430"
AMBULANCE_CODES = frozenset({"A", "H"})
"""Codes of HL7 table 0430 for ambulance and helicopter."""

OWN_TAGS = "urn:triagelens:tags"
COMPOSITE = "composite"
"""Tag of a bundle whose parts come from different people, put together for a demonstration."""

OWN_OUTPUTS = "urn:triagelens:outputs"
"""Codes of what the model estimates, as they are called in ``cdss.assessment/1``."""

OWN_MEASUREMENTS = "urn:triagelens:measurements"
"""Codes of scores and measurements for which no public code is used."""

INTERVAL = "urn:triagelens:interval-90"
"""Extension of a probability: its 90 % interval. FHIR has one value or one range for a prediction, never both."""

SHA256 = "urn:triagelens:sha256"
"""System of identifiers that are the SHA-256 of what they identify."""

OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPANT_TYPE = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
