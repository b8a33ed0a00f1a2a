"""Vital signs from the Observations of a bundle: single ones, panels with components, panels with members.

Codes: FHIR vital signs profile (R4 and R5), US Core vital signs. Nothing is guessed: a value without a known unit, with a
comparator (``< 30``), or entered in error is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.fhir_names import SYSTEM_NAMES
from cdss.core.kinds import Modality
from cdss.readers.fhir_bundle import Resource
from cdss.readers.fhir_json import Coding, Node, child, children, codings, number, text, words
from cdss.readers.fhir_visit import entry_time
from cdss.readers.measured import Measured, field_name, measured_number
from cdss.readers.part import Refused, refuse
from cdss.readers.vital_codes import CODES, consciousness_named
from cdss.readers.when import When

INVALID = frozenset({"entered-in-error", "cancelled"})
"""Status of what must not be used, of an Observation as of a report."""

_CONSCIOUSNESS = "consciousness"


def vital_field(concept: Node) -> str | None:
    """The vital sign that a CodeableConcept names; None for every other observation."""
    for coding in codings(concept):
        system = SYSTEM_NAMES.get(coding.system.rstrip("/"))
        field = CODES.get((system, coding.code)) if system else None
        if field is not None:
            return field
    return None


def is_vital(resource: Resource) -> bool:
    """Whether the Observation, or one of its components, is a vital sign."""
    body = resource.body
    return any(vital_field(child(node, "code")) is not None for node in (body, *children(body, "component")))


def vitals_in(resource: Resource) -> Iterator[Measured | Refused]:
    """Every vital sign the Observation holds, or why one may not be used; nothing for a value that is absent."""
    body, name = resource.body, resource.name
    status = text(body, "status").lower()
    if status in INVALID:
        yield refuse("fhir_status", Modality.VITALS, source=name, status=status)
        return
    if body.get("modifierExtension"):
        yield refuse("fhir_modified", Modality.VITALS, source=name)
        return
    time = entry_time(body)
    for node in (body, *children(body, "component")):
        field = vital_field(child(node, "code"))
        if field is None:
            continue
        try:
            value = _value(node, field, name, time)
        except Refused as refusal:
            yield refusal
            continue
        if value is not None:
            yield value


def _value(node: Node, field: str, name: str, time: When | None) -> Measured | None:
    """The value of one code; None where it was not measured (``dataAbsentReason``, or no value at all)."""
    if field == _CONSCIOUSNESS:
        return _consciousness(node, name, time)
    quantity = child(node, "valueQuantity")
    if comparator := text(quantity, "comparator"):
        shown = f"{comparator} {number(quantity, 'value') or 0:g}"
        raise refuse("fhir_comparator", Modality.VITALS, source=name, field=field_name(field), value=shown)
    value = number(quantity, "value")
    if value is None:
        value = number(node, "valueInteger")
    if value is None:
        written = quantity.get("value", node.get("valueString"))
        if written is not None:
            raise _unreadable(name, field, str(written))
        return None
    return measured_number(name, field, value, text(quantity, "code") or text(quantity, "unit"), time)


def _consciousness(node: Node, name: str, time: When | None) -> Measured | None:
    """A level of consciousness by code or word; a number is a Glasgow score or the like, which is no level."""
    concept = child(node, "valueCodeableConcept")
    said = [word for c in codings(concept) for word in _said(c)]
    said += [text(concept, "text"), text(node, "valueString")]
    found = (consciousness_named(word) for word in said if word)
    level = next((level for level in found if level is not None), None)
    if level is not None:
        return Measured(name, _CONSCIOUSNESS, level, time)
    value = number(node, "valueQuantity", "value")
    shown = words(concept) or text(node, "valueString") or (f"{value:g}" if value is not None else "")
    if shown:
        raise _unreadable(name, _CONSCIOUSNESS, shown)
    return None


def _said(coding: Coding) -> tuple[str, str]:
    return coding.code, coding.display


def _unreadable(name: str, field: str, value: str) -> Refused:
    return refuse("fhir_value", Modality.VITALS, source=name, field=field_name(field), value=value[:40])
