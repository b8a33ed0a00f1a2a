"""Vital signs from the Observations of a bundle: single ones, panels with components, panels with members.

Codes: FHIR vital signs profile (R4 and R5), US Core vital signs. Nothing is guessed: a value without a known unit, with a
comparator (``< 30``), or entered in error is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cdss.core.fhir_names import SYSTEM_NAMES
from cdss.core.kinds import Modality
from cdss.readers.fhir_bundle import WITHDRAWN, Resource
from cdss.readers.fhir_json import Coding, Node, child, children, codings, number, text, words
from cdss.readers.measured import Measured, Standing, field_name, measured_number
from cdss.readers.part import Refused, refuse
from cdss.readers.vital_codes import CODES, consciousness_named
from cdss.readers.when import When

_CONSCIOUSNESS, _PAIN = "consciousness", "pain"
_STANDINGS = {"preliminary": Standing.PRELIMINARY, "amended": Standing.CORRECTED, "corrected": Standing.CORRECTED}


def vital_field(codes: Iterable[Coding]) -> str | None:
    """The vital sign that one of the codes names; None for every other observation."""
    for coding in codes:
        system = SYSTEM_NAMES.get(coding.system.rstrip("/"))
        field = CODES.get((system, coding.code)) if system else None
        if field is not None:
            return field
    return None


def is_vital(resource: Resource) -> bool:
    """Whether the Observation, or one of its components, is a vital sign."""
    return vital_field(resource.codes) is not None or any(
        vital_field(codings(child(part, "code"))) is not None for part in children(resource.body, "component")
    )


def vitals_in(resource: Resource) -> Iterator[Measured | Refused]:
    """Every vital sign the Observation holds, or why one may not be used; nothing for a value that is absent."""
    body, name = resource.body, resource.name
    if resource.status in WITHDRAWN:
        yield refuse("fhir_status", Modality.VITALS, source=name, status=resource.status)
        return
    standing = _STANDINGS.get(resource.status, Standing.FINAL)
    parts = ((part, codings(child(part, "code"))) for part in children(body, "component"))
    for node, codes in ((body, resource.codes), *parts):
        field = vital_field(codes)
        if field is None:
            continue
        try:
            if body.get("modifierExtension") or node.get("modifierExtension"):
                raise refuse("fhir_modified", Modality.VITALS, source=name)
            value = _value(node, field, name, resource.time)
        except Refused as refusal:
            yield refusal
            continue
        if value is not None:
            yield replace(value, standing=standing) if standing is not Standing.FINAL else value


def _value(node: Node, field: str, name: str, time: When | None) -> Measured | None:
    """The value of one code; None where it was not measured (``dataAbsentReason``, or no value at all)."""
    if absent := child(node, "dataAbsentReason"):
        if shown := _written(node):
            raise _unreadable(name, field, f"{shown} ({words(absent) or '?'})")
        return None
    if field == _CONSCIOUSNESS:
        return _consciousness(node, name, time)
    quantity = child(node, "valueQuantity")
    if comparator := text(quantity, "comparator"):
        shown = f"{comparator} {number(quantity, 'value') or 0:g}"
        raise refuse("fhir_comparator", Modality.VITALS, source=name, field=field_name(field), value=shown)
    value = number(quantity, "value")
    if value is None:
        value = number(node, "valueInteger")
    if value is None and field == _PAIN:
        value = _scored(child(node, "valueCodeableConcept"))
    if value is None:
        if shown := _written(node):
            raise _unreadable(name, field, shown)
        return None
    return measured_number(name, field, value, text(quantity, "code") or text(quantity, "unit"), time)


def _scored(concept: Node) -> float | None:
    """Pain as one of the answers of its scale, which are called "0" to "10"; None for any other answer."""
    said = words(concept)
    return float(said) if re.fullmatch(r"\d\d?", said, flags=re.ASCII) else None


def _written(node: Node) -> str:
    """What is given as the value, whatever its type, to be shown; empty where there is no value."""
    kind, held = next(((kind, held) for kind, held in node.items() if kind.startswith("value") and held), ("", ""))
    if isinstance(held, dict):
        return words(held) or str(held.get("value", "" if kind == "valueQuantity" else kind.removeprefix("value")))
    return str(held)


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
