"""What the OBX segments of HL7 v2 messages hold: vital signs with their units, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cdss.core.kinds import Modality
from cdss.readers.hl7_message import Message
from cdss.readers.measured import Measured, field_name, measured_number
from cdss.readers.part import Refused, refuse
from cdss.readers.table import number
from cdss.readers.vital_codes import CODES, PRESSURE_PANELS, consciousness_named
from cdss.readers.when import When

if TYPE_CHECKING:
    from hl7 import Segment

SYSTEMS = {"LN": "loinc", "LOINC": "loinc", "SCT": "snomed", "SNM": "snomed", "MDC": "mdc"}
"""Code systems of HL7 table 0396 as ``CODES`` calls them."""

_PRESSURE = "blood_pressure"
_NAMES = {
    "heart_rate": "hr heartrate pulse pulserate 맥박 맥박수 심박수",
    "resp_rate": "rr resp respiration respirations respiratoryrate resprate 호흡 호흡수",
    "sbp": "sbp systolic systolicbp systolicbloodpressure nibpsystolic nibpsys 수축기혈압",
    "dbp": "dbp diastolic diastolicbp diastolicbloodpressure nibpdiastolic nibpdia 이완기혈압",
    _PRESSURE: "bp nibp bloodpressure 혈압",
    "spo2": "spo2 o2sat oxygensaturation pulseox pulseoximetry 산소포화도",
    "temperature_c": "temp temperature bodytemperature bodytemp bt 체온",
    "consciousness": "avpu acvpu levelofconsciousness loc responsiveness 의식 의식수준",
    "pain": "pain painscore painscale nrs 통증 통증점수",
}
_LOCAL = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""Names that hospitals give vital signs where they send no public code."""

_NOT_HELD = frozenset({"D", "W"})
_NOT_MADE = frozenset({"X", "N", "I", "O"})
_FINAL_TEXT = frozenset({"TX", "FT"})
_OTHER_CONTENT = frozenset({"ED", "RP", "NA", "MA", "AD"})
_WORDS = frozenset({"CE", "CWE", "CNE", "IS", "ID", "ST"})


@dataclass(slots=True)
class Results:
    """Vital signs, lines of notes and what may not be used, of all messages; ``unused`` counts other results."""

    measured: list[Measured] = field(default_factory=list)
    notes: list[tuple[str, When | None]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    unused: int = 0


def add_results(results: Results, message: Message, first: int) -> int:
    """Add every OBX of ``message``; ``first``: number of the one before. Returns the number of the last one."""
    ordered: When | None = None
    place = first
    for name, segment in message.all():
        if name == "OBR":
            ordered = message.when(segment, 7)
        elif name == "OBX":
            place += 1
            _add(results, message, segment, place, ordered)
    return place


def _add(results: Results, message: Message, segment: Segment, place: int, ordered: When | None) -> None:
    kind, time = message.text(segment, 2).upper(), message.when(segment, 14) or ordered
    label = message.text(segment, 3, 2) or message.text(segment, 3)
    source = f"OBX {place} ({label[:40]})" if label else f"OBX {place}"
    status = message.text(segment, 11).upper()
    if status in _NOT_MADE and not message.text(segment, 5):
        return
    vital = _vital(message, segment)
    if kind not in _FINAL_TEXT and vital is None:
        if kind in _OTHER_CONTENT:
            results.refusals.append(refuse("hl7_value_type", None, source=source, kind=kind))
        else:
            results.unused += 1
        return
    try:
        if status in _NOT_HELD | _NOT_MADE:
            raise refuse("fhir_status", Modality.VITALS if vital else Modality.NOTE, source=source, status=status)
        if vital is None:
            _add_note(results, message, segment, time)
        else:
            results.measured += _values(message, segment, source, vital, kind, time)
    except Refused as refusal:
        results.refusals.append(refusal)


def _vital(message: Message, segment: Segment) -> str | None:
    """The vital sign that OBX-3 names, by either of its two codes, else by its words."""
    for component in (1, 4):
        code = message.text(segment, 3, component)
        system = SYSTEMS.get(message.text(segment, 3, component + 2).upper())
        if system == "loinc" and code in PRESSURE_PANELS:
            return _PRESSURE
        if system and (found := CODES.get((system, code))):
            return found
    for component in (1, 2, 5):
        word = re.sub(r"[^a-z0-9가-힣]", "", message.text(segment, 3, component).lower())
        if word in _LOCAL:
            return _LOCAL[word]
    return None


def _add_note(results: Results, message: Message, segment: Segment, time: When | None) -> None:
    lines = (message.text(segment, 5, 1, place) for place in range(message.repetitions(segment, 5)))
    written = "\n".join(line for line in lines if line)
    if written:
        results.notes.append((written, time))


def _values(
    message: Message, segment: Segment, source: str, vital: str, kind: str, time: When | None
) -> Iterator[Measured]:
    if not message.text(segment, 5) and not message.text(segment, 5, 2):
        return
    if message.repetitions(segment, 5) > 1:
        raise _unreadable(source, vital, str(segment[5]))
    if vital == "consciousness":
        yield _level(message, segment, source, time)
        return
    unit = message.text(segment, 6) or message.text(segment, 6, 2)
    shown = _numeral(message, segment, source, vital, kind)
    pair = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", shown) if vital == _PRESSURE else None
    if pair is not None:
        for name, value in zip(("sbp", "dbp"), pair.groups(), strict=True):
            yield measured_number(source, name, float(value), unit, time)
        return
    try:
        value = number(shown)
    except ValueError as error:
        raise _unreadable(source, vital, shown) from error
    if value is None or vital == _PRESSURE:
        raise _unreadable(source, vital, shown)
    yield measured_number(source, vital, value, unit, time)


def _numeral(message: Message, segment: Segment, source: str, vital: str, kind: str) -> str:
    """The number as it is written; of a structured one (``SN``) the first, where no sign limits it."""
    if kind != "SN":
        return message.text(segment, 5)
    sign, first, between, second = (message.text(segment, 5, component) for component in range(1, 5))
    if sign not in ("", "="):
        shown = f"{sign} {first}"
        raise refuse("fhir_comparator", Modality.VITALS, source=source, field=field_name(vital), value=shown)
    return f"{first}{between}{second}"


def _level(message: Message, segment: Segment, source: str, time: When | None) -> Measured:
    said = [message.text(segment, 5, component) for component in (1, 2)]
    level = next((found for word in said if (found := consciousness_named(word)) is not None), None)
    if level is None:
        raise _unreadable(source, "consciousness", said[1] or said[0])
    return Measured(source, "consciousness", level, time)


def _unreadable(source: str, vital: str, value: str) -> Refused:
    name = "name_vital_blood_pressure" if vital == _PRESSURE else field_name(vital)
    return refuse("fhir_value", Modality.VITALS, source=source, field=name, value=value[:40])
