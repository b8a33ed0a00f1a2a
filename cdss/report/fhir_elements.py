"""Small elements that every FHIR resource of an assessment is made of, in R4 and R5 alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from cdss.core.fhir_names import INTERVAL, LOINC, UCUM
from cdss.records.assessment import Interval
from cdss.records.serialise_numbers import Json, number


class FhirRelease(StrEnum):
    """The release a bundle is written in: R4 (4.0.1, what most hospitals read) or R5 (5.0.0)."""

    R4 = "R4"
    R5 = "R5"


@dataclass(frozen=True, slots=True)
class Frame:
    """What all resources of one bundle share: case, model and moment, from which their identifiers are made; the language."""

    case_id: str
    model_sha256: str
    at: datetime
    release: FhirRelease
    language: str

    def uuid(self, what: str) -> str:
        """The identifier of the resource ``what``; the same assessment has the same ones."""
        return str(uuid5(NAMESPACE_URL, f"urn:triagelens:{self.case_id}:{self.model_sha256}:{self.moment}:{what}"))

    def reference(self, what: str) -> Json:
        """A reference to the resource ``what`` of the same bundle."""
        return {"reference": f"urn:uuid:{self.uuid(what)}"}

    @property
    def moment(self) -> str:
        """The time of the assessment as a FHIR instant, to the second."""
        return self.at.astimezone().replace(microsecond=0).isoformat()

    @property
    def r5(self) -> bool:
        """Whether the bundle is R5."""
        return self.release is FhirRelease.R5

    def entry(self, what: str, kind: str, body: Json) -> Json:
        """The bundle's entry for a resource of type ``kind``; elements that are None or empty are left out."""
        held = {name: value for name, value in body.items() if value not in (None, [], {}, "")}
        identifier = self.uuid(what)
        return {"fullUrl": f"urn:uuid:{identifier}", "resource": {"resourceType": kind, "id": identifier, **held}}


def concept(text: str, *codings: tuple[str, str]) -> Json:
    """A CodeableConcept with these words; ``codings``: system and code."""
    coded = [{"system": system, "code": code} for system, code in codings]
    return {"coding": coded, "text": text} if coded else {"text": text}


def loinc(code: str, text: str) -> Json:
    """A CodeableConcept of LOINC."""
    return concept(text, (LOINC, code))


def quantity(value: float, unit: str, code: str | None = None) -> Json:
    """A Quantity; ``code``: its UCUM code where that differs from the unit as it is shown."""
    return {"value": number(value), "unit": unit, "system": UCUM, "code": code or unit}


def percent(probability: float) -> float:
    """A probability as FHIR counts it: ``RiskAssessment.prediction.probability`` is in percent, 100 at most."""
    return number(100.0 * probability)


def interval_extension(interval: Interval | None) -> list[Json]:
    """The 90 % interval of a probability, in percent; empty where there is none."""
    if interval is None:
        return []
    low, high = (quantity(100.0 * end, "%") for end in interval)
    return [{"url": INTERVAL, "valueRange": {"low": low, "high": high}}]
